//! A custom field of its own: created, changed, archived.

use crate::{
    own::Own,
    probe::{End, Probe, Told, text},
    reading::wrapper,
};

pub async fn create(probe: &mut Probe, own: &mut Own) -> Result<Option<u64>, End> {
    let call = format!(
        "create-custom-field({{object-type: customer, label: {}, \
         definition: dropdown({{choices: [\"one\", \"two\"]}})}})",
        text(&own.name)
    );
    own.field_tried = true;
    let told = probe.call(&call).await?;
    own.field = told.id();
    own.field_tried = told.may_be_done();
    let status = told.succeeded_with(201);
    probe.conclude("create-field-201", status, &told);
    Ok(own.field)
}

/// The time does not matter, as long as it is past.
pub fn archive(field: u64) -> String {
    format!("update-custom-field({field}, {{deactivated-datetime: \"2026-01-01T00:00:00Z\"}})")
}

pub async fn archive_and_back(probe: &mut Probe, field: u64) -> Result<(), End> {
    let archived = probe.call(&archive(field)).await?;
    let call = format!("update-custom-field({field}, {{clear: [deactivated-datetime]}})");
    let told = probe.call(&call).await?;
    let is_null = |told: &Told| {
        let field = told.result.as_ref().ok()?;
        Some(field["deactivated_datetime"].is_null())
    };
    let holds = is_null(&told).filter(|_| is_null(&archived) == Some(false));
    probe.conclude("null-unarchives", holds, &told);
    Ok(())
}

pub async fn change_several(probe: &mut Probe, field: u64) -> Result<(), End> {
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
    probe.conclude("bulk-fields-whole", holds, &both);
    Ok(())
}
