//! Keeps what arrived, as it arrived.

use axum::{
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
};
use bytes::Bytes;
use http::HeaderMap;

/// Nothing that a test sends is larger; more is not read.
const READ_LIMIT: usize = 256 << 20;

/// Which of the mock's two servers a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The account's API.
    Api,
    /// The host that downloads are redirected to.
    Files,
}

/// One part of a multipart body, as axum's parser read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The part's `name`.
    pub name: String,
    /// The part's `filename`, when it has one.
    pub filename: Option<String>,
    /// The part's own content type, when it has one.
    pub content_type: Option<String>,
    /// The part's content.
    pub bytes: Bytes,
}

/// One request, whatever it was answered with.
#[derive(Clone, Debug)]
pub struct LoggedRequest {
    /// Where it arrived.
    pub origin: Origin,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was on the wire, without the query.
    pub path: String,
    /// The query as it was on the wire, without the question mark.
    pub raw_query: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The parts of a multipart body; empty for any other, or one that does not parse.
    pub parts: Vec<Part>,
    /// The status it was answered with; none until it is.
    pub status: Option<u16>,
}

impl LoggedRequest {
    /// Returns path and query, as they were on the wire.
    #[must_use]
    pub fn target(&self) -> String {
        let mark = if self.raw_query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, self.raw_query)
    }

    /// Reads a request to its end.
    ///
    /// # Errors
    /// When the body does not arrive whole, or is larger than 256 MiB.
    pub(crate) async fn read(origin: Origin, request: Request) -> Result<Self, axum::Error> {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, READ_LIMIT).await?;
        let raw_query = head.uri.query().unwrap_or_default().to_owned();
        Ok(Self {
            origin,
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            raw_query,
            parts: parts(&head.headers, &body).await.unwrap_or_default(),
            headers: head.headers,
            body,
            status: None,
        })
    }

    /// Returns a header's text; none when it is absent or not printable ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

async fn parts(headers: &HeaderMap, body: &Bytes) -> Result<Vec<Part>, MultipartError> {
    let mut request = Request::new(Body::from(body.clone()));
    *request.headers_mut() = headers.clone();
    // The whole body is in memory already.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Vec::new();
    let Ok(mut multipart) = Multipart::from_request(request, &()).await else {
        return Ok(parts);
    };
    while let Some(field) = multipart.next_field().await? {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            filename: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(str::to_owned),
            bytes: field.bytes().await?,
        });
    }
    Ok(parts)
}
