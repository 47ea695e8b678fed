//! `POST /api/reporting/stats`: canned rows, behind the checks that the vendor documents.

use super::legacy;
use crate::{
    answer::{self, Answer, ApiError},
    paging::{CURSOR, DEFAULT_LIMIT},
    request::Request,
    schema::{self, ID, Key, Kind::*, Need::*, Verdict, no, require},
    shop::Shop,
    time,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// What a query may name, by scope: the vendor's published table. Where a list is missing, none
/// is published, and anything goes. A scope that fails answered 500 on an account without the
/// feature: reported by one public client.
const SCOPES: &str = include_str!("../../../src/tools/scopes.json");

pub const PAGING: &[Key] = &[CURSOR, ("limit", Optional, Integer(1, 10_000))];

const BODY: &[Key] = &[("query", Required, Object(QUERY))];
const QUERY: &[Key] = &[
    ("scope", Required, Text),
    ("filters", Required, List(&Custom(filter))),
    ("timezone", Required, Timezone),
    ("dimensions", Optional, List(&Text)),
    ("measures", Optional, List(&Text)),
    ("time_dimensions", Optional, List(&Object(TIME_DIMENSION))),
    ("order", Optional, List(&Custom(order))),
];
const TIME_DIMENSION: &[Key] = &[
    ("dimension", Required, Text),
    ("granularity", Required, OneOf("hour day week month")),
];

const MEMBER: Key = ("member", Required, Text);
const VALUES: Key = ("values", Required, List(&Custom(text_or_number)));
const ORDINARY: &[Key] = &[MEMBER, ("operator", Required, OneOf(OPERATORS)), VALUES];
const BY_FIELD: &[Key] = &[MEMBER, ("values", Required, List(&Object(FIELD)))];
const BY_TAG: &[Key] = &[MEMBER, ("values", Required, List(&Object(TAGS)))];
const OPERATORS: &str = "one-of not-one-of all-of afterDate beforeDate set inDateRange contains";
const FIELD: &[Key] = &[
    ("custom_field_id", Required, ID),
    ("operator", Required, OneOf("one-of not-one-of")),
    VALUES,
];
const TAGS: &[Key] = &[
    ("operator", Required, OneOf("one-of not-one-of all-of")),
    VALUES,
];

/// `POST /api/reporting/stats`. The shop's clock is UTC, and any zone is accepted.
pub fn query(_: &mut Shop, request: &Request) -> Answer {
    const FAILED: &str = "Failed to query statistics";
    let limit = request.number("limit").unwrap_or(DEFAULT_LIMIT) as usize;
    let offset = request.get("cursor").map_or(Some(0), decode);
    let offset = offset.ok_or_else(|| ApiError::parameter("cursor", "Invalid cursor."))?;
    let body = request.body(FAILED, |body| schema::object(body, BODY))?;
    let query = &body["query"];
    let scopes: Value = serde_json::from_str(SCOPES).expect("the scopes are JSON");
    let scope = query["scope"].as_str().and_then(|name| scopes.get(name));
    let problem = |messages| ApiError::invalid(FAILED, json!({"query": messages}));
    let scope = scope.ok_or_else(|| problem(json!({"scope": ["Unknown scope."]})))?;
    check_names(scope, query).map_err(problem)?;
    if is_too_long(query) {
        let msg = "Maximum allowed period size is 366 days";
        return Err(ApiError::bad_request(msg));
    }
    let is_start = |filter: &Value| filter["member"] == "periodStart";
    let mut filters = query["filters"].as_array().into_iter().flatten();
    if !filters.any(is_start) && request.refutes("period-optional") {
        return Err(ApiError::bad_request("A period is required."));
    }
    if scope["fails"] == true {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let status = request.status("scope-500", status, StatusCode::BAD_REQUEST);
        return Err(ApiError::new(status, "Internal server error."));
    }
    let rows = rows(scope, query, request.refutes("time-key"));
    let (total, next) = (rows.len(), offset.saturating_add(limit));
    let data: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    let meta = json!({
        "scope": query["scope"],
        "prev_cursor": (offset > 0).then(|| encode(offset.saturating_sub(limit))),
        "next_cursor": (next < total).then(|| encode(next)),
        "total": total, "offset": offset, "limit": limit,
    });
    let body = json!({"object": "list", "uri": request.uri(), "data": data, "meta": meta});
    answer::with(legacy::status(request), body)
}

/// Unlike the cursors of lists these count rows: base64 of `offset:2`. The vendor's docs.
fn encode(offset: usize) -> String {
    STANDARD.encode(format!("offset:{offset}"))
}

fn decode(cursor: &str) -> Option<usize> {
    let decoded = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    decoded.strip_prefix("offset:")?.parse().ok()
}

/// A filter, in one of its three shapes.
fn filter(item: &Value) -> Verdict {
    let (keys, is_date) = match item["member"].as_str() {
        Some("customFields") => (BY_FIELD, false),
        Some("tags") => (BY_TAG, false),
        Some("periodStart" | "periodEnd" | "createdDatetime") => (ORDINARY, true),
        _ => (ORDINARY, false),
    };
    schema::object(item, keys)?;
    let fits = !is_date || span(item).is_some();
    require(fits, "The operator and its values do not fit.")
}

fn text_or_number(value: &Value) -> Verdict {
    let fits = value.is_string() || value.is_number();
    require(fits, "Not a string or a number.")
}

/// A pair such as `["ticketCount", "desc"]`.
fn order(value: &Value) -> Verdict {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(_), direction]) => schema::check(&OneOf("asc desc"), direction),
        _ => no("Not a pair of a name and a direction."),
    }
}

/// The names in a list of names, filters, time dimensions or pairs.
fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(|item| {
        let places = [item, &item["member"], &item["dimension"], &item[0]];
        places.into_iter().find_map(Value::as_str)
    })
}

/// # Errors
/// The first name that the scope has not.
fn check_names(scope: &Value, query: &Value) -> Verdict {
    for (list, known) in [
        ("filters", "members"),
        ("dimensions", "dimensions"),
        ("measures", "measures"),
        ("time_dimensions", "time_dimensions"),
    ] {
        let is_known = |name: &&str| {
            let known = scope[known].as_array();
            known.is_none_or(|known| known.iter().any(|known| known == name))
        };
        if let Some(name) = names(&query[list]).find(|name| !is_known(name)) {
            return Err(json!({list: [format!("Unknown in this scope: {name}.")]}));
        }
    }
    let asked = names(&query["dimensions"]).chain(names(&query["time_dimensions"]));
    let asked: Vec<_> = asked.chain(names(measures(scope, query))).collect();
    match names(&query["order"]).find(|name| !asked.contains(name)) {
        Some(name) => Err(json!({"order": [format!("Not asked for: {name}.")]})),
        None => Ok(()),
    }
}

/// All of the scope, where the query names none.
fn measures<'a>(scope: &'a Value, query: &'a Value) -> &'a Value {
    query.get("measures").unwrap_or(&scope["measures"])
}

/// The period that a filter by datetimes lets through.
fn span(filter: &Value) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let values = filter["values"].as_array()?.iter();
    let values: Option<Vec<_>> = values.map(|value| time::read(value.as_str()?)).collect();
    match (filter["operator"].as_str()?, values?.as_slice()) {
        ("afterDate", [from]) => Some((Some(*from), None)),
        ("beforeDate", [to]) => Some((None, Some(*to))),
        ("inDateRange", [from, to]) => Some((Some(*from), Some(*to))),
        _ => None,
    }
}

/// The longest period is 366 days: reported by one public client.
fn is_too_long(query: &Value) -> bool {
    let filters = || query["filters"].as_array().into_iter().flatten();
    let start = filters().filter_map(|filter| span(filter)?.0).max();
    let end = filters().filter_map(|filter| span(filter)?.1).min();
    let length = start.zip(end).map(|(start, end)| end.duration_since(start));
    length.is_some_and(|length| length > SignedDuration::from_hours(366 * 24))
}

/// One row in all, one for each of 124 tickets, or one for each of three groups by anything else.
/// Filters change nothing.
fn rows(scope: &Value, query: &Value, with_granularity: bool) -> Vec<Value> {
    let dimensions: Vec<_> = names(&query["dimensions"]).collect();
    let times = query["time_dimensions"].as_array();
    let times: Vec<_> = times.into_iter().flatten().collect();
    let counts = match measures(scope, query) {
        Value::Null => &[][..],
        _ if dimensions.contains(&"ticketId") => &[1; 124],
        _ if dimensions.is_empty() && times.is_empty() => &[124],
        _ => &[47, 46, 31],
    };
    let row = |(index, count): (usize, &u64)| {
        let mut row = json!({});
        for name in &dimensions {
            row[*name] = dimension(name, index);
        }
        for time in &times {
            let mut name = time["dimension"].as_str().unwrap_or_default().to_owned();
            if with_granularity {
                name = format!(
                    "{name}.{}",
                    time["granularity"].as_str().unwrap_or_default()
                );
            }
            row[name] = start(&time["granularity"], index % 3).into();
        }
        for name in names(measures(scope, query)) {
            row[name] = measure(name, *count);
        }
        row
    };
    let mut rows: Vec<Value> = counts.iter().enumerate().map(row).collect();
    // By the first of the orders.
    if let Some(column) = query["order"][0][0].as_str() {
        rows.sort_by_key(|row| (row[column].as_u64(), row[column].to_string()));
    }
    if query["order"][0][1] == "desc" {
        rows.reverse();
    }
    rows
}

fn dimension(name: &str, row: usize) -> Value {
    let group = row % 3;
    match name {
        "ticketId" => json!(81_001 + row),
        "agentId" => json!(31 + group),
        "channel" => json!(["email", "chat", "phone"][group]),
        "integrationId" => json!(62 + group),
        "storeId" => json!(61),
        "tagId" => json!(501 + group),
        _ => Value::Null,
    }
}

/// The beginning of an hour, day, week (from Monday) or month.
fn start(granularity: &Value, row: usize) -> String {
    match granularity.as_str() {
        Some("hour") => format!("2026-05-04T{:02}:00:00.000", 8 + row),
        Some("day") => format!("2026-05-{:02}T00:00:00.000", 4 + row),
        Some("week") => format!("2026-05-{:02}T00:00:00.000", 4 + 7 * row),
        _ => format!("2026-{:02}-01T00:00:00.000", 5 + row),
    }
}

/// Counts are of tickets; averages, medians, rates and times are the same everywhere.
fn measure(name: &str, tickets: u64) -> Value {
    let is_count = name.ends_with("Count") && !name.starts_with("average");
    if is_count {
        tickets.into()
    } else {
        json!(86.5)
    }
}
