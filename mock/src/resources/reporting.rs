//! `POST /api/reporting/stats`: canned rows, behind the checks that the vendor documents.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::Shop,
    time,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// `POST /api/reporting/stats`. Filters and order are checked, and change nothing.
pub fn query(_: &mut Shop, request: &Request) -> Answer {
    let query = &request.body["query"];
    let data = &request.vendor.data;
    let name = query["scope"].as_str().unwrap_or_default();
    let invalid = |messages| {
        let msg = "Failed to query statistics";
        ApiError::invalid(msg, json!({"query": messages}))
    };
    let scope = data["scopes"].get(name);
    let scope = scope.ok_or_else(|| invalid(json!({"scope": ["Unknown scope."]})))?;
    check_names(scope, query).map_err(invalid)?;
    // Reported by one public client, as is the failing of scopes that an account lacks.
    if period(query).is_some_and(|it| it > SignedDuration::from_hours(366 * 24)) {
        return Err(ApiError::bad_request(
            "Maximum allowed period size is 366 days",
        ));
    }
    let canned = &data["reporting"];
    if canned["missing"]
        .as_array()
        .is_some_and(|it| it.iter().any(|it| it == name))
    {
        let status = canned["missing_status"].as_u64().unwrap_or_default() as u16;
        let status = StatusCode::from_u16(status).unwrap_or_default();
        return Err(ApiError::new(status, "Internal server error."));
    }
    let offset = match request.query["cursor"].as_str() {
        Some(cursor) => {
            decode(cursor).ok_or_else(|| Request::invalid_parameter("cursor", "Invalid cursor."))?
        }
        None => 0,
    };
    let limit = request.query["limit"].as_u64().unwrap_or_default() as usize;
    let rows = rows(canned, scope, query, request.plays_alternative("time-key"));
    let (total, next) = (rows.len(), offset.saturating_add(limit));
    let data: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    let meta = json!({
        "scope": name,
        "prev_cursor": (offset > 0).then(|| encode(offset.saturating_sub(limit))),
        "next_cursor": (next < total).then(|| encode(next)),
        "total": total, "offset": offset, "limit": limit,
    });
    answer::ok(json!({"object": "list", "uri": request.uri(), "data": data, "meta": meta}))
}

/// Writes a cursor. Unlike those of lists it counts rows: base64 of `offset:2`.
fn encode(offset: usize) -> String {
    STANDARD.encode(format!("offset:{offset}"))
}

fn decode(cursor: &str) -> Option<usize> {
    let decoded = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    decoded.strip_prefix("offset:")?.parse().ok()
}

/// Returns the names in a list of names, filters, time dimensions or pairs.
fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(|item| {
        let places = [item, &item["member"], &item["dimension"], &item[0]];
        places.into_iter().find_map(Value::as_str)
    })
}

/// # Errors
/// The first name that the scope has not. Where the vendor publishes no names, any will do.
fn check_names(scope: &Value, query: &Value) -> Result<(), Value> {
    for list in ["filters", "dimensions", "measures", "time_dimensions"] {
        let known = scope[list].as_array();
        let is_known = |name: &&str| known.is_none_or(|known| known.iter().any(|it| it == name));
        if let Some(name) = names(&query[list]).find(|name| !is_known(name)) {
            return Err(json!({list: [format!("Unknown in this scope: {name}.")]}));
        }
    }
    Ok(())
}

/// Returns the length of the period that the query asks for.
fn period(query: &Value) -> Option<SignedDuration> {
    let end = |member: &str| -> Option<Timestamp> {
        let mut filters = query["filters"].as_array()?.iter();
        let filter = filters.find(|filter| filter["member"] == member)?;
        time::read(filter["values"][0].as_str()?)
    };
    Some(end("periodEnd")?.duration_since(end("periodStart")?))
}

/// Makes one row in all, or one for each of three groups by anything.
fn rows(canned: &Value, scope: &Value, query: &Value, with_granularity: bool) -> Vec<Value> {
    let times = || query["time_dimensions"].as_array().into_iter().flatten();
    let measures = query.get("measures").unwrap_or(&scope["measures"]);
    let row = |at: usize| {
        let mut row = json!({});
        for name in names(&query["dimensions"]) {
            row[name] = canned["columns"][name][at].clone();
        }
        for time in times() {
            let (mut name, granularity) = (time["dimension"].clone(), &time["granularity"]);
            let granularity = granularity.as_str().unwrap_or_default();
            if with_granularity {
                name = format!("{}.{granularity}", name.as_str().unwrap_or_default()).into();
            }
            row[name.as_str().unwrap_or_default()] = canned["times"][granularity][at].clone();
        }
        for name in names(measures) {
            // As texts: so the vendor's web client reads them.
            row[name] = canned["columns"].get(name).unwrap_or(&canned["measure"])[at].clone();
        }
        row
    };
    let is_grouped = times().next().is_some() || names(&query["dimensions"]).next().is_some();
    match is_grouped {
        _ if measures.is_null() => Vec::new(),
        true => (0..3).map(row).collect(),
        false => vec![row(3)],
    }
}
