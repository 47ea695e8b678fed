//! One row of the table: a call, the request that it must make, what is answered to that, and
//! what the tool must return.

use bytes::Bytes;
use mock::Part;
use serde_json::{Value, json};

/// An answer that any tool returning JSON takes.
const OBJECT: &str = r#"{"id": 1}"#;

pub struct Row {
    /// In WAVE, with the tool's short name.
    pub call: String,
    pub request: Request,
    pub answer: Answer,
    /// For a download: the request and answer that follow a redirect.
    pub file: Option<(Request, Answer)>,
    /// What the tool returns; none for nothing.
    pub gives: Option<Value>,
}

/// What has to arrive, to the byte where it matters.
pub struct Request {
    pub method: &'static str,
    /// Percent-encoded, as on the wire.
    pub path: &'static str,
    /// Decoded, in order.
    pub query: Vec<(&'static str, &'static str)>,
    pub accept: &'static str,
    pub body: Body,
}

pub enum Body {
    None,
    /// Compared as JSON: the order of keys does not matter.
    Json(Value),
    /// JSON compared byte for byte, for numbers that must keep their digits.
    Exact(&'static str),
    Parts(Vec<Part>),
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Row {
    fn new(method: &'static str, call: impl Into<String>, path: &'static str) -> Self {
        Self {
            call: call.into(),
            request: Request {
                method,
                path,
                query: Vec::new(),
                accept: "application/json",
                body: Body::None,
            },
            answer: Answer::json(200, OBJECT),
            file: None,
            gives: Some(json!(OBJECT)),
        }
    }

    pub fn get(call: impl Into<String>, path: &'static str) -> Self {
        Self::new("GET", call, path)
    }

    pub fn post(call: impl Into<String>, path: &'static str) -> Self {
        Self::new("POST", call, path)
    }

    pub fn put(call: impl Into<String>, path: &'static str) -> Self {
        Self::new("PUT", call, path)
    }

    pub fn delete(call: impl Into<String>, path: &'static str) -> Self {
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

    /// A JSON answer that the tool returns as it is.
    pub fn passes(self, status: u16, body: &'static str) -> Self {
        self.answers(status, body).gives(json!(body))
    }

    /// A JSON answer.
    pub fn answers(mut self, status: u16, body: &str) -> Self {
        self.answer = Answer::json(status, body);
        self
    }

    /// Any answer.
    pub fn answers_with(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    /// The answer redirects to `/box?signature=a%2Bb` on the file host, which answers this.
    pub fn redirects(mut self, file: Answer) -> Self {
        self.answer = Answer::new(307).header("location", "{files}/box?signature=a%2Bb&expires=9");
        let request = Request {
            method: "GET",
            path: "/box",
            query: vec![("signature", "a+b"), ("expires", "9")],
            accept: "*/*",
            body: Body::None,
        };
        self.file = Some((request, file));
        self
    }

    /// What the tool returns. A JSON text is a string here, to the byte.
    pub fn gives(mut self, value: Value) -> Self {
        self.gives = Some(value);
        self
    }

    /// An answer whose body does not matter, and a tool that returns nothing.
    pub fn nothing(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self.gives = None;
        self
    }
}

impl Answer {
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status)
            .header("content-type", "application/json")
            .body(body.to_owned())
    }

    /// `{files}` in a value stands for the file host's origin.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}
