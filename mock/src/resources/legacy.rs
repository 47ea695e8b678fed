//! `POST /api/stats/{name}` and its CSV: the statistics that reporting superseded, canned.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    schema::{self, ID, Key, Kind::*, Need::*, Verdict, require},
    shop::Shop,
    time,
};
use axum::response::IntoResponse;
use http::{StatusCode, header::CONTENT_TYPE};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// By name, the JSON and the CSV of all names in the vendor's docs but those about revenue. The
/// shapes are those of public recordings and clients.
const STATISTICS: &str = include_str!("legacy.json");

const BODY: &[Key] = &[("filters", Required, Object(FILTERS))];
const FILTERS: &[Key] = &[
    // Sources differ on whether it may be absent; then it is the last thirty days.
    ("period", Optional, Custom(period)),
    ("agents", Optional, List(&ID)),
    ("channels", Optional, List(&Text)),
    ("campaigns", Optional, List(&Text)),
    ("tags", Optional, List(&ID)),
    ("integrations", Optional, List(&ID)),
    ("score", Optional, List(&ID)),
];
const PERIOD: &[Key] = &[
    ("start_datetime", Required, Datetime),
    ("end_datetime", Required, Datetime),
];

fn period(value: &Value) -> Verdict {
    schema::object(value, PERIOD)?;
    let in_order = ends(value).is_some_and(|(start, end)| start <= end);
    require(in_order, "Ends before its start.")
}

fn ends(period: &Value) -> Option<(Timestamp, Timestamp)> {
    let at = |key: &str| time::read(period[key].as_str()?);
    Some((at("start_datetime")?, at("end_datetime")?))
}

/// `POST /api/stats/{name}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    let (statistic, body) = read(request)?;
    let month = || (shop.now() - SignedDuration::from_hours(30 * 24), shop.now());
    let (start, end) = ends(&body["filters"]["period"]).unwrap_or_else(month);
    // As in the vendor's example: of the same length, and up to the start.
    let before = start.checked_sub(end.duration_since(start));
    let meta = json!({
        "start_datetime": time::write(start),
        "end_datetime": time::write(end),
        "previous_start_datetime": time::write(before.unwrap_or(Timestamp::MIN)),
        "previous_end_datetime": time::write(start),
    });
    let body = json!({"data": statistic["data"], "meta": meta});
    answer::with(status(request), body)
}

/// `POST /api/stats/{name}/download`
pub fn download(_: &mut Shop, request: &Request) -> Answer {
    let csv = read(request)?.0["csv"].take();
    let csv = csv.as_str().unwrap_or_default().to_owned();
    Ok((status(request), [(CONTENT_TYPE, "text/csv")], csv).into_response())
}

/// Of a good answer.
pub fn status(request: &Request) -> StatusCode {
    request.status("statistics-200", StatusCode::OK, StatusCode::CREATED)
}

/// The statistic, and the body.
fn read(request: &Request) -> Result<(Value, Value), ApiError> {
    let mut all: Value = serde_json::from_str(STATISTICS).expect("the statistics are JSON");
    let name = request.param("name");
    // On some accounts none of them is there: reported by one public client.
    let gone = request.refutes("legacy-statistics")
        || request.refutes("legacy-names") && name == "latest-satisfaction-surveys";
    let known = all.get_mut(name).filter(|_| !gone);
    let Some(statistic) = known.map(Value::take) else {
        let msg = format!("The statistic {name:?} does not exist.");
        return Err(ApiError::bad_request(&msg));
    };
    let body = request.body("Failed to get statistic", |body| schema::object(body, BODY))?;
    Ok((statistic, body))
}
