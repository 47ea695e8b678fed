//! Exchanges of a row: the mock's answer, and the request that has to arrive there.

use super::{File, Row, same};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mock::{Canned, LoggedRequest, Mock, Origin, Part};
use std::collections::BTreeMap;

/// The mock's credentials, as its documentation names them.
const CREDENTIALS: &str = "agent@acme.test:mock-api-key";
/// Where the file lies that a row redirects to.
const FILE: &str = "/box?signature=a%2Bb&expires=9";

/// A request in a form that reads well when two of them differ.
#[derive(Debug, PartialEq)]
struct Seen {
    line: String,
    /// All headers. The boundary of a multipart body is left out of the content type.
    headers: BTreeMap<String, String>,
    body: String,
    parts: Vec<Part>,
}

impl File {
    pub fn bytes(&self) -> Vec<u8> {
        match &self.base64 {
            Some(text) => STANDARD.decode(text).expect("base64"),
            None => self.text.clone().unwrap_or_default().into(),
        }
    }
}

impl Row {
    /// Has the mock answer as the row says.
    pub fn prepare(&self, mock: &Mock) {
        if self.request.is_none() {
            return;
        }
        if let Some(file) = &self.file {
            let location = mock.files_origin() + FILE;
            mock.answer_next(Canned::new(307).header("location", &location));
            let answer = Canned::new(200).header("content-type", &file.media_type);
            return mock.answer_next(answer.body(file.bytes()).from_files());
        }
        let media_type = self.media_type.as_deref().unwrap_or("application/json");
        let answer = Canned::new(self.status.unwrap_or(200)).header("content-type", media_type);
        mock.answer_next(answer.body(self.answer().to_owned()));
    }

    /// Compares all that has arrived with the row.
    pub fn check_requests(&self, mock: &Mock) -> Result<(), String> {
        let arrived: Vec<Seen> = mock.requests().iter().map(seen).collect();
        let mut wanted = Vec::new();
        if let Some(request) = &self.request {
            let accept = self.accept.as_deref().unwrap_or("application/json");
            let mut headers = headers(&mock.base_url(), accept);
            let credentials = STANDARD.encode(CREDENTIALS);
            headers.insert("authorization".into(), format!("Basic {credentials}"));
            let body = self.body.as_ref().map_or("", |body| body.get());
            let (media_type, length) = match self.parts.is_empty() {
                true => ("application/json", body.len().to_string()),
                // With boundaries in it.
                false => ("multipart/form-data", String::new()),
            };
            if !body.is_empty() || !self.parts.is_empty() {
                headers.insert("content-type".into(), media_type.into());
                headers.insert("content-length".into(), length);
            }
            wanted.push(Seen {
                line: request.clone(),
                headers,
                body: body.to_owned(),
                parts: self.parts.iter().map(Part::from).collect(),
            });
        }
        if self.file.is_some() {
            wanted.push(Seen {
                line: format!("GET {FILE}"),
                headers: headers(&mock.files_origin(), "*/*"),
                body: String::new(),
                parts: Vec::new(),
            });
        }
        same("requests", &arrived, &wanted)
    }
}

/// Returns the headers of every request. No others may arrive: what is sent without need leaks.
fn headers(origin: &str, accept: &str) -> BTreeMap<String, String> {
    let agent = concat!("gorgias-customers/", env!("CARGO_PKG_VERSION"));
    let host = origin.trim_start_matches("http://");
    [
        ("accept", accept),
        ("accept-encoding", "identity"),
        ("host", host),
        ("user-agent", agent),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn seen(request: &LoggedRequest) -> Seen {
    let line = format!("{} {}", request.method, request.target());
    let mut headers: BTreeMap<String, String> = request
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let shown = value.split("; boundary=").next().unwrap_or_default();
            (name.to_string(), shown.to_owned())
        })
        .collect();
    let mut body = String::from_utf8_lossy(&request.body).into_owned();
    if !request.parts.is_empty() {
        body.clear();
        let length = headers.get_mut("content-length");
        length.expect("a length").clear();
    }
    assert!(request.origin == Origin::Api || !headers.contains_key("authorization"));
    Seen {
        line,
        headers,
        body,
        parts: request.parts.clone(),
    }
}
