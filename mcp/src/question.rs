//! The question that a person answers before something is changed, written from the prepared
//! request. Text from outside, of a model or of customers, is quoted, cut, and never a line of its
//! own, so that it cannot pass for the question.

use crate::{
    escape_hidden,
    impact::{Impact, Loss},
    json::{self, object},
    records::{Kind, Records},
};
use alloc::{
    format,
    string::{String, ToString},
};
use core::str;
use gorgias_customers::tool::Tool;

/// How many characters a question may have.
const MAX_QUESTION: usize = 4000;
/// How many characters are shown of a text.
const MAX_TEXT: usize = 100;
/// How many files are named.
const MAX_FILES: usize = 20;
/// How many of a name or an address of one of several customers.
const MAX_NAME: usize = 60;

/// Writes the question. None, where what it has to say does not fit: who agrees to what they cannot
/// see agrees to nothing.
pub fn write(impact: &Impact, records: &Records, losses: &[Loss], account: &str) -> Option<String> {
    let mut out = String::new();
    push_headline(&mut out, impact);
    push(&mut out, &[" in the Gorgias account ", account, "?"]);
    for found in records.found() {
        let id = found.id.to_string();
        push(&mut out, &["\n- ", noun(found.kind), " ", &id, ": "]);
        match &found.record {
            Ok(record) => push_description(&mut out, found.kind, record),
            Err(reason) => out.push_str(reason),
        }
    }
    for (kind, ids) in [
        (Kind::Customer, &impact.customers),
        (Kind::Field, &impact.fields),
    ] {
        // The first of them were read.
        let read = records
            .found()
            .iter()
            .filter(|one| one.kind == kind)
            .count();
        let Some(rest @ [_, ..]) = ids.get(read..) else {
            continue;
        };
        let more = if read == 0 { " " } else { " more " };
        push(
            &mut out,
            &["\n- ", &rest.len().to_string(), more, noun(kind), "s:"],
        );
        for (index, id) in rest.iter().enumerate() {
            let comma = if index == 0 { " " } else { ", " };
            push(&mut out, &[comma, &id.to_string()]);
        }
    }
    if !losses.is_empty() {
        out.push_str("\nWhat is lost:");
    }
    for loss in losses {
        push_loss(&mut out, loss, impact);
    }
    let before = out.len();
    out.push_str("\nWhat is sent:");
    let start = out.len();
    push_sent(&mut out, impact);
    if out.len() == start {
        out.truncate(before);
    }
    (out.chars().count() <= MAX_QUESTION).then_some(out)
}

fn push(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

/// Says in words what happens.
fn push_headline(out: &mut String, impact: &Impact) {
    let customers = several("customer", &impact.customers);
    let fields = several("custom field", &impact.fields);
    let size = impact.request.body.len().to_string();
    let other = impact.tool.name();
    let parts: &[&str] = match impact.tool {
        Tool::DeleteCustomer | Tool::DeleteCustomers => &["Delete ", &customers, " for good"],
        Tool::MergeCustomers => match impact.customers.as_slice() {
            [source, target] => {
                let (source, target) = (source.to_string(), target.to_string());
                let parts = ["Merge customer ", &source, " into customer ", &target];
                push(out, &parts);
                &[" and delete customer ", &source.clone(), " for good"]
            }
            _ => &[other],
        },
        Tool::DeleteCustomerCustomFieldValue => {
            &["Remove the value of ", &fields, " from ", &customers]
        }
        Tool::UpdateCustomer => &["Change ", &customers],
        Tool::UpdateCustomerData => &["Replace the external data of ", &customers],
        Tool::UpdateCustomField | Tool::UpdateCustomFields => &["Change ", &fields],
        Tool::UpdateCustomerCustomFieldValue | Tool::UpdateCustomerCustomFieldValues => {
            &["Set the value of ", &fields, " of ", &customers]
        }
        Tool::CreateCustomer => &["Create a customer"],
        Tool::CreateCustomField => &["Create a custom field"],
        Tool::PostApiUpload => &["Upload files of ", &size, " bytes in all"],
        _ => &["Run ", other],
    };
    push(out, parts);
}

fn several(noun: &str, ids: &[u64]) -> String {
    match ids {
        [id] => format!("{noun} {id}"),
        _ => format!("{} {noun}s", ids.len()),
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Customer => "customer",
        Kind::Field => "custom field",
        Kind::Values => "value",
    }
}

/// Says who or what a record is.
fn push_description(out: &mut String, kind: Kind, record: &str) {
    let record = object(record);
    let keys: &[&str] = match kind {
        Kind::Customer => &["name", "email"],
        _ => &["label"],
    };
    let start = out.len();
    for key in keys {
        let text = record.get(key).and_then(json::string).unwrap_or_default();
        if !text.is_empty() {
            out.push_str(if out.len() == start { "" } else { ", " });
            push_quoted(out, &text, MAX_NAME);
        }
    }
    if out.len() == start {
        out.push_str("without a name");
    }
}

/// Writes what would be lost, a line for each.
fn push_loss(out: &mut String, loss: &Loss, impact: &Impact) {
    let key = match loss.key {
        "archived" => "its place in forms",
        "channels" => "channel",
        "choices" => "choice",
        other => other,
    };
    let mut label = String::from(key);
    if impact.customers.len() + impact.fields.len() > 1 {
        push(
            &mut label,
            &[" of ", noun(loss.what), " ", &loss.id.to_string()],
        );
    }
    if loss.values.is_empty() {
        push(
            out,
            &["\n- ", &label, ": whatever it is, it could not be read"],
        );
    }
    for value in &loss.values {
        match loss.key {
            "archived" => push(out, &["\n- ", &label, ": it is archived"]),
            "channels" => push_channel(out, &label, value),
            _ => push_value(out, &label, value),
        }
    }
}

/// Writes what goes out, free text, a line for each.
fn push_sent(out: &mut String, impact: &Impact) {
    if impact.tool == Tool::PostApiUpload {
        push_file_names(out, &impact.request.body);
    }
    for change in &impact.changes {
        for (key, value) in &change.members {
            let mut label = String::new();
            if let Some(id) = change.id {
                push(&mut label, &[&id.to_string(), "."]);
            }
            label.push_str(key);
            match (key.as_str(), *value) {
                (_, "null") => push(out, &["\n- ", &label, ": nothing, it is emptied"]),
                ("channels", list) => {
                    for item in json::items(list).unwrap_or_default() {
                        push_channel(out, "channel", item);
                    }
                }
                (_, value) => push_value(out, &label, value),
            }
        }
    }
}

/// Writes a channel: where a customer can be reached.
fn push_channel(out: &mut String, label: &str, channel: &str) {
    let channel = object(channel);
    let [kind, address] = ["type", "address"].map(|key| {
        let value = channel.get(key).and_then(json::string);
        value.unwrap_or_default()
    });
    push(out, &["\n- ", label, " "]);
    push_quoted(out, &kind, MAX_NAME);
    push_text(out, &address);
}

/// Writes the names of files in a multipart body, as far as they can be told.
fn push_file_names(out: &mut String, body: &[u8]) {
    const BEFORE: &[u8] = b"; filename=\"";
    let mut rest = body;
    let mut count = 0;
    while let Some(start) = rest.windows(BEFORE.len()).position(|it| it == BEFORE) {
        rest = rest.get(start + BEFORE.len()..).unwrap_or_default();
        let name = rest.split(|&byte| byte == b'"').next().unwrap_or_default();
        out.push_str("\n- file");
        push_text(out, &String::from_utf8_lossy(name));
        count += 1;
        if count == MAX_FILES {
            break;
        }
    }
}

/// Writes JSON: text as text, all else as it is written.
fn push_value(out: &mut String, label: &str, value: &str) {
    push(out, &["\n- ", label]);
    match serde_json::from_str::<String>(value) {
        Ok(string) => push_text(out, &string),
        Err(_) => push_text(out, value),
    }
}

/// Writes free text, its length first: it may hold what looks like an end.
fn push_text(out: &mut String, text: &str) {
    let characters = text.chars().count().to_string();
    push(out, &[" (", &characters, " characters): "]);
    push_quoted(out, text, MAX_TEXT);
}

/// Writes text in quotes, at most so many characters of it; whatever is no plain character is
/// written out.
fn push_quoted(out: &mut String, text: &str, most: usize) {
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(end, _)| end);
    let mut quoted = String::new();
    json::push_string(&mut quoted, &text[..end]);
    let quoted = escape_hidden::in_text(&quoted);
    let mut is_cut = end < text.len();
    // Without the quotes around it.
    let inside = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    out.push('"');
    for (written, c) in inside.chars().enumerate() {
        // Escapes are longer than what they stand for.
        if written == most {
            is_cut = true;
            break;
        }
        match c.is_whitespace() && c != ' ' {
            // Spaces of other kinds can move what follows out of sight.
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out.push_str(if is_cut { "\"…" } else { "\"" });
}

#[cfg(test)]
mod tests;
