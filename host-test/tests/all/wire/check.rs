//! Makes one row's call and compares all that arrived and came back.

use super::row::{Body, Request, Row};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mock::{LoggedRequest, Mock, Origin, Part};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// The mock's credentials, as its documentation names them.
const CREDENTIALS: &str = "agent@acme.test:mock-api-key";

/// A request in a form that reads well when two of them differ.
#[derive(Debug, PartialEq)]
struct Seen {
    origin: Origin,
    request: String,
    query: Vec<(String, String)>,
    /// All headers. The boundary of a multipart body is left out of the content type.
    headers: BTreeMap<String, String>,
    body: SeenBody,
}

#[derive(Debug, PartialEq)]
enum SeenBody {
    None,
    Json(Value),
    Text(String),
    Parts(Vec<Part>),
}

/// Has the mock answer as the row says, awaits `call`, and compares.
///
/// # Errors
///
/// What differs, in words.
pub async fn check<C, E: fmt::Display>(
    mock: &Mock,
    row: &Row<C>,
    call: impl Future<Output = Result<Option<Value>, E>>,
) -> Result<(), String> {
    mock.clear_requests();
    row.prepare(mock);
    let given = call.await.map_err(|error| error.to_string());
    let arrived = mock.requests();

    let file = row.file_request();
    let wanted = [
        (Origin::Api, Some(&row.request)),
        (Origin::Files, file.as_ref()),
    ];
    let wanted = wanted.map(|(origin, request)| request.map(|request| (origin, request)));
    let wanted: Vec<_> = wanted.into_iter().flatten().collect();
    if arrived.len() != wanted.len() {
        return Err(format!("{} requests, given {given:?}", arrived.len()));
    }
    for (arrived, (origin, request)) in arrived.iter().zip(wanted) {
        let wanted = wanted_of(mock, origin, request, arrived.body.len());
        same("request", &seen(arrived, &request.body), &wanted)?;
    }
    same("result", &given, &Ok(row.gives.clone()))
}

fn same<T: fmt::Debug + PartialEq>(what: &str, is: &T, wanted: &T) -> Result<(), String> {
    if is == wanted {
        return Ok(());
    }
    Err(format!("{what}\n   is {is:#?}\n   not {wanted:#?}"))
}

fn seen(request: &LoggedRequest, like: &Body) -> Seen {
    let text = || SeenBody::Text(String::from_utf8_lossy(&request.body).into_owned());
    Seen {
        origin: request.origin,
        request: format!("{} {}", request.method, request.path),
        query: request.query.clone(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                let shown = value.split("; boundary=").next().unwrap_or_default();
                (name.to_string(), shown.to_owned())
            })
            .collect(),
        body: match like {
            Body::None if request.body.is_empty() => SeenBody::None,
            Body::Json(_) => request.json().map_or_else(text, SeenBody::Json),
            Body::Parts(_) => SeenBody::Parts(request.parts.clone()),
            Body::None | Body::Exact(_) => text(),
        },
    }
}

/// No header beside these may arrive: what a plugin sends without need, it leaks.
fn wanted_of(mock: &Mock, origin: Origin, request: &Request, length: usize) -> Seen {
    let host = match origin {
        Origin::Api => mock.base_url(),
        Origin::Files => mock.files_origin(),
    };
    let mut headers = vec![
        ("accept", request.accept.to_owned()),
        ("accept-encoding", "identity".to_owned()),
        ("host", host.trim_start_matches("http://").to_owned()),
        (
            "user-agent",
            concat!("gorgias-customers/", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
    ];
    if origin == Origin::Api {
        let credentials = STANDARD.encode(CREDENTIALS);
        headers.push(("authorization", format!("Basic {credentials}")));
    }
    let content_type = match request.body {
        Body::None => None,
        Body::Json(_) | Body::Exact(_) => Some("application/json"),
        Body::Parts(_) => Some("multipart/form-data"),
    };
    if let Some(content_type) = content_type {
        headers.push(("content-type", content_type.to_owned()));
        headers.push(("content-length", length.to_string()));
    }
    let query = request.query.iter();
    Seen {
        origin,
        request: format!("{} {}", request.method, request.path),
        query: query
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        headers: headers
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
        body: match &request.body {
            Body::None => SeenBody::None,
            Body::Json(json) => SeenBody::Json(json.clone()),
            Body::Exact(text) => SeenBody::Text((*text).to_owned()),
            Body::Parts(parts) => SeenBody::Parts(parts.clone()),
        },
    }
}
