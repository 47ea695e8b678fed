//! Open facts that concern the answers of several endpoints, played the other way.

use crate::{
    answer::{self, ApiError},
    request::Request,
};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::LOCATION};
use serde_json::json;

/// The answer with what the refuted facts make of it.
pub fn of(request: &Request, mut response: Response) -> Response {
    let status = response.status();
    if status == StatusCode::MOVED_PERMANENTLY {
        let fact = match request.logged.method.as_str() {
            "PUT" => "merged-update-301",
            _ => "merged-301",
        };
        if request.refutes(fact) {
            return ApiError::not_found().into_response();
        }
        if request.refutes("merged-location") {
            response.headers_mut().remove(LOCATION);
        }
    } else if status.is_client_error() && request.refutes("error-shape") {
        let told = answer::with(status, json!({"message": status.canonical_reason()}));
        return told.into_response();
    }
    response
}
