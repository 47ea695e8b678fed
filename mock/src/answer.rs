//! Makes answers, and errors in the API's shape.

use axum::{body::Body, response::Response};
use http::{HeaderName, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

/// An endpoint's answer. The route has the status of a success.
pub type Answer = Result<Response, ApiError>;

/// Answers with JSON.
pub fn ok(body: Value) -> Answer {
    Ok(with("application/json", body.to_string()))
}

/// Answers with nothing, and yet a JSON content type: so are 202 and 204 in a public recording.
pub fn empty() -> Answer {
    Ok(with("application/json", Body::empty()))
}

/// Answers with a body of this content type.
pub fn with(content_type: &str, body: impl Into<Body>) -> Response {
    header(Response::new(body.into()), CONTENT_TYPE, content_type)
}

/// Adds a header, whose value the mock makes.
pub fn header(mut response: Response, name: HeaderName, value: &str) -> Response {
    let value = value.parse().expect("the mock's headers are printable");
    response.headers_mut().insert(name, value);
    response
}

/// Sets the status.
pub fn status(mut response: Response, status: u16) -> Response {
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response
}

/// A refusal: `{"error": {"msg": …, "data": …}}`. The vendor does not document today's texts.
#[derive(Debug)]
pub struct ApiError(pub Box<Response>);

impl ApiError {
    pub fn new(status: u16, msg: &str) -> Self {
        Self::json(status, json!({"error": {"msg": msg}}))
    }

    /// Refuses with 400 and the messages by field.
    pub fn invalid(msg: &str, data: Value) -> Self {
        Self::json(400, json!({"error": {"msg": msg, "data": data}}))
    }

    pub fn not_found() -> Self {
        Self::new(404, "Resource not found.")
    }

    pub fn json(code: u16, body: Value) -> Self {
        status(with("application/json", body.to_string()), code).into()
    }
}

impl From<Response> for ApiError {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}
