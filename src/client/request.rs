//! A request to the API as a tool describes it: pure data, made without I/O.

use super::transport::Method;
use crate::{error::Message, format::url};
use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Display;

/// One request to the API.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query, percent-encoded.
    pub target: String,
    /// The media type to ask for.
    pub accept: &'static str,
    /// The media type of the body, where there is one.
    pub content_type: Option<Cow<'static, str>>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// Whether the answer redirects to where the content is.
    pub redirects: bool,
    /// Whether the body of a 2xx answer matters.
    pub reads_answer: bool,
    /// Whether sending it twice does no more than sending it once.
    pub repeatable: bool,
    /// Whether a smaller `limit` makes the answer smaller.
    pub paged: bool,
    /// Advises on a status, where the tool knows better than in general.
    pub hints: &'static [Hint],
    /// Advises when the parameters are refused, where that depends on them.
    pub when_refused: Option<String>,
}

/// A status, 500 for all from there on, and what to do about it. Names of tools and parameters stand in
/// braces, as `wit/` spells them.
pub type Hint = (u16, &'static str);

/// Advice when a page is refused that a cursor leads to.
const STALE: &str =
    "A cursor holds for a short time, beside the same parameters: list anew without `cursor`.";

impl Request {
    /// Begins a GET request. `path` must already be percent-encoded, as for all.
    pub fn get(path: impl Into<String>) -> Self {
        Request::new(Method::Get, path.into())
    }

    /// Creates. Not repeated: the API has no idempotency keys, so sending it
    /// again may create a second one.
    pub fn post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path.into()).once()
    }

    /// Reads with a body, so it can be sent again as a GET can.
    pub fn query_by_post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path.into())
    }

    /// Begins a PUT request.
    pub fn put(path: impl Into<String>) -> Self {
        Request::new(Method::Put, path.into())
    }

    /// Begins a DELETE request.
    pub fn delete(path: impl Into<String>) -> Self {
        Request::new(Method::Delete, path.into())
    }

    fn new(method: Method, target: String) -> Self {
        Request {
            method,
            target,
            accept: "application/json",
            content_type: None,
            body: Vec::new(),
            redirects: false,
            reads_answer: true,
            repeatable: true,
            paged: false,
            hints: &[],
            when_refused: None,
        }
    }

    /// Adds this key to the query, when there is a value.
    pub fn query(mut self, key: &str, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            self.push_query(key, &value.to_string());
        }
        self
    }

    fn push_query(&mut self, key: &str, value: &str) {
        let separator = if self.target.contains('?') { '&' } else { '?' };
        let (key, value) = (url::encode(key.as_bytes()), url::encode(value.as_bytes()));
        self.target.push_str(&format!("{separator}{key}={value}"));
    }

    /// Adds this key to the query once for each value.
    pub fn query_each(self, key: &str, values: Option<Vec<impl Display>>) -> Self {
        values
            .into_iter()
            .flatten()
            .fold(self, |request, value| request.query(key, Some(value)))
    }

    /// Adds the place in a list to the query.
    pub fn page(mut self, cursor: Option<String>, limit: Option<u32>) -> Self {
        self.paged = true;
        self.when_refused = cursor.as_ref().map(|_| STALE.into());
        self.query("cursor", cursor).query("limit", limit)
    }

    /// Adds advice of the tool's own for some statuses.
    pub fn hints(mut self, hints: &'static [Hint]) -> Self {
        self.hints = hints;
        self
    }

    /// Adds advice for the case that the API refuses the parameters.
    pub fn when_refused(mut self, words: Option<String>) -> Self {
        self.when_refused = words.or(self.when_refused);
        self
    }

    /// Returns the tool's advice about a status.
    pub fn hint(&self, status: u16) -> Option<Message> {
        if let (400, Some(words)) = (status, &self.when_refused) {
            return Some(words.clone().into());
        }
        let key = status.min(500);
        let (_, words) = self.hints.iter().find(|(status, _)| *status == key)?;
        Some(Message::from(*words))
    }

    /// Sets JSON as the body.
    pub fn json(self, body: String) -> Self {
        self.body("application/json", body.into_bytes())
    }

    /// Sets the body.
    pub fn body(mut self, content_type: impl Into<Cow<'static, str>>, body: Vec<u8>) -> Self {
        self.content_type = Some(content_type.into());
        self.body = body;
        self
    }

    /// Asks for this media type.
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// Follows redirects to other hosts, without credentials.
    pub fn follow_redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Forbids sending it again once it may have been done.
    pub fn once(mut self) -> Self {
        self.repeatable = false;
        self
    }
}
