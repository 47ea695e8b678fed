//! The question that a person answers before something is changed, written from the prepared
//! request. Text from outside, of a model or of customers, is quoted, cut, and never a line of its
//! own, so that it cannot pass for the question.

use crate::{
    escape_hidden,
    impact::{Impact, Kind, Loss, object},
    json,
    records::Records,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::str;
use gorgias_customers::tool::Tool;

/// How many characters a question may have.
const MAX_QUESTION: usize = 4000;
/// How many characters are shown of a text.
const MAX_TEXT: usize = 100;
/// How many of a name or an address of one of several customers.
const MAX_NAME: usize = 60;

/// Writes the question. None, where what it has to say does not fit: who agrees to what they cannot
/// see agrees to nothing.
pub fn write(impact: &Impact, records: &Records, losses: &[Loss], account: &str) -> Option<String> {
    let mut lines = Vec::from([format!(
        "{} in the Gorgias account {account}?",
        headline(impact)
    )]);
    for found in records.found() {
        let who = match &found.record {
            Ok(record) => described(found.kind, record),
            Err(reason) => (*reason).into(),
        };
        lines.push(format!("- {} {}: {who}", noun(found.kind), found.id));
    }
    for (kind, ids) in [
        (Kind::Customer, &impact.customers),
        (Kind::Field, &impact.fields),
    ] {
        let is_named = |id: &&u64| {
            let mut found = records.found().iter();
            found.any(|one| one.kind == kind && one.id == **id)
        };
        let rest: Vec<String> = ids
            .iter()
            .filter(|id| !is_named(id))
            .map(u64::to_string)
            .collect();
        if !rest.is_empty() {
            let more = if records.found().is_empty() {
                ""
            } else {
                " more"
            };
            lines.push(format!(
                "- {}{more} {}s: {}",
                rest.len(),
                noun(kind),
                rest.join(", ")
            ));
        }
    }
    if !losses.is_empty() {
        lines.push("What is lost:".into());
        lines.extend(losses.iter().flat_map(|loss| lost(loss, impact)));
    }
    let sent: Vec<String> = sent(impact);
    if !sent.is_empty() {
        lines.push("What is sent:".into());
        lines.extend(sent);
    }
    let question = lines.join("\n");
    (question.chars().count() <= MAX_QUESTION).then_some(question)
}

/// Says in words what happens.
fn headline(impact: &Impact) -> String {
    let customers = || several(impact.customers.len(), "customer", &impact.customers);
    let fields = || several(impact.fields.len(), "custom field", &impact.fields);
    let pair = |ids: &[u64]| match ids {
        [source, target] => (*source, *target),
        _ => (0, 0),
    };
    match impact.tool {
        Tool::DeleteCustomer | Tool::DeleteCustomers => {
            format!("Delete {} for good", customers())
        }
        Tool::MergeCustomers => {
            let (source, target) = pair(&impact.customers);
            format!(
                "Merge customer {source} into customer {target} and delete customer {source} for good"
            )
        }
        Tool::DeleteCustomerCustomFieldValue => {
            format!("Remove the value of {} from {}", fields(), customers())
        }
        Tool::UpdateCustomer => format!("Change {}", customers()),
        Tool::UpdateCustomerData => format!("Replace the external data of {}", customers()),
        Tool::UpdateCustomField | Tool::UpdateCustomFields => format!("Change {}", fields()),
        Tool::UpdateCustomerCustomFieldValue | Tool::UpdateCustomerCustomFieldValues => {
            format!("Set the value of {} of {}", fields(), customers())
        }
        Tool::CreateCustomer => "Create a customer".into(),
        Tool::CreateCustomField => "Create a custom field".into(),
        Tool::PostApiUpload => {
            format!("Upload files of {} bytes in all", impact.request.body.len())
        }
        other => format!("Run {}", other.name()),
    }
}

fn several(count: usize, noun: &str, ids: &[u64]) -> String {
    match ids {
        [id] => format!("{noun} {id}"),
        _ => format!("{count} {noun}s"),
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Customer => "customer",
        Kind::Field => "custom field",
    }
}

/// Says who or what a record is.
fn described(kind: Kind, record: &str) -> String {
    let record = object(record);
    let keys: &[&str] = match kind {
        Kind::Customer => &["name", "email"],
        Kind::Field => &["label"],
    };
    let texts = keys.iter().filter_map(|key| json::string(record.get(key)?));
    let texts: Vec<String> = texts
        .filter(|text| !text.is_empty())
        .map(|text| quoted(&text, MAX_NAME))
        .collect();
    match texts.is_empty() {
        true => "without a name".into(),
        false => texts.join(", "),
    }
}

/// Writes what would be lost, a line for each.
fn lost(loss: &Loss, impact: &Impact) -> Vec<String> {
    let several = impact.customers.len() + impact.fields.len() > 1;
    let of = match several {
        true => format!(" of {} {}", noun(loss.what), loss.id),
        false => String::new(),
    };
    let singular = match loss.key.as_str() {
        "archived" => return Vec::from([format!("- its place in forms{of}: it is archived")]),
        "channels" => "channel",
        "choices" => "choice",
        other => other,
    };
    let label = [singular, &of].concat();
    if loss.key == "channels" && !loss.values.is_empty() {
        let values = loss.values.iter();
        return values.map(|value| channel(&label, value)).collect();
    }
    match loss.values.is_empty() {
        true => Vec::from([format!("- {label}: whatever it is, it could not be read")]),
        false => {
            let values = loss.values.iter();
            values
                .map(|value| format!("- {label}{}", shown(value)))
                .collect()
        }
    }
}

/// Writes what goes out, free text, a line for each.
fn sent(impact: &Impact) -> Vec<String> {
    if impact.tool == Tool::PostApiUpload {
        return file_names(&impact.request.body)
            .iter()
            .map(|name| format!("- file{}", text(name)))
            .collect();
    }
    let mut lines = Vec::new();
    for change in &impact.changes {
        for (key, value) in &change.members {
            let key = match change.id {
                Some(id) => format!("{id}.{key}"),
                None => key.clone(),
            };
            match value.get() {
                list if list != "null" && key.ends_with("channels") => {
                    let items = json::items(list);
                    lines.extend(items.into_iter().map(|item| channel("channel", item.get())));
                }
                "null" => lines.push(format!("- {key}: nothing, it is emptied")),
                value => lines.push(format!("- {key}{}", shown(value))),
            }
        }
    }
    lines
}

/// Shows a channel: where a customer can be reached.
fn channel(label: &str, channel: &str) -> String {
    let channel = object(channel);
    let [kind, address] = ["type", "address"].map(|key| {
        let value = channel.get(key).and_then(json::string);
        value.unwrap_or_default()
    });
    format!("- {label} {}{}", quoted(&kind, MAX_NAME), text(&address))
}

/// Returns the names of files in a multipart body, as far as they can be told.
fn file_names(body: &[u8]) -> Vec<String> {
    const BEFORE: &[u8] = b"; filename=\"";
    let mut names = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.windows(BEFORE.len()).position(|it| it == BEFORE) {
        rest = &rest[start + BEFORE.len()..];
        let end = rest
            .iter()
            .position(|&byte| byte == b'"')
            .unwrap_or(rest.len());
        names.push(String::from_utf8_lossy(&rest[..end]).into_owned());
        if names.len() == 20 {
            break;
        }
    }
    names
}

/// Shows JSON: text as text, all else as it is written.
fn shown(value: &str) -> String {
    match serde_json::from_str::<String>(value) {
        Ok(string) => text(&string),
        Err(_) => text(value),
    }
}

/// Shows free text, its length first: it may hold what looks like an end.
fn text(text: &str) -> String {
    let characters = text.chars().count();
    format!(" ({characters} characters): {}", quoted(text, MAX_TEXT))
}

/// Quotes text, at most so many characters of it; whatever is no plain character is written out.
fn quoted(text: &str, most: usize) -> String {
    let cut: String = text.chars().take(most).collect();
    let mut out = String::new();
    json::push_string(&mut out, &cut);
    let visible = escape_hidden::in_text(&out);
    let mut out = String::new();
    for c in visible.chars() {
        // Spaces of other kinds can move what follows out of sight.
        match c.is_whitespace() && c != ' ' {
            true => out.push_str(&format!("\\u{:04x}", c as u32)),
            false => out.push(c),
        }
    }
    // Escapes are longer than what they stand for.
    let inside = out
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'))
        .unwrap_or(&out);
    let is_cut = cut.len() < text.len();
    match inside.char_indices().nth(most) {
        Some((end, _)) => format!("\"{}\"…", &inside[..end]),
        None if is_cut => format!("\"{inside}\"…"),
        None => format!("\"{inside}\""),
    }
}

#[cfg(test)]
mod tests;
