//! Answers, and the errors in the API's shape.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
};
use serde_json::{Value, json};

/// What an endpoint answers.
pub type Answer = Result<Response, ApiError>;

/// 200 with JSON.
pub fn ok(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

/// JSON with this status.
pub fn with(status: StatusCode, body: Value) -> Answer {
    Ok((status, Json(body)).into_response())
}

/// No body, and yet a JSON content type: so are 202 and 204 in a public recording.
pub fn empty(status: StatusCode) -> Answer {
    Ok((status, [(CONTENT_TYPE, "application/json")]).into_response())
}

/// A redirect. The location is made by the mock, and always a header value.
pub fn redirect(status: StatusCode, location: String) -> Response {
    let kind = "application/json".to_owned();
    (status, [(CONTENT_TYPE, kind), (LOCATION, location)]).into_response()
}

/// A refusal: `{"error": {"msg": …, "data": …}}`. The vendor does not document today's texts.
#[derive(Debug)]
pub struct ApiError(Box<Response>);

impl ApiError {
    pub fn new(status: StatusCode, msg: &str) -> Self {
        Self::json(status, json!({"msg": msg}))
    }

    pub fn bad_request(msg: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, msg)
    }

    /// 400 with the messages by field.
    pub fn invalid(msg: &str, data: Value) -> Self {
        Self::json(StatusCode::BAD_REQUEST, json!({"msg": msg, "data": data}))
    }

    /// 400 about one parameter of a query.
    pub fn parameter(name: &str, message: &str) -> Self {
        Self::invalid("Invalid query parameters.", json!({name: [message]}))
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Resource not found.")
    }

    /// 301: the customer was merged. The vendor documents the status, not the location's form.
    pub fn merged(target: u64) -> Self {
        let location = format!("/api/customers/{target}");
        Self(Box::new(redirect(StatusCode::MOVED_PERMANENTLY, location)))
    }

    /// 429. The vendor documents its headers, not its body.
    pub fn rate_limited(seconds: u64) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded.");
        error.0.headers_mut().insert(RETRY_AFTER, seconds.into());
        error
    }

    fn json(status: StatusCode, error: Value) -> Self {
        let body = Json(json!({"error": error}));
        Self(Box::new((status, body).into_response()))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        *self.0
    }
}
