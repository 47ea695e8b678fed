//! A customer's record.

use serde_json::{Value, json};

/// Writes what follows from the name and the id: first and last name, and the channels' owner.
pub fn refresh_names(customer: &mut Value) {
    let name = customer["name"].as_str().unwrap_or_default().to_owned();
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    customer["firstname"] = first.into();
    customer["lastname"] = words.next_back().unwrap_or(first).into();
    let owner = json!({"id": customer["id"], "name": customer["name"]});
    for channel in customer["channels"].as_array_mut().into_iter().flatten() {
        channel["user"] = owner.clone();
        channel["customer"] = owner.clone();
    }
}

pub fn channels(customer: &Value) -> impl Iterator<Item = &Value> {
    customer["channels"].as_array().into_iter().flatten()
}

/// Finds the customer's channel with this one's type and address. Letter case does not matter.
pub fn find_channel<'a>(customer: &'a Value, like: &Value) -> Option<&'a Value> {
    let address = |channel: &Value| channel["address"].as_str().map(str::to_ascii_lowercase);
    channels(customer).find(|it| it["type"] == like["type"] && address(it) == address(like))
}
