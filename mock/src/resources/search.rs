//! Search: parts of names, emails and addresses, in any letter case.

use crate::{
    answer::Answer,
    paging,
    request::Request,
    shop::{Shop, channels},
};
use http::HeaderValue;
use serde_json::{Value, json};

/// `POST /api/search`: all that match, in the order of their ids.
pub fn search(shop: &mut Shop, request: &Request) -> Answer {
    let text = |key: &str| request.body[key].as_str().unwrap_or_default();
    let query = text("query").to_lowercase();
    let has = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.to_lowercase().contains(&query)
    };
    let is_named = |one: &Value| has(&one["name"]) || has(&one["email"]);
    let is_at = |channel: &Value, kind: &str| {
        (kind.is_empty() || channel["type"] == kind) && has(&channel["address"])
    };
    let (kind, customers) = (text("type"), shop.customers.values());
    let mut rows: Vec<Value> = if let Some(kind) = kind.strip_prefix("customer_channel") {
        let kind = kind.trim_start_matches('_');
        let found = customers.flat_map(channels).filter(|it| is_at(it, kind));
        // What the vendor's web client reads.
        found
            .map(pick(&["id", "address", "customer", "user"]))
            .collect()
    } else if let Some(staff) = shop.staff[kind].as_array() {
        let staff = staff
            .iter()
            .filter(|one| is_named(one) || has(&one["address"]));
        staff.cloned().collect()
    } else {
        let found = customers.filter(|one| match kind {
            "customer" => is_named(one),
            "customers_by_phone" => channels(one).any(|it| is_at(it, "phone")),
            _ => is_named(one) || channels(one).any(|it| is_at(it, "")),
        });
        // So in a public recording.
        found.map(pick(&["id", "name", "email"])).collect()
    };
    for (number, row) in rows.iter_mut().enumerate() {
        if kind == "customer_profile" && request.plays_alternative("search-profile-ids") {
            // Of the profiles, not of the customers.
            row["id"] = (1 + number).into();
        } else if row.get("address").is_some() && request.plays_alternative("search-channel-ids") {
            row["id"] = row["customer"]["id"].clone();
        }
    }
    rows.truncate(request.body["size"].as_u64().unwrap_or_default() as usize);
    let mut response = paging::envelope(request, "", rows, json!({}))?;
    let headers = response.headers_mut();
    headers.insert("x-gorgias-search-engine", HeaderValue::from_static("ES"));
    Ok(response)
}

/// Makes a record with these keys alone.
fn pick(keys: &[&str]) -> impl Fn(&Value) -> Value {
    |record| {
        let pairs = keys.iter().map(|key| (*key, record[*key].clone()));
        pairs.collect()
    }
}
