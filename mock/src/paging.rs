//! Cuts pages out of a list, in the shapes that the API answers with.

use crate::{
    answer::{self, Answer},
    request::Request,
    time,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// Answers with the page that the request's filters, cursor, limit and order ask for.
///
/// A cursor holds a row's place, not a number of rows, so rows that come or go elsewhere shift
/// nothing.
///
/// # Errors
/// 400 for the cursor of another list.
pub fn list<'a>(request: &Request, rows: impl Iterator<Item = &'a Value>) -> Answer {
    let limit = request.query["limit"].as_u64().unwrap_or_default() as usize;
    let order = request.query["order_by"].as_str().unwrap_or_default();
    let (key, direction) = order.split_once(':').unwrap_or((order, "asc"));
    let falls = direction == "desc";
    let rows = rows.filter(|row| passes(request, row));
    let mut rows: Vec<_> = rows.map(|row| (place(row, key), row)).collect();
    rows.sort_by(|left, right| left.0.cmp(&right.0));
    if falls {
        rows.reverse();
    }
    let (mut start, mut end) = (0, limit);
    if let Some(text) = request.query["cursor"].as_str() {
        let is_of = |at: &Place| rows.iter().all(|row| row.0.0.is_empty() == at.0.is_empty());
        let cursor = decode(text).filter(|(_, at)| is_of(at));
        let invalid = || Request::invalid_parameter("cursor", "Invalid cursor.");
        let (direction, at) = cursor.ok_or_else(invalid)?;
        let is_before = |row: &(Place, _)| if falls { row.0 > at } else { row.0 < at };
        let first = rows.partition_point(is_before);
        // The row of the cursor may be gone meanwhile.
        let here = rows.get(first).is_some_and(|row| row.0 == at);
        let beyond = first + usize::from(here);
        (start, end) = match direction.as_str() {
            "prev" => (first.saturating_sub(limit), first),
            _ => (beyond, beyond + limit),
        };
    }
    let page = &rows[start..end.min(rows.len())];
    let items: Vec<Value> = page.iter().map(|(_, row)| request.shown(row)).collect();
    let meta = request.documented.get("meta").cloned();
    let mut meta = meta.unwrap_or(json!({}));
    let first = page.first().filter(|_| start > 0);
    let last = page.last().filter(|_| end < rows.len());
    meta["prev_cursor"] = json!(first.map(|row| encode("prev", &row.0)));
    meta["next_cursor"] = json!(last.map(|row| encode("next", &row.0)));
    envelope(request, &request.logged.target(), items, meta)
}

/// Applies the filters that the route has for the keys of the query.
fn passes(request: &Request, row: &Value) -> bool {
    let query = request.query.as_object().into_iter().flatten();
    let lower = |value: &Value| value.as_str().map(str::to_lowercase);
    let mut filters =
        query.map(|(key, wanted)| (&request.documented["query"]["properties"][key], wanted));
    filters.all(|(rule, wanted)| {
        let held = &row[rule["of"].as_str().unwrap_or_default()];
        let parts = || lower(held).zip(lower(wanted));
        let compare = |(how, bound): (&String, &Value)| {
            // In the form that the API writes, texts sort as times do.
            let bound = bound.as_str().and_then(time::read).map(time::write);
            let order = held.as_str().cmp(&bound.as_deref());
            how.contains(if order.is_gt() { 'g' } else { 'l' }) && order.is_ne()
                || order.is_eq() && how.ends_with('e')
        };
        match rule["filter"].as_str() {
            Some("same") => held == wanted,
            Some("same-in-any-case") => lower(held) == lower(wanted),
            Some("part") => parts().is_some_and(|(held, part)| held.contains(&part)),
            Some("among") => wanted.as_array().is_some_and(|it| it.contains(held)),
            Some("present") => !held.is_null() == *wanted,
            Some("within") => wanted.as_object().into_iter().flatten().all(compare),
            _ => true,
        }
    })
}

/// Answers with a list's envelope.
pub fn envelope(request: &Request, uri: &str, items: Vec<Value>, meta: Value) -> Answer {
    answer::ok(match request.plays_alternative("list-envelope") {
        false => json!({"object": "list", "uri": uri, "data": items, "meta": meta}),
        true => items.into(),
    })
}

/// Answers with a collection that has no pages.
pub fn wrap(request: &Request, items: Vec<Value>) -> Answer {
    answer::ok(match request.plays_alternative("data-wrapper") {
        false => json!({"data": items}),
        true => items.into(),
    })
}

/// Where a row stands: by a time or, where there is none, by a number, and then by its id.
type Place = (String, u64, u64);

fn place(row: &Value, key: &str) -> Place {
    // Cursors leave the offset out (public recording).
    let time = row[key].as_str().unwrap_or_default();
    let time = time.trim_end_matches("+00:00").to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    (time, number(&row[key]), number(&row["id"]))
}

/// Writes a place between two rows, beyond this one in a direction: base64 of
/// `["next", "2026-08-26T18:35:31.646547", 519753904]` (public recording).
fn encode(direction: &str, (time, number, id): &Place) -> String {
    let key = if time.is_empty() {
        json!(number)
    } else {
        json!(time)
    };
    STANDARD.encode(format!("[\"{direction}\", {key}, {id}]"))
}

fn decode(text: &str) -> Option<(String, Place)> {
    let decoded = STANDARD.decode(text).ok()?;
    let (direction, key, id): (String, Value, u64) = serde_json::from_slice(&decoded).ok()?;
    let known = direction == "next" || direction == "prev";
    known.then(|| (direction, place(&json!({"key": key, "id": id}), "key")))
}
