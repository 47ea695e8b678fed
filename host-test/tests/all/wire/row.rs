//! One row of the table: a call, the request that it must make, what is answered to that, and
//! what the tool must return.

use bytes::Bytes;
use mock::{Canned, Mock, Part};
use serde_json::{Value, json};

/// An answer that any tool returning JSON takes.
const OBJECT: &str = r#"{"id": 1}"#;

/// `C` is the call as its test writes it; here, a text in WAVE with the tool's short name.
#[derive(Clone)]
pub struct Row<C = String> {
    pub call: C,
    pub request: Request,
    answer: Canned,
    /// For a download: what the file host answers after the redirect.
    file: Option<Canned>,
    /// What the tool returns; none for nothing.
    pub gives: Option<Value>,
}

/// What has to arrive, to the byte where it matters.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    /// Percent-encoded, as on the wire.
    pub path: &'static str,
    /// Decoded, in order.
    pub query: Vec<(&'static str, &'static str)>,
    pub accept: &'static str,
    pub body: Body,
}

#[derive(Clone)]
pub enum Body {
    None,
    /// Compared as JSON: the order of keys does not matter.
    Json(Value),
    /// JSON compared byte for byte, for numbers that must keep their digits.
    Exact(&'static str),
    Parts(Vec<Part>),
}

/// A JSON answer.
pub fn answer(status: u16, body: impl Into<Bytes>) -> Canned {
    Canned::new(status)
        .header("content-type", "application/json")
        .body(body)
}

impl<C> Row<C> {
    fn new(method: &'static str, call: impl Into<C>, path: &'static str) -> Self {
        Self {
            call: call.into(),
            request: Request {
                method,
                path,
                query: Vec::new(),
                accept: "application/json",
                body: Body::None,
            },
            answer: answer(200, OBJECT),
            file: None,
            gives: Some(json!(OBJECT)),
        }
    }

    pub fn get(call: impl Into<C>, path: &'static str) -> Self {
        Self::new("GET", call, path)
    }

    pub fn post(call: impl Into<C>, path: &'static str) -> Self {
        Self::new("POST", call, path)
    }

    pub fn put(call: impl Into<C>, path: &'static str) -> Self {
        Self::new("PUT", call, path)
    }

    pub fn delete(call: impl Into<C>, path: &'static str) -> Self {
        Self::new("DELETE", call, path)
    }

    pub fn query<const N: usize>(mut self, pairs: [(&'static str, &'static str); N]) -> Self {
        self.request.query = pairs.into();
        self
    }

    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.request.accept = media_type;
        self
    }

    pub fn json(mut self, body: Value) -> Self {
        self.request.body = Body::Json(body);
        self
    }

    pub fn exact(mut self, body: &'static str) -> Self {
        self.request.body = Body::Exact(body);
        self
    }

    pub fn parts<const N: usize>(mut self, parts: [Part; N]) -> Self {
        self.request.body = Body::Parts(parts.into());
        self
    }

    pub fn answers(mut self, answer: Canned) -> Self {
        self.answer = answer;
        self
    }

    /// What the tool returns. A JSON text is a string here, to the byte.
    pub fn gives(mut self, value: Value) -> Self {
        self.gives = Some(value);
        self
    }

    /// A JSON answer that the tool returns as it is.
    pub fn passes(self, status: u16, body: &'static str) -> Self {
        self.answers(answer(status, body)).gives(json!(body))
    }

    /// An answer whose body does not matter, and a tool that returns nothing.
    pub fn nothing(mut self, answer: Canned) -> Self {
        self.answer = answer;
        self.gives = None;
        self
    }

    /// The answer redirects to the file host, which answers this.
    pub fn redirects(mut self, file: Canned) -> Self {
        self.file = Some(file.from_files());
        self
    }

    /// Has the mock answer as the row says.
    pub fn prepare(&self, mock: &Mock) {
        let Some(file) = &self.file else {
            return mock.answer_next(self.answer.clone());
        };
        let location = format!("{}/box?signature=a%2Bb&expires=9", mock.files_origin());
        mock.answer_next(Canned::new(307).header("location", &location));
        mock.answer_next(file.clone());
    }

    /// The request that follows a redirect.
    pub fn file_request(&self) -> Option<Request> {
        self.file.as_ref().map(|_| Request {
            method: "GET",
            path: "/box",
            query: vec![("signature", "a+b"), ("expires", "9")],
            accept: "*/*",
            body: Body::None,
        })
    }
}
