//! Answers that a test puts in the place of real ones.

use crate::log::{LoggedRequest, Origin};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderName, StatusCode};

/// An answer to give instead of the real one, once. The request is logged and has no effect on
/// the shop. It comes before credentials and rate limit are looked at.
#[derive(Clone, Debug)]
pub struct Canned {
    response: http::Response<Bytes>,
    origin: Origin,
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
        let origin = Origin::Api;
        Self { response, origin }
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

    /// Waits for a request to the file host instead of the API.
    pub fn from_files(mut self) -> Self {
        self.origin = Origin::Files;
        self
    }

    pub(crate) fn into_response(self) -> Response {
        self.response.map(Body::from)
    }

    pub(crate) fn fits(&self, request: &LoggedRequest) -> bool {
        self.origin == request.origin
    }
}
