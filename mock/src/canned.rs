//! Answers that a test puts in the place of real ones.

use crate::log::{LoggedRequest, Origin};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::{Value, json};

/// An answer to give instead of the real one, once. The request is logged and has no effect on
/// the shop. It comes before credentials and rate limit are looked at.
#[derive(Clone, Debug)]
pub struct Canned {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    origin: Origin,
    on: Option<(String, String)>,
    bare: bool,
}

impl Canned {
    /// An answer without a body, for the next request to the API.
    ///
    /// # Panics
    /// When `status` is not between 200 and 999.
    pub fn new(status: u16) -> Self {
        assert!(status >= 200, "an answer needs a final status");
        Self {
            status: StatusCode::from_u16(status).expect("a status is at most 999"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            origin: Origin::Api,
            on: None,
            bare: false,
        }
    }

    /// 429 with `Retry-After`. The vendor documents its headers, not its body.
    pub fn rate_limited(retry_after_seconds: u32) -> Self {
        Self::error(429, "Rate limit exceeded.")
            .header("retry-after", &retry_after_seconds.to_string())
    }

    /// An error in the API's shape: `{"error":{"msg":…}}`.
    pub fn error(status: u16, msg: &str) -> Self {
        Self::new(status).json(&json!({"error": {"msg": msg}}))
    }

    /// Adds a header, or one more of the same name.
    ///
    /// # Panics
    /// When HTTP does not allow the name or the value.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.headers
            .append(name, value.parse().expect("a header value"));
        self
    }

    /// The body, as it is.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// A JSON body with its content type.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    /// An HTML body with its content type.
    pub fn html(self, body: &str) -> Self {
        self.header("content-type", "text/html; charset=utf-8")
            .body(body.to_owned())
    }

    /// Waits for a request with this method and path (as on the wire, without the query).
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.on = Some((method.to_ascii_uppercase(), path.into()));
        self
    }

    /// For a request to the file host instead of the API.
    pub fn from_files(mut self) -> Self {
        self.origin = Origin::Files;
        self
    }

    /// Leaves out the headers that every answer of the API has (`x-request-id`, the rate limit).
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    pub(crate) fn fits(&self, request: &LoggedRequest) -> bool {
        let on = self.on.as_ref();
        self.origin == request.origin
            && on.is_none_or(|on| on.0 == request.method && on.1 == request.path)
    }
}
