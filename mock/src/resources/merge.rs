//! Joins two customers.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::{Shop, channels, find_channel, refresh_names},
};
use serde_json::{Value, json};

/// `PUT /api/customers/merge?source_id=…&target_id=…`
pub fn merge(shop: &mut Shop, request: &Request) -> Answer {
    let id = |name: &str| request.query[name].as_u64().unwrap_or_default();
    let (source_id, target_id) = (id("source_id"), id("target_id"));
    if source_id == target_id {
        return Err(Request::invalid_parameter(
            "source_id",
            "Must differ from target_id.",
        ));
    }
    let source = shop.customer(source_id)?.clone();
    let target = shop.customer_mut(target_id)?;
    let mut integrations = source["integrations"].as_object().into_iter().flatten();
    if let Some((id, _)) = integrations.find(|(id, _)| target["integrations"].get(id).is_some()) {
        let msg = format!("Both customers have data of the integration {id}.");
        return Err(ApiError::new(409, &msg));
    }
    join(&source, target, request);
    let shown = request.shown(target);
    shop.customers.remove(&source_id);
    shop.merged.insert(source_id, target_id);
    // Two events, each with a context of its own (public recording).
    shop.emit("customer-deleted", source_id);
    let merged = shop.emit("customer-merged", target_id);
    merged["data"] = json!({"source_customer_id": source_id});
    answer::ok(shown)
}

/// Gives the target what it lacks. Its own name, email and times stay: in the one public
/// recording the body changed nothing.
fn join(source: &Value, target: &mut Value, request: &Request) {
    let lacks = |channel: &&Value| find_channel(target, channel).is_none();
    let added: Vec<_> = channels(source).filter(lacks).cloned().collect();
    if let Some(channels) = target["channels"].as_array_mut()
        && !request.plays_alternative("merge-moves-channels")
    {
        channels.extend(added);
    }
    for part in ["custom_fields", "integrations", "external_data"] {
        for (key, value) in source[part].as_object().into_iter().flatten() {
            if let Some(held) = target[part].as_object_mut() {
                held.entry(key).or_insert_with(|| value.clone());
                held.sort_keys();
            }
        }
    }
    let name = &request.body["name"];
    if name.is_string() && request.plays_alternative("merge-keeps-name") {
        target["name"] = name.clone();
    }
    refresh_names(target);
}
