//! Answers, and the errors in the API's shape.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer before the headers that all answers share.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
}

/// What an endpoint answers.
pub type Outcome = Result<Answer, Fault>;

impl Answer {
    /// 200 with JSON.
    pub fn ok(body: &Value) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// 201 with JSON.
    pub fn created(body: &Value) -> Self {
        Self::json(StatusCode::CREATED, body)
    }

    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self {
            status,
            headers: vec![(CONTENT_TYPE, JSON)],
            body: body.to_string().into(),
        }
    }

    /// No body, and yet a JSON content type: seen live on 202 and 204.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: vec![(CONTENT_TYPE, JSON)],
            body: Bytes::new(),
        }
    }

    /// 200 with a body of another type. A type that is no header value becomes bytes.
    pub fn bytes(content_type: &str, body: Bytes) -> Self {
        let kind = HeaderValue::from_str(content_type)
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        Self {
            status: StatusCode::OK,
            headers: vec![(CONTENT_TYPE, kind)],
            body,
        }
    }

    /// A redirect. `location` is made by the mock and always a header value.
    pub fn redirect(status: StatusCode, location: &str) -> Self {
        let mut answer = Self::empty(status);
        if let Ok(location) = HeaderValue::from_str(location) {
            answer.headers.push((LOCATION, location));
        }
        answer
    }

    pub fn with_header(mut self, name: &'static str, value: HeaderValue) -> Self {
        self.headers.push((HeaderName::from_static(name), value));
        self
    }

    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    pub fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// An answer that says no. Match on the status: the vendor does not document today's texts.
#[derive(Debug)]
pub struct Fault(Box<Answer>);

impl Fault {
    pub fn new(status: StatusCode, msg: &str) -> Self {
        Self(Box::new(Answer::json(
            status,
            &json!({"error": {"msg": msg}}),
        )))
    }

    /// 400 with the fields' messages.
    pub fn invalid(msg: &str, fields: Map<String, Value>) -> Self {
        Self(Box::new(Answer::json(
            StatusCode::BAD_REQUEST,
            &json!({"error": {"msg": msg, "data": fields}}),
        )))
    }

    /// 400 about one parameter of a query.
    pub fn parameter(name: &str, message: &str) -> Self {
        let mut fields = Map::new();
        fields.insert(name.into(), json!([message]));
        Self::invalid("Invalid query parameters.", fields)
    }

    pub fn bad_request(msg: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, msg)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Resource not found.")
    }

    pub fn conflict(msg: &str) -> Self {
        Self::new(StatusCode::CONFLICT, msg)
    }

    /// 301: the customer was merged. The vendor documents the status, not the location's form.
    pub fn merged(target: u64) -> Self {
        Self(Box::new(Answer::redirect(
            StatusCode::MOVED_PERMANENTLY,
            &format!("/api/customers/{target}"),
        )))
    }

    pub fn into_answer(self) -> Answer {
        *self.0
    }

    pub fn with_header(self, name: &'static str, value: HeaderValue) -> Self {
        Self(Box::new(self.into_answer().with_header(name, value)))
    }
}
