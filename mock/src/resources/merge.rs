//! Joining two customers.

use super::customers;
use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    schema::{Key, Kind::Integer, Need::Required},
    shop::{Shop, channels, find_channel, refresh_names, without},
};
use http::StatusCode;
use serde_json::{Value, json};

pub const IDS: &[Key] = &[
    ("source_id", Required, Integer(1, u64::MAX)),
    ("target_id", Required, Integer(1, u64::MAX)),
];

/// `PUT /api/customers/merge?source_id=…&target_id=…`
pub fn merge(shop: &mut Shop, request: &Request) -> Answer {
    let id = |name| request.number(name).unwrap_or_default();
    let (source_id, target_id) = (id("source_id"), id("target_id"));
    if source_id == target_id {
        return Err(ApiError::parameter(
            "source_id",
            "Must differ from target_id.",
        ));
    }
    // Checked and then left aside: in the one public recording the body changed nothing.
    let body = request.body("Failed to merge customers", customers::check)?;
    if body == json!({}) && request.refutes("merge-empty") {
        return Err(ApiError::bad_request("Nothing to merge."));
    }
    let source = shop.customer(source_id)?.clone();
    let target = shop.customer_mut(target_id)?;
    let mut integrations = source["integrations"].as_object().into_iter().flatten();
    if let Some((id, _)) = integrations.find(|(id, _)| target["integrations"].get(id).is_some()) {
        let msg = format!("Both customers have data of the integration {id}.");
        return Err(ApiError::new(StatusCode::CONFLICT, &msg));
    }
    join(&source, target, request.refutes("merge-moves-channels"));
    if request.refutes("merge-keeps-name") && body["name"].is_string() {
        target["name"] = body["name"].clone();
        refresh_names(target);
    }
    let shown = without(target, &["external_data"]);
    shop.customers.remove(&source_id);
    shop.merged.insert(source_id, target_id);
    // Two events, each with a context of its own (public recording).
    shop.emit("customer-deleted", ("Customer", source_id), Value::Null);
    let data = json!({"source_customer_id": source_id});
    shop.emit("customer-merged", ("Customer", target_id), data);
    answer::ok(shown)
}

/// Gives the target what it lacks. Its own name, email and times stay.
fn join(source: &Value, target: &mut Value, without_channels: bool) {
    let lacks = |channel: &&Value| {
        let text = |key: &str| channel[key].as_str().unwrap_or_default();
        find_channel(target, text("type"), text("address")).is_none()
    };
    let added = channels(source).filter(|_| !without_channels);
    let added: Vec<_> = added.filter(lacks).cloned().collect();
    if let Some(channels) = target["channels"].as_array_mut() {
        channels.extend(added);
    }
    for part in ["custom_fields", "integrations", "external_data"] {
        for (key, value) in source[part].as_object().into_iter().flatten() {
            if let Some(held) = target[part].as_object_mut() {
                held.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
    if let Some(values) = target["custom_fields"].as_object_mut() {
        values.sort_keys();
    }
    refresh_names(target);
}
