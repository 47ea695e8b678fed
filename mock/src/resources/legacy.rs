//! `POST /api/stats/{name}` and its CSV: the statistics that reporting superseded, canned.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::Shop,
};
use serde_json::{Value, json};

/// `POST /api/stats/{name}`. The month is May, whatever was asked for.
pub fn get(_: &mut Shop, request: &Request) -> Answer {
    let (data, meta) = (
        &statistic(request)?["data"],
        &request.vendor.data["reporting"]["meta"],
    );
    answer::ok(json!({"data": data, "meta": meta}))
}

/// `POST /api/stats/{name}/download`
pub fn download(_: &mut Shop, request: &Request) -> Answer {
    let csv = statistic(request)?["csv"].as_str().unwrap_or_default();
    Ok(answer::with("text/csv", csv.to_owned()))
}

/// # Errors
/// 400 for an unknown name, as on an account that has none of them.
fn statistic<'a>(request: &Request<'a>) -> Result<&'a Value, ApiError> {
    let name = request.param(0);
    let msg = || format!("The statistic {name:?} does not exist.");
    let known = request.vendor.data["statistics"].get(name);
    known.ok_or_else(|| ApiError::new(400, &msg()))
}
