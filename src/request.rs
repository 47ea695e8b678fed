//! A request to the API as a tool describes it: pure data, made without I/O.

use crate::{
    tool::{Effect, Tool},
    transport::Method,
    url::Query,
};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

/// One request to the API.
#[derive(Debug)]
pub struct Request {
    /// The tool it is for.
    pub tool: Tool,
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
}

impl Request {
    /// A request without a body that asks for JSON. `path` is percent-encoded.
    pub fn new(tool: Tool, method: Method, path: &str, query: &Query) -> Self {
        let mut target = path.to_string();
        target.push_str(query.as_str());
        Request {
            tool,
            method,
            target,
            accept: "application/json",
            content_type: None,
            body: Vec::new(),
            redirects: false,
            reads_answer: true,
        }
    }

    /// The same with this JSON as its body.
    pub fn json(self, body: String) -> Self {
        self.body("application/json".into(), body.into_bytes())
    }

    /// The same with this body.
    pub fn body(mut self, content_type: Cow<'static, str>, body: Vec<u8>) -> Self {
        self.content_type = Some(content_type);
        self.body = body;
        self
    }

    /// The same, asking for this media type.
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// The same, following redirects to other hosts, without credentials.
    pub fn follow_redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// The same, leaving the body of a 2xx answer unread: the API documents none, and once the
    /// status has come, nothing that happens to the body changes what was done.
    pub fn ignore_answer(mut self) -> Self {
        self.reads_answer = false;
        self
    }

    /// Whether sending it twice does no more than sending it once. The API has no idempotency
    /// keys, so a POST may create twice, and a second merge fails on the source that is gone.
    pub fn is_repeatable(&self) -> bool {
        self.method != Method::Post && self.tool != Tool::MergeCustomers
    }

    /// Whether it may have changed something once it was sent.
    pub fn changes(&self) -> bool {
        self.tool.effect() != Effect::Read
    }
}
