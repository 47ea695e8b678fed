//! Shows whom a call would hit and what would be lost, beside the request in a dry run: that is what an
//! undo is made of.

use crate::{
    impact::{Impact, Loss},
    json,
    records::{Found, Records},
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use gorgias_customers::tool::Tool;

/// Writes members: `would_remove`, `would_change`, `would_lose`, and `not_read` for those that are
/// known by their ids alone.
pub fn members(impact: &Impact, records: &Records, losses: &[Loss]) -> String {
    let mut out = String::new();
    match impact.tool {
        Tool::DeleteCustomer | Tool::DeleteCustomers => {
            json::push_member(&mut out, "would_remove", &those(records, &|_| true));
        }
        Tool::MergeCustomers => {
            let source = impact.customers.first().copied();
            let (goes, stays) = (|id| Some(id) == source, |id| Some(id) != source);
            json::push_member(&mut out, "would_remove", &those(records, &goes));
            json::push_member(&mut out, "would_change", &those(records, &stays));
        }
        Tool::DeleteCustomerCustomFieldValue => {
            let field = impact.fields.first().copied().unwrap_or_default();
            let entry = records.entry(field).unwrap_or_default();
            json::push_member(&mut out, "would_remove", &["[", entry, "]"].concat());
        }
        _ => json::push_member(&mut out, "would_lose", &by_id(losses)),
    }
    let mut not_read = String::from("[");
    for (kind, id) in impact.ids() {
        let mut found = records.found().iter();
        let reason = match found.find(|one| one.kind == kind && one.id == id) {
            Some(Found { record: Ok(_), .. }) => continue,
            Some(Found {
                record: Err(reason),
                ..
            }) => reason,
            None => "only the first 20 are read: preview fewer at once",
        };
        push_id(&mut not_read, id);
        json::push_text(&mut not_read, "reason", reason);
        not_read.push('}');
    }
    if not_read.len() > 1 {
        json::push_member(&mut out, "not_read", &(not_read + "]"));
    }
    out
}

/// Writes a list of the records whose ids are wanted.
fn those(records: &Records, wanted: &dyn Fn(u64) -> bool) -> String {
    let found = records.found().iter().filter(|found| wanted(found.id));
    let found = found.filter_map(|found| found.record.as_deref().ok());
    ["[", &found.collect::<Vec<_>>().join(","), "]"].concat()
}

/// Writes an object for each of those that lose something: its id, and by their keys what is lost.
fn by_id(losses: &[Loss]) -> String {
    let mut out = String::from("[");
    let mut last = None;
    for loss in losses {
        if last != Some(loss.id) {
            out.push_str(if last.is_some() { "}" } else { "" });
            push_id(&mut out, loss.id);
            last = Some(loss.id);
        }
        let value = match (loss.values.as_slice(), loss.key) {
            ([], _) => "null".into(),
            (values, "channels" | "choices") => ["[", &values.join(","), "]"].concat(),
            (values, _) => values.concat(),
        };
        json::push_member(&mut out, loss.key, &value);
    }
    out.push_str(if last.is_some() { "}]" } else { "]" });
    out
}

/// Begins an object in a list by its id.
fn push_id(out: &mut String, id: u64) {
    json::separate(out);
    out.push('{');
    json::push_member(out, "id", &id.to_string());
}
