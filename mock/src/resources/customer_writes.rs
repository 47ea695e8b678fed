//! Creating, changing and deleting customers.

use http::StatusCode;
use serde_json::Value;

use super::customer_input::CustomerInput;
use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::checks::{self, Checks, MISSING};
use crate::shop::{Customer, Shop, View};

/// `POST /api/customers`
pub fn create(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to create customer");
    if !body.contains_key("channels") {
        checks.refuse("channels", MISSING);
    }
    let input = CustomerInput::read(&body, &mut checks);
    checks.finish()?;
    input.check_conflicts(shop, None)?;

    let now = shop.tick();
    let id = shop.new_customer_id();
    let mut customer = Customer::new(id, now);
    input.apply(shop, &mut customer, now);
    let view = customer.view(View::Written);
    shop.customers.insert(id, customer);
    shop.emit("customer-created", "Customer", id, None);
    Ok(Answer::created(&view))
}

/// `PUT /api/customers/{id}`
pub fn update(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let id = call.id(2)?;
    let mut customer = shop.customer(id)?.clone();
    let body = call.object()?;
    if CustomerInput::is_empty(&body) {
        return Err(Fault::bad_request("Nothing to update."));
    }
    let mut checks = Checks::new("Failed to update customer");
    let input = CustomerInput::read(&body, &mut checks);
    checks.finish()?;
    input.check_conflicts(shop, Some(id))?;

    let now = shop.tick();
    input.apply(shop, &mut customer, now);
    let view = customer.view(View::Written);
    shop.customers.insert(id, customer);
    // Not among the recorded side effects, but the vendor documents the type.
    shop.emit("customer-updated", "Customer", id, None);
    Ok(Answer::ok(&view))
}

/// `DELETE /api/customers/{id}`
pub fn delete(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let id = call.id(2)?;
    shop.customer(id)?;
    shop.customers.remove(&id);
    shop.emit("customer-deleted", "Customer", id, None);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /api/customers`, with the ids in the body. Ids that are unknown change nothing: the
/// vendor does not say what becomes of them.
pub fn delete_many(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to delete customers");
    checks.only(&body, &["ids"]);
    let ids: Option<Vec<u64>> = checks.required(&body, "ids", |value| match value {
        Value::Array(ids) if ids.is_empty() => Err("Shorter than minimum length 1.".into()),
        Value::Array(ids) => ids.iter().map(checks::integer).collect(),
        _ => Err("Not a valid list.".into()),
    });
    checks.finish()?;
    let context = shop.new_uuid();
    for id in ids.unwrap_or_default() {
        if shop.customers.remove(&id).is_some() {
            shop.emit_in(context.clone(), "customer-deleted", "Customer", id, None);
        }
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// `PUT /api/customers/{customer_id}/data`
pub fn set_data(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let customer = shop.customer_mut(call.id(2)?)?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to update customer data");
    checks.only(&body, &["data", "version"]);
    if !body.contains_key("data") {
        checks.refuse("data", MISSING);
    }
    let version = checks.patch(&body, "version", true, checks::datetime);
    checks.finish()?;
    let version = version.value().copied();
    // What is older than the stored version is dropped without a word.
    let older = version.is_some_and(|new| customer.data_version.is_some_and(|held| new < held));
    if !older {
        customer.external_data = body.get("data").cloned().unwrap_or_default();
        customer.data_version = version;
    }
    Ok(Answer::empty(StatusCode::ACCEPTED))
}
