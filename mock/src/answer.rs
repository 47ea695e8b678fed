//! Makes answers, and errors in the API's shape.

use axum::{body::Body, response::Response};
use http::{
    HeaderName, StatusCode,
    header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
};
use serde_json::{Value, json};

/// What an endpoint answers. The route has the status of a success.
pub type Answer = Result<Response, ApiError>;

/// Answers with JSON.
pub fn ok(body: Value) -> Answer {
    Ok(with(CONTENT_TYPE, "application/json", body.to_string()))
}

/// Answers with nothing, and yet a JSON content type: so are 202 and 204 in a public recording.
pub fn empty() -> Answer {
    Ok(with(CONTENT_TYPE, "application/json", Body::empty()))
}

/// Answers with this header, whose value the mock makes.
pub fn with(name: HeaderName, value: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let value = value.parse().expect("the mock's headers are printable");
    response.headers_mut().insert(name, value);
    response
}

/// A refusal: `{"error": {"msg": …, "data": …}}`. The vendor does not document today's texts.
#[derive(Debug)]
pub struct ApiError(pub Box<Response>);

impl ApiError {
    pub fn new(status: StatusCode, msg: &str) -> Self {
        Self::json(status, json!({"error": {"msg": msg}}))
    }

    pub fn bad_request(msg: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, msg)
    }

    /// Refuses with 400 and the messages by field.
    pub fn invalid(msg: &str, data: Value) -> Self {
        Self::json(
            StatusCode::BAD_REQUEST,
            json!({"error": {"msg": msg, "data": data}}),
        )
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Resource not found.")
    }

    /// Answers 301 for a merged customer. The vendor does not document the location's form.
    pub fn merged(target: u64) -> Self {
        let mut error = Self::json(StatusCode::MOVED_PERMANENTLY, Value::Null);
        *error.0.body_mut() = Body::empty();
        let location = format!("/api/customers/{target}");
        error.header(LOCATION, &location)
    }

    /// Refuses with 429. The vendor documents its headers, not its body.
    pub fn rate_limited(seconds: u64) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded.");
        error.header(RETRY_AFTER, &seconds.to_string())
    }

    pub fn json(status: StatusCode, body: Value) -> Self {
        let mut response = with(CONTENT_TYPE, "application/json", body.to_string());
        *response.status_mut() = status;
        Self(Box::new(response))
    }

    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        let value = value.parse().expect("the mock's headers are printable");
        self.0.headers_mut().insert(name, value);
        self
    }
}
