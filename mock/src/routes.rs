//! Finds the endpoint for a method and a path. Read it as the API's index.

use crate::{
    answer::{self, Answer, ApiError},
    log::LoggedRequest,
    request::{Request, params},
    resources::{
        custom_fields, customers, events, files, legacy, merge, reporting, search, values,
    },
    shop::Shop,
    vendor::Vendor,
};
use http::header::{ALLOW, LOCATION};
use serde_json::json;

type Endpoint = fn(&mut Shop, &Request) -> Answer;

/// An endpoint, by method and path. `api.json` has its query, its body and its status.
pub type Route = (&'static str, Endpoint);

const ROUTES: &[Route] = &[
    ("GET /api/customers", customers::list),
    ("POST /api/customers", customers::create),
    ("DELETE /api/customers", customers::delete_many),
    ("PUT /api/customers/merge", merge::merge),
    ("GET /api/customers/{id}", customers::get),
    ("PUT /api/customers/{id}", customers::update),
    ("DELETE /api/customers/{id}", customers::delete),
    ("PUT /api/customers/{id}/data", customers::set_data),
    ("GET /api/customers/{id}/custom-fields", values::list),
    ("PUT /api/customers/{id}/custom-fields", values::set_many),
    (
        "PUT /api/customers/{id}/custom-fields/{field_id}",
        values::set,
    ),
    (
        "DELETE /api/customers/{id}/custom-fields/{field_id}",
        values::delete,
    ),
    ("GET /api/custom-fields", custom_fields::list),
    ("POST /api/custom-fields", custom_fields::create),
    ("PUT /api/custom-fields", custom_fields::update_many),
    ("GET /api/custom-fields/{id}", custom_fields::get),
    ("PUT /api/custom-fields/{id}", custom_fields::update),
    ("GET /api/events", events::list),
    ("GET /api/events/{id}", events::get),
    ("POST /api/reporting/stats", reporting::query),
    ("POST /api/stats/{name}", legacy::get),
    ("POST /api/stats/{name}/download", legacy::download),
    ("POST /api/upload", files::upload),
    (
        "GET /api/{file_type}/download/{domain_hash}/{resource_name}",
        files::download,
    ),
    ("POST /api/search", search::search),
];

/// Finds the route for a request.
///
/// # Errors
/// 404 for an unknown path, 405 for a known one with another method.
pub fn find(logged: &LoggedRequest) -> Result<Route, ApiError> {
    let mut methods = Vec::new();
    for &route in ROUTES {
        let (method, pattern) = route.0.split_once(' ').unwrap_or_default();
        if params(pattern, &logged.path).is_some() {
            if method == logged.method {
                return Ok(route);
            }
            methods.push(method);
        }
    }
    if methods.is_empty() {
        // Gorgias says no more than "not found"; a test is better served by the request.
        let msg = format!("{} {} was not expected", logged.method, logged.path);
        eprintln!("mock: {msg}");
        return Err(ApiError::new(404, &msg));
    }
    let error = ApiError::new(405, "The specified HTTP method is not allowed.");
    Err(answer::header(*error.0, ALLOW, &methods.join(",")).into())
}

/// Checks the request, lets the endpoint answer, and gives the answer its status.
///
/// # Errors
/// Refuses what the endpoint does, as the route has it.
pub fn answer(
    (name, endpoint): Route,
    shop: &mut Shop,
    vendor: &Vendor,
    logged: &LoggedRequest,
) -> Answer {
    let documented = &vendor.data["routes"][name];
    let request = Request::new(logged, vendor, name)?;
    let answer = endpoint(shop, &request).or_else(|error| {
        let other = &documented["errors"][error.0.status().as_str()];
        match other.as_u64() {
            None => Err(error),
            Some(404) => Err(ApiError::not_found()),
            Some(_) => answer::empty(),
        }
    });
    let status = documented["status"].as_u64().unwrap_or_default();
    answer.map(|response| answer::status(response, status as u16))
}

/// Writes an error as the facts have it that concern them all.
pub fn shape_error(vendor: &Vendor, mut error: ApiError) -> ApiError {
    let status = error.0.status();
    if status.is_client_error() && vendor.plays_alternative("error-shape") {
        return ApiError::json(
            status.as_u16(),
            json!({"message": status.canonical_reason()}),
        );
    }
    if vendor.plays_alternative("merged-location") {
        error.0.headers_mut().remove(LOCATION);
    }
    error
}
