//! What a call would hit and what would be lost, beside the request in a dry run: that is what an
//! undo is made of.

use crate::{
    impact::{Impact, Kind, Loss},
    json,
    records::{Found, Records},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use gorgias_customers::tool::Tool;

/// Writes members: `would_remove`, `would_change`, `would_lose`, and `not_read` for those that are
/// known by their ids alone.
pub fn members(impact: &Impact, records: &Records, losses: &[Loss]) -> String {
    let mut out = String::new();
    let read = |wanted: &dyn Fn(&Found) -> bool| {
        let found = records.found().iter().filter(|found| wanted(found));
        found
            .filter_map(|found| found.record.as_deref().ok())
            .collect()
    };
    match impact.tool {
        Tool::DeleteCustomer | Tool::DeleteCustomers => {
            push_list(&mut out, "would_remove", read(&|_| true));
        }
        Tool::MergeCustomers => {
            let source = impact.customers.first().copied().unwrap_or_default();
            push_list(&mut out, "would_remove", read(&|found| found.id == source));
            push_list(&mut out, "would_change", read(&|found| found.id != source));
        }
        Tool::DeleteCustomerCustomFieldValue => {
            let field = impact.fields.first().copied().unwrap_or_default();
            push_list(
                &mut out,
                "would_remove",
                records.value(field).into_iter().collect(),
            );
        }
        _ => {
            let lost: Vec<String> = lost(losses);
            push_list(
                &mut out,
                "would_lose",
                lost.iter().map(String::as_str).collect(),
            );
        }
    }
    let mut not_read = Vec::new();
    for (kind, ids) in [
        (Kind::Customer, &impact.customers),
        (Kind::Field, &impact.fields),
    ] {
        for &id in ids {
            let mut found = records.found().iter();
            let reason = match found.find(|one| one.kind == kind && one.id == id) {
                Some(Found { record: Ok(_), .. }) => continue,
                Some(Found {
                    record: Err(reason),
                    ..
                }) => reason,
                None => "only the first 20 are read: preview fewer at once",
            };
            not_read.push(format!(r#"{{"id":{id},"reason":"{reason}"}}"#));
        }
    }
    if !not_read.is_empty() {
        push_list(
            &mut out,
            "not_read",
            not_read.iter().map(String::as_str).collect(),
        );
    }
    out
}

fn push_list(out: &mut String, name: &str, items: Vec<&str>) {
    out.extend([",\"", name, "\":[", &items.join(","), "]"]);
}

/// Writes an object for each of those that lose something: its id, and by their keys what is lost.
fn lost(losses: &[Loss]) -> Vec<String> {
    let mut objects = Vec::new();
    for group in losses.chunk_by(|a, b| (a.what, a.id) == (b.what, b.id)) {
        let mut out = String::from(r#"{"id":"#);
        out.push_str(&group.first().map_or(0, |loss| loss.id).to_string());
        for loss in group {
            out.push(',');
            json::push_string(&mut out, &loss.key);
            out.push(':');
            let is_list = matches!(loss.key.as_str(), "channels" | "choices");
            match (loss.values.as_slice(), is_list) {
                ([], _) => out.push_str("null"),
                (values, true) => out.extend(["[", &values.join(","), "]"]),
                (values, false) => out.push_str(&values.join(",")),
            }
        }
        out.push('}');
        objects.push(out);
    }
    objects
}
