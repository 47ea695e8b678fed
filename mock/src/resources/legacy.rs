//! `POST /api/stats/{name}` and its CSV: the statistics that reporting superseded, canned.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::Shop,
    time,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// `POST /api/stats/{name}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    let data = &statistic(request)?["data"];
    let period = &request.body["filters"]["period"];
    let at = |key: &str| time::read(period[key].as_str()?);
    // Sources differ on whether the period may be absent; then it is the last thirty days.
    let end = at("end_datetime").unwrap_or(shop.now());
    let month = || end - SignedDuration::from_hours(30 * 24);
    let start = at("start_datetime").unwrap_or_else(month);
    // As in the vendor's example: of the same length, and up to the start.
    let before = start.checked_sub(end.duration_since(start));
    let meta = json!({
        "start_datetime": time::write(start),
        "end_datetime": time::write(end),
        "previous_start_datetime": time::write(before.unwrap_or(Timestamp::MIN)),
        "previous_end_datetime": time::write(start),
    });
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
