//! Answers that a test puts in the place of real ones.

use crate::log::{LoggedRequest, Origin};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderName, StatusCode};
use serde_json::{Value, json};

/// An answer to give instead of the real one, once. The request is logged and has no effect on
/// the shop. It comes before credentials and rate limit are looked at.
#[derive(Clone, Debug)]
pub struct Canned {
    response: http::Response<Bytes>,
    origin: Origin,
    on: Option<(String, String)>,
    bare: bool,
}

impl Canned {
    /// Answers the next request to the API, without a body.
    ///
    /// # Panics
    /// When `status` is not between 200 and 999.
    pub fn new(status: u16) -> Self {
        assert!(status >= 200, "an answer needs a final status");
        let mut response = http::Response::default();
        *response.status_mut() = StatusCode::from_u16(status).expect("a status is at most 999");
        Self {
            response,
            origin: Origin::Api,
            on: None,
            bare: false,
        }
    }

    /// Answers 429 with `Retry-After`. The vendor documents its headers, not its body.
    pub fn rate_limited(retry_after_seconds: u32) -> Self {
        let error = Self::error(429, "Rate limit exceeded.");
        error.header("retry-after", &retry_after_seconds.to_string())
    }

    /// Answers in the shape of the API's errors: `{"error":{"msg":…}}`.
    pub fn error(status: u16, msg: &str) -> Self {
        Self::new(status).json(&json!({"error": {"msg": msg}}))
    }

    /// Adds a header, or one more of the same name.
    ///
    /// # Panics
    /// When HTTP does not allow the name or the value.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        let value = value.parse().expect("a header value");
        self.response.headers_mut().append(name, value);
        self
    }

    /// Sets the body, as it is.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.response.body_mut() = body.into();
        self
    }

    /// Sets a JSON body with its content type.
    pub fn json(self, body: &Value) -> Self {
        let body = body.to_string();
        self.header("content-type", "application/json").body(body)
    }

    /// Sets an HTML body with its content type.
    pub fn html(self, body: &str) -> Self {
        let kind = "text/html; charset=utf-8";
        self.header("content-type", kind).body(body.to_owned())
    }

    /// Waits for a request with this method and path (as on the wire, without the query).
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.on = Some((method.to_ascii_uppercase(), path.into()));
        self
    }

    /// Waits for a request to the file host instead of the API.
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
        self.response.map(Body::from)
    }

    pub(crate) fn fits(&self, request: &LoggedRequest) -> bool {
        let is_asked =
            |(method, path): &(String, String)| *method == request.method && *path == request.path;
        self.origin == request.origin && self.on.as_ref().is_none_or(is_asked)
    }
}
