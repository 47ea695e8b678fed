//! Values of custom fields, of a customer of its own.

use crate::{
    probe::{End, Probe},
    reading::{Fields, wrapper},
};
use http::Method;
use serde_json::{Value, json};

pub async fn set(probe: &mut Probe, customer: u64, field: u64, fields: &Fields) -> Result<(), End> {
    let bulk =
        |entries: &str| format!("update-customer-custom-field-values({customer}, [{entries}])");
    let of_field = |value: &str| format!("{{id: {field}, value: {value}}}");
    let single = format!("update-customer-custom-field-value({customer}, {field}");
    let told = probe.call(format!("{single}, text(\"one\"))")).await?;
    let holds = told.refused().map(|refused| !refused);
    probe.conclude("value-bare", holds, &told);
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
        probe.conclude("bulk-values-stay", holds, &after);
        if holds == Some(false) {
            probe.ask(&bulk(&of_field("text(\"two\")"))).await?;
        }
    }
    for (fact, value) in [
        ("dropdown-checked", "text(\"three\")"),
        ("type-checked", "number(3)"),
    ] {
        let told = probe.ask(&bulk(&of_field(value))).await?;
        probe.conclude(fact, told.refused(), &told);
    }
    let target = format!("/api/customers/{customer}/custom-fields");
    let null = json!([{"id": field, "value": null}]);
    let told = probe.bare(Method::PUT, &target, Some(&null)).await?;
    probe.conclude("null-refused", told.refused(), &told);
    // The null may have removed it.
    probe.ask(&bulk(&of_field("text(\"one\")"))).await?;
    if !is_set {
        return Ok(());
    }
    let delete = format!("delete-customer-custom-field-value({customer}, {field})");
    probe.call(&delete).await?;
    let again = probe.ask(&delete).await?;
    probe.conclude("value-gone-404", again.is_404(), &again);
    Ok(())
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
