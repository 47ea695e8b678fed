//! Finds the endpoint for a method and a path. Read it as the API's index.

use crate::{
    answer::{self, Answer, ApiError},
    log::LoggedRequest,
    request::Request,
    resources::{
        custom_fields, customers, events, files, legacy, merge, reporting, search, values,
    },
    shop::Shop,
    vendor::Vendor,
};
use http::{
    StatusCode,
    header::{ALLOW, LOCATION},
};
use serde_json::json;

type Endpoint = fn(&mut Shop, &Request) -> Answer;

/// An endpoint by method and path. `api.json` has its query, its body and its status.
const ROUTES: &[(&str, Endpoint)] = &[
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

/// A route that fits a request.
pub struct Route {
    /// Method and path, as the index has them.
    pub name: &'static str,
    endpoint: Endpoint,
}

/// Finds the route.
///
/// # Errors
/// 404 for an unknown path, 405 for a known one with another method.
pub fn find(logged: &LoggedRequest) -> Result<Route, ApiError> {
    let mut methods = Vec::new();
    for &(name, endpoint) in ROUTES {
        let (method, pattern) = name.split_once(' ').unwrap_or_default();
        if params(pattern, &logged.path).is_some() {
            if method == logged.method {
                return Ok(Route { name, endpoint });
            }
            methods.push(method);
        }
    }
    if methods.is_empty() {
        // Gorgias says no more than "not found"; a test is better served by the request.
        let msg = format!("{} {} was not expected", logged.method, logged.path);
        eprintln!("mock: {msg}");
        return Err(ApiError::new(StatusCode::NOT_FOUND, &msg));
    }
    let msg = "The specified HTTP method is not allowed.";
    let error = ApiError::new(StatusCode::METHOD_NOT_ALLOWED, msg);
    Err(error.header(ALLOW, &methods.join(",")))
}

/// Returns the parameters of a path that fits: digits for ids, and nothing empty.
pub fn params<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    // An old tutorial of the vendor calls `/api/customers/`: one trailing slash is fine.
    let segments: Vec<_> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let names: Vec<_> = pattern.split('/').collect();
    let fits = |(name, text): (&&str, &&str)| match name.ends_with("id}") {
        _ if !name.starts_with('{') => name == text,
        true => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
        false => !text.is_empty(),
    };
    let fits = names.len() == segments.len() && names.iter().zip(&segments).all(fits);
    let pairs = names.into_iter().zip(segments);
    fits.then(|| {
        pairs
            .filter(|it| it.0.starts_with('{'))
            .map(|it| it.1)
            .collect()
    })
}

impl Route {
    /// Checks the request, lets the endpoint answer, and gives the answer its status.
    pub fn answer(&self, shop: &mut Shop, vendor: &Vendor, logged: &LoggedRequest) -> Answer {
        let documented = &vendor.data["routes"][self.name];
        let status = |code: u64| StatusCode::from_u16(code as u16).unwrap_or_default();
        let request = Request::new(logged, vendor, self.name)?;
        let (given, code) = match (self.endpoint)(shop, &request) {
            Ok(response) => (Ok(response), documented["status"].as_u64()),
            Err(error) => {
                let other = documented["errors"][error.0.status().as_str()].as_u64();
                match other {
                    Some(404) => (Err(ApiError::not_found()), None),
                    Some(_) => (answer::empty(), other),
                    None => (Err(error), None),
                }
            }
        };
        given.map(|mut response| {
            *response.status_mut() = code.map(status).unwrap_or_default();
            response
        })
    }
}

/// Writes an error as the facts have it that concern them all.
pub fn shape_error(vendor: &Vendor, mut error: ApiError) -> ApiError {
    let status = error.0.status();
    if status.is_client_error() && vendor.plays_alternative("error-shape") {
        return ApiError::json(status, json!({"message": status.canonical_reason()}));
    }
    if vendor.plays_alternative("merged-location") {
        error.0.headers_mut().remove(LOCATION);
    }
    error
}
