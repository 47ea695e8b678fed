//! Joining two customers.

use serde_json::json;

use super::customer_input::CustomerInput;
use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::checks::{Checks, MISSING};
use crate::shop::{Customer, Shop, View};

/// `PUT /api/customers/merge?source_id=…&target_id=…`
pub fn merge(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&["source_id", "target_id"])?;
    let (source_id, target_id) = (id(call, "source_id")?, id(call, "target_id")?);
    if source_id == target_id {
        return Err(Fault::parameter("source_id", "Must differ from target_id."));
    }
    let body = call.object()?;
    let mut checks = Checks::new("Failed to merge customers");
    // Checked and then left aside: in the one live recording the body changed nothing.
    CustomerInput::read(&body, &mut checks);
    checks.finish()?;
    let source = shop.customer(source_id)?.clone();
    let mut target = shop.customer(target_id)?.clone();
    let shared = source
        .integrations
        .keys()
        .find(|id| target.integrations.contains_key(*id));
    if let Some(shared) = shared {
        let msg = format!("Both customers have data of the integration {shared}.");
        return Err(Fault::conflict(&msg));
    }

    join(source, &mut target);
    let view = target.view(View::Merged);
    shop.customers.insert(target_id, target);
    shop.customers.remove(&source_id);
    shop.merged.insert(source_id, target_id);
    for ticket in &mut shop.tickets {
        if ticket.customer == source_id {
            ticket.customer = target_id;
        }
    }
    // Two events, each with a context of its own: seen live.
    shop.emit("customer-deleted", "Customer", source_id, None);
    let data = json!({"source_customer_id": source_id});
    shop.emit("customer-merged", "Customer", target_id, Some(data));
    Ok(Answer::ok(&view))
}

/// Gives the target what it lacks. Its own name, email and times stay.
fn join(source: Customer, target: &mut Customer) {
    for channel in source.channels {
        if !target.has_channel(&channel.kind, &channel.address) {
            target.channels.push(channel);
        }
    }
    for (field, value) in source.values {
        target.values.entry(field).or_insert(value);
    }
    target.integrations.extend(source.integrations);
    if let (Some(held), Some(given)) = (
        target.external_data.as_object_mut(),
        source.external_data.as_object(),
    ) {
        for (key, value) in given {
            held.entry(key).or_insert_with(|| value.clone());
        }
    }
}

fn id(call: &Call, name: &str) -> Result<u64, Fault> {
    match call.query.integer(name)? {
        Some(id) if id >= 1 => Ok(id),
        Some(_) => Err(Fault::parameter(name, "Must be at least 1.")),
        None => Err(Fault::parameter(name, MISSING)),
    }
}
