//! Answers that a test puts in the place of real ones.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::answer::Answer;
use super::log::{LoggedRequest, Origin};

/// An answer to give instead of the real one, once. The request is logged and has no effect on
/// the shop. It comes before credentials and rate limit are looked at.
#[derive(Clone, Debug)]
pub struct Canned {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
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
            headers: Vec::new(),
            body: Bytes::new(),
            origin: Origin::Api,
            on: None,
            bare: false,
        }
    }

    /// 429 with `Retry-After`. The vendor documents its headers, not its body.
    pub fn rate_limited(retry_after_seconds: u32) -> Self {
        Self::new(429)
            .header("retry-after", &retry_after_seconds.to_string())
            .json(&json!({"error": {"msg": "Rate limit exceeded."}}))
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
        self.headers.push((
            name.parse().expect("a header name"),
            value.parse().expect("a header value"),
        ));
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

    pub(super) fn is_bare(&self) -> bool {
        self.bare
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer {
            status: self.status,
            headers: self.headers,
            body: self.body,
        }
    }

    fn fits(&self, request: &LoggedRequest) -> bool {
        self.origin == request.origin
            && self
                .on
                .as_ref()
                .is_none_or(|(method, path)| *method == request.method && *path == request.path)
    }
}

/// Canned answers in the order in which they were given.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Vec<Canned>>);

impl Queue {
    pub fn push(&self, canned: Canned) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(canned);
    }

    /// Takes out the first that fits.
    pub fn take(&self, request: &LoggedRequest) -> Option<Canned> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = queue.iter().position(|canned| canned.fits(request))?;
        Some(queue.remove(at))
    }

    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
