//! Which endpoint answers a method and a path. Read it as the API's index.

use http::{HeaderValue, StatusCode};

use super::answer::{Fault, Outcome};
use super::call::Call;
use super::resources::{
    custom_fields, customer_writes, customers, events, files, legacy, merge, reporting, search,
    values,
};
use super::shop::Shop;

pub type Endpoint = fn(&mut Shop, &Call) -> Outcome;

/// # Errors
/// 405 with the methods of a known path; 404 that names the request for an unknown one.
pub fn endpoint(call: &Call) -> Result<Endpoint, Fault> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let Some(methods) = at_path(&segments) else {
        // Real Gorgias says no more than "not found"; a test is better served by the request.
        let msg = format!("{} {} was not expected", call.method, call.path());
        return Err(Fault::new(StatusCode::NOT_FOUND, &msg));
    };
    let found = methods.iter().find(|(method, _)| *method == call.method);
    found.map(|(_, endpoint)| *endpoint).ok_or_else(|| {
        let known: Vec<&str> = methods.iter().map(|(method, _)| *method).collect();
        Fault::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "The specified HTTP method is not allowed.",
        )
        .with_header(
            "allow",
            HeaderValue::from_str(&known.join(", ")).unwrap_or(HeaderValue::from_static("")),
        )
    })
}

fn at_path(segments: &[&str]) -> Option<Vec<(&'static str, Endpoint)>> {
    let ["api", rest @ ..] = segments else {
        return None;
    };
    // A parameter of a path is never empty.
    if rest.iter().any(|segment| segment.is_empty()) {
        return None;
    }
    Some(match rest {
        ["customers"] => vec![
            ("GET", customers::list),
            ("POST", customer_writes::create),
            ("DELETE", customer_writes::delete_many),
        ],
        ["customers", "merge"] => vec![("PUT", merge::merge)],
        ["customers", id] if is_id(id) => vec![
            ("GET", customers::get),
            ("PUT", customer_writes::update),
            ("DELETE", customer_writes::delete),
        ],
        ["customers", id, "data"] if is_id(id) => vec![("PUT", customer_writes::set_data)],
        ["customers", id, "custom-fields"] if is_id(id) => {
            vec![("GET", values::list), ("PUT", values::set_many)]
        }
        ["customers", id, "custom-fields", field] if is_id(id) && is_id(field) => {
            vec![("PUT", values::set), ("DELETE", values::delete)]
        }
        ["custom-fields"] => vec![
            ("GET", custom_fields::list),
            ("POST", custom_fields::create),
            ("PUT", custom_fields::update_many),
        ],
        ["custom-fields", id] if is_id(id) => {
            vec![("GET", custom_fields::get), ("PUT", custom_fields::update)]
        }
        ["events"] => vec![("GET", events::list)],
        ["events", id] if is_id(id) => vec![("GET", events::get)],
        ["reporting", "stats"] => vec![("POST", reporting::query)],
        ["stats", _] => vec![("POST", legacy::get)],
        ["stats", _, "download"] => vec![("POST", legacy::download)],
        ["upload"] => vec![("POST", files::upload)],
        [_, "download", _, _] => vec![("GET", files::download)],
        ["search"] => vec![("POST", search::search)],
        _ => return None,
    })
}

fn is_id(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_digit())
}
