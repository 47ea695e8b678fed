//! Customers of its own: created, changed, deleted.

use crate::{
    own::{Own, OwnCustomer},
    probe::{End, Probe, Told, text},
};
use serde_json::{Value, json};
use std::time::Duration;

/// An update of a customer's data is answered before it is done. How long it takes is not
/// documented.
const TAKEN_IN: Duration = Duration::from_secs(3);

/// With so many addresses.
pub async fn create(
    probe: &mut Probe,
    own: &mut Own,
    addresses: usize,
) -> Result<Option<u64>, End> {
    let number = own.customers.len() + 1;
    let email = own.email(number);
    let mut list = vec![channel(&email)];
    list.extend((1..addresses).map(|more| channel(&own.email(number * 10 + more))));
    let call = format!(
        "create-customer({{channels: [{}], email: {}, name: {}}})",
        list.join(", "),
        text(&email),
        text(&format!("{} {number}", own.name))
    );
    own.customers.push(OwnCustomer {
        email,
        id: None,
        gone: false,
    });
    let told = probe.call(&call).await?;
    if let Some(customer) = own.customers.last_mut() {
        customer.id = told.id();
        customer.gone = !told.may_be_done();
    }
    let status = told.succeeded_with(201);
    probe.conclude("create-customer-201", status, &told);
    let created = told.result.as_ref().ok();
    let zone = created.map(|customer| customer["timezone"].is_null());
    probe.conclude("timezone-null", zone, &told);
    Ok(told.id())
}

fn channel(address: &str) -> String {
    format!("{{type: \"email\", address: {}}}", text(address))
}

/// Whether one of a customer's channels has this address.
pub fn has_channel(customer: &Value, address: &str) -> Option<bool> {
    let channels = customer["channels"].as_array()?;
    Some(channels.iter().any(|channel| channel["address"] == address))
}

pub async fn replace_channels(probe: &mut Probe, own: &Own, customer: u64) -> Result<(), End> {
    let (kept, dropped) = (own.email(1), own.email(11));
    let name = text(&format!("{} renamed", own.name));
    let list = channel(&kept);
    let call = format!("update-customer({customer}, {{channels: [{list}], name: {name}}})");
    let told = probe.call(&call).await?;
    let now = told.result.as_ref().ok();
    let holds = now.and_then(|now| has_channel(now, &dropped));
    let holds = holds.map(|kept| !kept);
    probe.conclude("channels-replace", holds, &told);
    Ok(())
}

pub async fn set_data(probe: &mut Probe, own: &Own, customer: u64) -> Result<(), End> {
    let data = text(&json!({"verify": own.name}).to_string());
    let told = probe.call(format!("update-customer-data({customer}, {data})"));
    let told = told.await?;
    let status = told.succeeded_with(202);
    probe.conclude("data-202", status, &told);
    let read = format!("get-customer({customer})");
    let mut after = probe.call(&read).await?;
    let holds = |after: &Told| {
        let held = after.result.as_ref().ok().filter(|_| told.result.is_ok());
        held.map(|held| held["external_data"].to_string().contains(&own.name))
    };
    if holds(&after) == Some(false) {
        probe.rest(TAKEN_IN).await?;
        after = probe.call(&read).await?;
    }
    let holds = holds(&after);
    probe.conclude("data-external", holds, &after);
    Ok(())
}

pub async fn delete(probe: &mut Probe, own: &mut Own, customer: u64) -> Result<(), End> {
    let call = format!("delete-customer({customer})");
    let told = probe.call(&call).await?;
    if told.result.is_ok() {
        own.gone(customer);
        let again = probe.ask(&call).await?;
        let holds = again.is_404();
        probe.conclude("second-delete-404", holds, &again);
    }
    Ok(())
}

pub async fn delete_several(probe: &mut Probe, own: &mut Own, customer: u64) -> Result<(), End> {
    let call = format!("delete-customers([{customer}])");
    let told = probe.call(&call).await?;
    if told.result.is_ok() {
        own.gone(customer);
        let again = probe.ask(&call).await?;
        let holds = again.succeeded_with(204).or(again.is_404().map(|_| false));
        probe.conclude("unknown-ids-204", holds, &again);
    }
    Ok(())
}
