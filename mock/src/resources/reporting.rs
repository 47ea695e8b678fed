//! `POST /api/reporting/stats`: canned rows, behind the checks that the vendor documents.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::Shop,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// `POST /api/reporting/stats`. Filters and order are checked, and change nothing.
pub fn query(_: &mut Shop, request: &Request) -> Answer {
    let (query, data) = (&request.body["query"], &request.vendor.data);
    let name = query["scope"].as_str().unwrap_or_default();
    let invalid = |key: &str, message: &str| request.invalid(json!({"query": {key: [message]}}));
    let scope = data["scopes"].get(name);
    let scope = scope.ok_or_else(|| invalid("scope", "Unknown scope."))?;
    for list in ["filters", "dimensions", "measures", "time_dimensions"] {
        // Where the vendor publishes no names, any will do.
        let known: Option<Vec<_>> = scope.get(list).map(|known| names(known).collect());
        let is_unknown = |name: &&str| known.as_ref().is_some_and(|known| !known.contains(name));
        if let Some(name) = names(&query[list]).find(is_unknown) {
            return Err(invalid(list, &format!("Unknown in this scope: {name}.")));
        }
    }
    let canned = &data["reporting"];
    // Reported by one public client.
    if names(&canned["missing"]).any(|missing| missing == name) {
        let status = canned["missing_status"].as_u64().unwrap_or_default();
        return Err(ApiError::new(status as u16, "Internal server error."));
    }
    // Unlike the cursors of lists these count rows: base64 of `offset:2`.
    let encode = |offset: usize| STANDARD.encode(format!("offset:{offset}"));
    let cursor = request.query["cursor"].as_str();
    let offset = cursor.map_or(Some(0), |cursor| (0..3).find(|it| encode(*it) == cursor));
    let offset = offset.ok_or_else(|| Request::invalid_parameter("cursor", "Invalid cursor."))?;
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
    answer::ok(
        json!({"object": "list", "uri": request.logged.target(), "data": data, "meta": meta}),
    )
}

/// Returns the names in a list of names, filters or time dimensions.
fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(|item| {
        let places = [item, &item["member"], &item["dimension"]];
        places.into_iter().find_map(Value::as_str)
    })
}

/// Makes one row in all, or one for each of three groups by anything.
fn rows(canned: &Value, scope: &Value, query: &Value, with_granularity: bool) -> Vec<Value> {
    let times = query["time_dimensions"].as_array().map(Vec::as_slice);
    let times = times.unwrap_or_default();
    // All of the scope, where the query names none.
    let measures = query.get("measures").unwrap_or(&scope["measures"]);
    let row = |at: usize| {
        let mut row = json!({});
        for name in names(&query["dimensions"]) {
            row[name] = canned["columns"][name][at].clone();
        }
        for time in times {
            let granularity = time["granularity"].as_str().unwrap_or_default();
            let name = time["dimension"].as_str().unwrap_or_default();
            let key = match with_granularity {
                false => name.to_owned(),
                true => format!("{name}.{granularity}"),
            };
            row[key] = canned["times"][granularity][at].clone();
        }
        for name in names(measures) {
            // As texts: so the vendor's web client reads them.
            row[name] = canned["columns"].get(name).unwrap_or(&canned["measure"])[at].clone();
        }
        row
    };
    let is_grouped = !times.is_empty() || names(&query["dimensions"]).next().is_some();
    match (measures.is_array(), is_grouped) {
        (false, _) => Vec::new(),
        (true, true) => (0..3).map(row).collect(),
        (true, false) => vec![row(3)],
    }
}
