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
    let is_at = |channel: &Value, kind: &str| {
        (kind.is_empty() || channel["type"] == kind) && has(&channel["address"])
    };
    let is_named = |one: &Value| has(&one["name"]) || has(&one["email"]);
    let customers = shop.customers.values();
    let addresses = |kind: &'static str| {
        let all = shop.customers.values().flat_map(channels);
        let found = all.filter(|channel| is_at(channel, kind));
        found
            .map(pick(&["id", "address", "customer", "user"]))
            .collect()
    };
    let profile = pick(&["id", "name", "email"]);
    let mut rows: Vec<Value> = match text("type") {
        "customer" => customers.filter(|one| is_named(one)).map(profile).collect(),
        "customer_profile" => {
            let is_found = |one: &&Value| is_named(one) || channels(one).any(|it| is_at(it, ""));
            customers.filter(is_found).map(profile).collect()
        }
        "customers_by_phone" => {
            let is_found = |one: &&Value| channels(one).any(|it| is_at(it, "phone"));
            customers.filter(is_found).map(profile).collect()
        }
        "customer_channel" => addresses(""),
        "customer_channel_email" => addresses("email"),
        "customer_channel_phone" => addresses("phone"),
        kind => {
            let staff = shop.staff[kind].as_array().into_iter().flatten();
            staff
                .filter(|one| is_named(one) || has(&one["address"]))
                .cloned()
                .collect()
        }
    };
    for (number, row) in rows.iter_mut().enumerate() {
        if text("type") == "customer_profile" && request.plays_alternative("search-profile-ids") {
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

/// Makes a record with these keys alone. A customer's are those of a public recording, a
/// channel's those that the vendor's web client reads.
fn pick(keys: &[&str]) -> impl Fn(&Value) -> Value {
    |record| {
        let pairs = keys.iter().map(|key| (*key, record[*key].clone()));
        pairs.collect()
    }
}
