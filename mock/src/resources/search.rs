//! Search: parts of names, emails and addresses, in any letter case.

use crate::{
    answer::{self, Answer},
    names,
    request::Request,
    schema::{self, Key, Kind::*, Need::*},
    shop::{Shop, channels},
};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

const KEYS: &[Key] = &[
    ("type", Required, OneOf(names::SEARCHES)),
    ("query", Optional, Text),
    ("size", Optional, Integer(1, 50)),
];

/// `POST /api/search`
pub fn search(shop: &mut Shop, request: &Request) -> Answer {
    let body = request.body("Failed to search", |body| schema::object(body, KEYS))?;
    let query = body["query"].as_str().unwrap_or_default().to_lowercase();
    let mut data = find(
        shop,
        request,
        body["type"].as_str().unwrap_or_default(),
        &query,
    );
    data.truncate(body["size"].as_u64().unwrap_or(10) as usize);
    let status = request.status("search-201", StatusCode::CREATED, StatusCode::OK);
    let body = match request.refutes("list-envelope") {
        false => json!({"object": "list", "uri": "", "data": data, "meta": {}}),
        true => data.into(),
    };
    let mut response = answer::with(status, body)?;
    let headers = response.headers_mut();
    headers.insert("x-gorgias-search-engine", HeaderValue::from_static("ES"));
    Ok(response)
}

/// All that match, in the order of their ids. The keys of a customer are those of a public
/// recording, the others follow from what the records have.
fn find(shop: &Shop, request: &Request, kind: &str, query: &str) -> Vec<Value> {
    let has = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.to_lowercase().contains(query)
    };
    let is_named = |one: &Value| has(&one["name"]) || has(&one["email"]);
    let is_of = |channel: &Value, kind: &str| kind.is_empty() || channel["type"] == kind;
    let is_at = |one: &Value, kind: &str| {
        channels(one).any(|channel| is_of(channel, kind) && has(&channel["address"]))
    };
    let customers = |test: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        let found = shop.customers.values().filter(|one| test(one));
        found.map(pick(&["id", "name", "email"])).collect()
    };
    let addresses = |kind: &str| -> Vec<Value> {
        let all = shop.customers.values().flat_map(channels);
        let found = all.filter(|channel| is_of(channel, kind) && has(&channel["address"]));
        let keys = pick(&["id", "type", "address", "customer"]);
        let mut found: Vec<Value> = found.map(keys).collect();
        if request.refutes("search-channel-ids") {
            let ids = found.iter_mut();
            ids.for_each(|channel| channel["id"] = channel["customer"]["id"].clone());
        }
        found
    };
    match kind {
        "customer" => customers(&is_named),
        "customer_profile" => {
            let mut found = customers(&|one| is_named(one) || is_at(one, ""));
            if request.refutes("search-profile-ids") {
                // Of the profiles, not of the customers.
                let ids = (1_u32..).zip(&mut found);
                ids.for_each(|(id, profile)| profile["id"] = id.into());
            }
            found
        }
        "customers_by_phone" => customers(&|one| is_at(one, "phone")),
        "customer_channel" => addresses(""),
        "customer_channel_email" => addresses("email"),
        "customer_channel_phone" => addresses("phone"),
        _ => {
            let staff = shop.staff[kind].as_array().into_iter().flatten();
            staff.filter(|one| is_named(one)).cloned().collect()
        }
    }
}

/// Makes a record with these keys alone.
fn pick(keys: &[&str]) -> impl Fn(&Value) -> Value {
    |record| {
        keys.iter()
            .map(|key| (*key, record[*key].clone()))
            .collect()
    }
}
