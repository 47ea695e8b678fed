//! Shows whom a call would hit and what would be lost, beside the request in a dry run: that is what an
//! undo is made of.

use crate::{
    impact::{Impact, Loss},
    json,
    records::{Found, Kind, Records},
};
use alloc::string::{String, ToString};
use gorgias_customers::tool::Tool;

/// Writes members: `would_remove`, `would_change`, `would_lose`, and `not_read` for those that are
/// known by their ids alone.
pub fn members(impact: &Impact, records: &Records, losses: &[Loss]) -> String {
    let mut out = String::new();
    match impact.tool {
        Tool::DeleteCustomer | Tool::DeleteCustomers => {
            push_records(&mut out, "would_remove", records, &|_| true);
        }
        Tool::MergeCustomers => {
            let source = impact.customers.first().copied();
            push_records(&mut out, "would_remove", records, &|id| Some(id) == source);
            push_records(&mut out, "would_change", records, &|id| Some(id) != source);
        }
        Tool::DeleteCustomerCustomFieldValue => {
            let field = impact.fields.first().copied().unwrap_or_default();
            let entry = records.entry(field).unwrap_or_default();
            push(&mut out, &[r#","would_remove":["#, entry, "]"]);
        }
        _ => push_losses(&mut out, losses),
    }
    let start = out.len();
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
            let before = match out.len() == start {
                true => r#","not_read":[{"id":"#,
                false => r#",{"id":"#,
            };
            push(
                &mut out,
                &[before, &id.to_string(), r#","reason":""#, reason, "\"}"],
            );
        }
    }
    if out.len() > start {
        out.push(']');
    }
    out
}

fn push(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

/// Writes a list of the records whose ids are wanted.
fn push_records(out: &mut String, name: &str, records: &Records, wanted: &dyn Fn(u64) -> bool) {
    push(out, &[",\"", name, "\":["]);
    let mut comma = "";
    for found in records.found() {
        if let (true, Ok(record)) = (wanted(found.id), &found.record) {
            push(out, &[comma, record]);
            comma = ",";
        }
    }
    out.push(']');
}

/// Writes an object for each of those that lose something: its id, and by their keys what is lost.
fn push_losses(out: &mut String, losses: &[Loss]) {
    out.push_str(r#","would_lose":["#);
    let mut last = None;
    for loss in losses {
        if last != Some(loss.id) {
            let before = if last.is_some() { "}," } else { "" };
            push(out, &[before, r#"{"id":"#, &loss.id.to_string()]);
            last = Some(loss.id);
        }
        out.push(',');
        json::push_string(out, loss.key);
        out.push(':');
        match (loss.values.as_slice(), loss.key) {
            ([], _) => out.push_str("null"),
            (values, "channels" | "choices") => push(out, &["[", &values.join(","), "]"]),
            (values, _) => push(out, values),
        }
    }
    out.push_str(if last.is_some() { "}]" } else { "]" });
}
