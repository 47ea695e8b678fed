//! What writing tells: every write tool, on what was created for it, and the deletion of all that.

use crate::cli::verify::{
    own::{FILE, Own, OwnCustomer},
    probe::{End, Probe, Told, text},
    reading::{Fields, download, wrapper},
};
use http::{Method, Uri};
use serde_json::{Value, json};
use std::time::Duration;

/// What will be done, for the person to agree to.
pub const PLAN: &str = "\
- create one custom field for customers and change it; at the end it is archived, since a custom
  field cannot be deleted
- create two customers with addresses at example.com, change them, merge one into the other, delete
  the other; and the same once more, since merging and each way of deleting uses one up
- give the first of them a value of one custom field that exists already, which goes with it
- upload a file of a few bytes, which no tool can remove, and download it";

/// An update of a customer's data is answered before it is done. How long it takes is not
/// documented.
const TAKEN_IN: Duration = Duration::from_secs(3);

/// Changes what it creates, and nothing else.
pub async fn run(probe: &mut Probe, own: &mut Own, fields: &Fields) -> Result<(), End> {
    let field = create_field(probe, own).await?;
    let first = create_customer(probe, own, 2).await?;
    let second = create_customer(probe, own, 1).await?;
    if let Some(first) = first {
        channels(probe, own, first).await?;
        if let Some(field) = field {
            values(probe, first, field, fields).await?;
        }
        data(probe, own, first).await?;
    }
    if let Some(field) = field {
        definition(probe, field).await?;
        bulk_definitions(probe, field).await?;
    }
    upload(probe, own).await?;
    if let (Some(first), Some(second)) = (first, second) {
        merge(probe, own, first, second).await?;
        delete(probe, own, second).await?;
    }
    // Where nothing can be created, asking again says nothing new.
    if first.is_none() {
        return Ok(());
    }
    let third = create_customer(probe, own, 1).await?;
    let fourth = create_customer(probe, own, 1).await?;
    if let (Some(third), Some(fourth)) = (third, fourth) {
        merge_with_name(probe, own, third, fourth).await?;
        delete_several(probe, own, fourth).await?;
    }
    Ok(())
}

/// Deletes what is left, and archives the field. Goes on after a failure.
pub async fn clean_up(probe: &mut Probe, own: &mut Own) -> Result<(), End> {
    for number in 0..own.customers.len() {
        let OwnCustomer { email, id, gone } = &own.customers[number];
        if *gone {
            continue;
        }
        let id = match id {
            Some(id) => Some(*id),
            None => {
                let told = probe.ask(format!("list-customers({{email: {}}})", text(email)));
                let told = told.await?;
                let mut found = told.items().iter();
                let own_one = found.find(|one| one["email"].as_str() == Some(email));
                own.customers[number].gone = told.result.is_ok() && own_one.is_none();
                own_one.and_then(|one| one["id"].as_u64())
            }
        };
        if let Some(id) = id {
            own.customers[number].id = Some(id);
            let told = probe.ask(format!("delete-customer({id})")).await?;
            let is_gone = told.result.is_ok() || matches!(told.status(), Some(301 | 404));
            own.customers[number].gone = is_gone;
        }
    }
    if own.field_tried && own.field.is_none() {
        let label = text(&own.name);
        let told = probe.ask(format!("list-custom-fields(customer, {{search: {label}}})"));
        let told = told.await?;
        let mut found = told.items().iter();
        let field = found.find(|field| field["label"] == own.name.as_str());
        own.field = field.and_then(|field| field["id"].as_u64());
        own.field_archived = told.result.is_ok() && own.field.is_none();
    }
    if let Some(field) = own.field {
        let archive = archive(field);
        own.field_archived = probe.ask(&archive).await?.result.is_ok();
    }
    Ok(())
}

/// The time does not matter, as long as it is past.
fn archive(field: u64) -> String {
    format!("update-custom-field({field}, {{deactivated-datetime: \"2026-01-01T00:00:00Z\"}})")
}

async fn create_field(probe: &mut Probe, own: &mut Own) -> Result<Option<u64>, End> {
    let call = format!(
        "create-custom-field({{object-type: customer, label: {}, \
         definition: dropdown({{choices: [\"one\", \"two\"]}})}})",
        text(&own.name)
    );
    own.field_tried = true;
    let told = probe.call(&call).await?;
    own.field = told.id();
    own.field_tried = may_be_done(&told);
    let status = told.succeeded_with(201);
    probe
        .findings
        .conclude("create-field-201", status, &told.by);
    Ok(own.field)
}

/// Whether a creation succeeded, or may have.
fn may_be_done(told: &Told) -> bool {
    match &told.result {
        Ok(_) => true,
        Err(error) => error.request_sent && error.status.is_none_or(|status| status >= 500),
    }
}

/// With so many addresses.
async fn create_customer(
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
        customer.gone = !may_be_done(&told);
    }
    let status = told.succeeded_with(201);
    probe
        .findings
        .conclude("create-customer-201", status, &told.by);
    let created = told.result.as_ref().ok();
    let zone = created.map(|customer| customer["timezone"].is_null());
    probe.findings.conclude("timezone-null", zone, &told.by);
    Ok(told.id())
}

fn channel(address: &str) -> String {
    format!("{{type: \"email\", address: {}}}", text(address))
}

/// Whether one of a customer's channels has this address.
fn has_channel(customer: &Value, address: &str) -> Option<bool> {
    let channels = customer["channels"].as_array()?;
    Some(channels.iter().any(|channel| channel["address"] == address))
}

async fn channels(probe: &mut Probe, own: &Own, customer: u64) -> Result<(), End> {
    let (kept, dropped) = (own.email(1), own.email(11));
    let name = text(&format!("{} renamed", own.name));
    let list = channel(&kept);
    let call = format!("update-customer({customer}, {{channels: [{list}], name: {name}}})");
    let told = probe.call(&call).await?;
    let now = told.result.as_ref().ok();
    let holds = now.and_then(|now| has_channel(now, &dropped));
    let holds = holds.map(|kept| !kept);
    probe.findings.conclude("channels-replace", holds, &told.by);
    Ok(())
}

async fn values(probe: &mut Probe, customer: u64, field: u64, fields: &Fields) -> Result<(), End> {
    let bulk =
        |entries: &str| format!("update-customer-custom-field-values({customer}, [{entries}])");
    let of_field = |value: &str| format!("{{id: {field}, value: {value}}}");
    let single = format!("update-customer-custom-field-value({customer}, {field}");
    let told = probe.call(format!("{single}, text(\"one\"))")).await?;
    let holds = told.refused().map(|refused| !refused);
    probe.findings.conclude("value-bare", holds, &told.by);
    let told = probe.call(&bulk(&of_field("text(\"two\")"))).await?;
    let is_set = told.result.is_ok();
    wrapper(probe, &told);

    if let Some(other) = fields.iter().find_map(usable).filter(|_| is_set) {
        let told = probe.call(&bulk(&other)).await?;
        let list = format!("list-customer-custom-fields-values({customer})");
        let after = probe.call(&list).await?;
        let is_own = |item: &Value| item["field"]["id"] == field;
        let both = told.result.is_ok() && after.result.is_ok();
        let holds = both.then(|| after.items().iter().any(is_own));
        probe
            .findings
            .conclude("bulk-values-stay", holds, &after.by);
        if holds == Some(false) {
            probe.ask(&bulk(&of_field("text(\"two\")"))).await?;
        }
    }
    for (fact, value) in [
        ("dropdown-checked", "text(\"three\")"),
        ("type-checked", "number(3)"),
    ] {
        let told = probe.ask(&bulk(&of_field(value))).await?;
        probe.findings.conclude(fact, told.refused(), &told.by);
    }
    let target = format!("/api/customers/{customer}/custom-fields");
    let null = json!([{"id": field, "value": null}]);
    let told = probe.bare(Method::PUT, &target, Some(&null)).await?;
    probe
        .findings
        .conclude("null-refused", told.refused(), &told.by);
    // The null may have removed it.
    probe.ask(&bulk(&of_field("text(\"one\")"))).await?;
    if !is_set {
        return Ok(());
    }
    let delete = format!("delete-customer-custom-field-value({customer}, {field})");
    probe.call(&delete).await?;
    let again = probe.ask(&delete).await?;
    probe
        .findings
        .conclude("value-gone-404", is_404(&again), &again.by);
    Ok(())
}

/// None if it failed for another reason.
fn is_404(told: &Told) -> Option<bool> {
    match (&told.result, told.status()) {
        (Ok(_), _) => Some(false),
        (Err(_), Some(404)) => Some(true),
        (Err(_), _) => None,
    }
}

/// An entry for a field of the account that takes any value of its kind.
fn usable(field: &Value) -> Option<String> {
    let is_free = field["managed_type"].is_null() && field["deactivated_datetime"].is_null();
    let settings = &field["definition"]["input_settings"];
    let value = match field["definition"]["data_type"].as_str()? {
        "text" if settings["input_type"] == "input" => "text(\"verify\")",
        "boolean" if settings["choices"].is_null() => "boolean(true)",
        _ => return None,
    };
    let id = field["id"].as_u64().filter(|_| is_free)?;
    Some(format!("{{id: {id}, value: {value}}}"))
}

async fn data(probe: &mut Probe, own: &Own, customer: u64) -> Result<(), End> {
    let data = text(&json!({"verify": own.name}).to_string());
    let told = probe.call(format!("update-customer-data({customer}, {data})"));
    let told = told.await?;
    let status = told.succeeded_with(202);
    probe.findings.conclude("data-202", status, &told.by);
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
    probe.findings.conclude("data-external", holds, &after.by);
    Ok(())
}

async fn definition(probe: &mut Probe, field: u64) -> Result<(), End> {
    let archived = probe.call(&archive(field)).await?;
    let call = format!("update-custom-field({field}, {{clear: [deactivated-datetime]}})");
    let told = probe.call(&call).await?;
    let is_null = |told: &Told| {
        let field = told.result.as_ref().ok()?;
        Some(field["deactivated_datetime"].is_null())
    };
    let holds = is_null(&told).filter(|_| is_null(&archived) == Some(false));
    probe.findings.conclude("null-unarchives", holds, &told.by);
    Ok(())
}

async fn bulk_definitions(probe: &mut Probe, field: u64) -> Result<(), End> {
    let entry = |changes: &str| format!("{{id: {field}, changes: {{{changes}}}}}");
    let bulk = |entries: &str| format!("update-custom-fields([{entries}])");
    let told = probe.call(&bulk(&entry("description: \"first\""))).await?;
    wrapper(probe, &told);
    let bad = entry("managed-type: \"none of the managed types\"");
    let entries = format!("{}, {bad}", entry("description: \"second\""));
    let both = probe.ask(&bulk(&entries)).await?;
    let after = probe.call(format!("get-custom-field({field})")).await?;
    let held = after.result.as_ref().ok();
    let is_changed = held.map(|field| field["description"] == "second");
    // If even the bad entry was taken, nothing is shown.
    let is_partial = both.refused() == Some(true) || both.items().len() < 2;
    let holds = is_changed.map(|changed| !changed).filter(|_| is_partial);
    probe
        .findings
        .conclude("bulk-fields-whole", holds, &both.by);
    Ok(())
}

async fn upload(probe: &mut Probe, own: &mut Own) -> Result<(), End> {
    let content = text(FILE);
    let call = format!(
        "post-api-upload([{{name: \"verify.txt\", content: {content}, encoding: utf8, \
         content-type: \"text/plain\"}}])"
    );
    let told = probe.call(&call).await?;
    own.files += usize::from(may_be_done(&told));
    let body = told.body();
    let size = match &body[0]["size"] {
        Value::Number(_) => Some(true),
        Value::String(_) => Some(false),
        _ => None,
    };
    probe.findings.conclude("upload-size", size, &told.by);
    let url = body[0]["url"].as_str();
    let parts = url.and_then(|url| address(url, |authority| probe.is_own(authority)));
    let holds = url.map(|_| parts.is_some());
    probe.findings.conclude("upload-address", holds, &told.by);
    if let Some(parts) = parts {
        download(probe, &parts).await?;
    }
    Ok(())
}

/// The parts of `https://{account}/api/{type}/download/{hash}/{name}`.
pub fn address(url: &str, is_own: impl Fn(&str) -> bool) -> Option<[String; 3]> {
    let url: Uri = url.parse().ok()?;
    if !is_own(url.authority()?.as_str()) {
        return None;
    }
    let segments: Vec<&str> = url.path().split('/').collect();
    match segments[..] {
        ["", "api", kind, "download", hash, name] => Some([kind, hash, name].map(str::to_owned)),
        _ => None,
    }
}

async fn merge(probe: &mut Probe, own: &mut Own, source: u64, target: u64) -> Result<(), End> {
    let empty = probe
        .ask(format!("merge-customers({source}, {target})"))
        .await?;
    let holds = empty.refused().map(|refused| !refused);
    probe.findings.conclude("merge-empty", holds, &empty.by);
    let told = if holds == Some(false) {
        let name = text(&own.name);
        probe
            .call(format!(
                "merge-customers({source}, {target}, {{name: {name}}})"
            ))
            .await?
    } else {
        empty
    };
    let Ok(merged) = &told.result else {
        return Ok(());
    };
    own.gone(source);
    let moved = has_channel(merged, &own.email(1));
    probe
        .findings
        .conclude("merge-moves-channels", moved, &told.by);

    let read = format!("get-customer({source})");
    let update = format!("update-customer({source}, {{name: \"verify\"}})");
    for (fact, call) in [("merged-301", read), ("merged-update-301", update)] {
        let told = probe.ask(&call).await?;
        let is_301 = told.status() == Some(301);
        let answered = told.status().is_some();
        probe
            .findings
            .conclude(fact, answered.then_some(is_301), &told.by);
        if is_301 {
            let location = told.header("location").unwrap_or_default();
            let last = location.trim_end_matches('/').rsplit('/').next();
            let leads = last == Some(target.to_string().as_str());
            probe
                .findings
                .conclude("merged-location", Some(leads), &told.by);
        }
    }
    Ok(())
}

async fn delete(probe: &mut Probe, own: &mut Own, customer: u64) -> Result<(), End> {
    let call = format!("delete-customer({customer})");
    let told = probe.call(&call).await?;
    if told.result.is_ok() {
        own.gone(customer);
        let again = probe.ask(&call).await?;
        let holds = is_404(&again);
        probe
            .findings
            .conclude("second-delete-404", holds, &again.by);
    }
    Ok(())
}

async fn merge_with_name(
    probe: &mut Probe,
    own: &mut Own,
    source: u64,
    target: u64,
) -> Result<(), End> {
    let name = format!("{} merged", own.name);
    let given = text(&name);
    let call = format!("merge-customers({source}, {target}, {{name: {given}}})");
    let told = probe.call(&call).await?;
    if let Ok(merged) = &told.result {
        own.gone(source);
        let holds = Some(merged["name"] != name.as_str());
        probe.findings.conclude("merge-keeps-name", holds, &told.by);
    }
    Ok(())
}

async fn delete_several(probe: &mut Probe, own: &mut Own, customer: u64) -> Result<(), End> {
    let call = format!("delete-customers([{customer}])");
    let told = probe.call(&call).await?;
    if told.result.is_ok() {
        own.gone(customer);
        let again = probe.ask(&call).await?;
        let holds = again.succeeded_with(204).or(is_404(&again).map(|_| false));
        probe.findings.conclude("unknown-ids-204", holds, &again.by);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_files_address_is_taken_apart_if_it_is_the_accounts() {
        let own = |authority: &str| authority == "acme.gorgias.com";
        let parts = ["attachment", "h", "box.png"].map(str::to_owned);
        let path = "/api/attachment/download/h/box.png";
        for (url, known) in [
            (format!("https://acme.gorgias.com{path}"), Some(parts)),
            (format!("https://uploads.gorgias.test{path}"), None),
            ("https://acme.gorgias.com/api/customers".to_owned(), None),
            (path.to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(address(&url, own), known, "{url}");
        }
    }
}
