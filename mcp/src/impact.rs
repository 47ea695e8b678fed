//! What a prepared request does to what is there: whom it hits, and what would be lost. Read from the
//! request itself, so that nothing which a model says about it counts.

use crate::{
    json::{self, Items, Misread, Object},
    policy::Confirm,
    records::Records,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::str;
use gorgias_customers::{
    client::Request,
    tool::{Effect, Tool},
};
use serde_json::value::RawValue;

/// Whom a request hits, and with what.
pub struct Impact<'r> {
    pub tool: Tool,
    pub request: &'r Request,
    /// The customers, each once. Of a merge the one that goes stands first.
    pub customers: Vec<u64>,
    /// The custom fields, each once.
    pub fields: Vec<u64>,
    /// What the body says.
    pub changes: Vec<Change<'r>>,
    /// How many ids the call has, repeated ones too.
    pub count: usize,
}

/// The members of a body, or of one of its entries.
pub struct Change<'r> {
    /// The custom field that the entry is about.
    pub id: Option<u64>,
    /// Each value as it goes out.
    pub members: Vec<(String, &'r RawValue)>,
}

/// Whether a person has to be asked.
#[derive(Debug, PartialEq)]
pub enum Need {
    No,
    Yes,
    /// If something is lost, which shows only when what is there is read.
    IfSomethingIsLost,
}

/// Something that is there, and would be gone.
#[derive(Debug, PartialEq)]
pub struct Loss {
    pub what: Kind,
    pub id: u64,
    /// The key under which it stands.
    pub key: String,
    /// JSON; empty where it could not be read.
    pub values: Vec<String>,
}

/// What a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Customer,
    Field,
}

impl<'r> Impact<'r> {
    /// Finds out whom a tool's request hits.
    pub fn new(tool: Tool, request: &'r Request) -> Self {
        let mut impact = Impact {
            tool,
            request,
            customers: Vec::new(),
            fields: Vec::new(),
            changes: Vec::new(),
            count: 0,
        };
        impact.read_target();
        if request.content_type.as_deref() == Some("application/json")
            && let Ok(body) = str::from_utf8(&request.body)
        {
            impact.read_body(body);
        }
        impact
    }

    fn read_target(&mut self) {
        let target = self.request.target.as_str();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut segments = path.split('/').peekable();
        while let Some(name) = segments.next() {
            let Some(id) = segments.peek().and_then(|next| next.parse().ok()) else {
                continue;
            };
            match name {
                "customers" => push_once(&mut self.customers, id),
                "custom-fields" => push_once(&mut self.fields, id),
                _ => {}
            }
        }
        for parameter in query.split('&') {
            if let Some(("source_id" | "target_id", id)) = parameter.split_once('=')
                && let Ok(id) = id.parse()
            {
                push_once(&mut self.customers, id);
            }
        }
    }

    fn read_body(&mut self, body: &'r str) {
        let Ok(value) = serde_json::from_str::<&RawValue>(body) else {
            return;
        };
        if self.tool == Tool::DeleteCustomers {
            let ids: Vec<u64> = object(body)
                .get("ids")
                .and_then(|ids| serde_json::from_str(ids.get()).ok())
                .unwrap_or_default();
            self.count = ids.len();
            ids.into_iter()
                .for_each(|id| push_once(&mut self.customers, id));
        } else if self.tool == Tool::UpdateCustomerCustomFieldValue {
            self.changes.push(Change {
                id: None,
                members: Vec::from([("value".to_owned(), value)]),
            });
        } else if let Ok(Items(entries)) = serde_json::from_str(body) {
            self.count = entries.len();
            for entry in entries {
                let mut entry = object(entry.get());
                let id = entry.take("id").and_then(|id| id.get().parse().ok());
                if let Some(id) = id {
                    push_once(&mut self.fields, id);
                }
                self.changes.push(Change::new(id, &entry));
            }
        } else {
            self.changes.push(Change::new(None, &object(body)));
        }
    }

    /// Tells whether a person has to be asked first.
    pub fn need(&self, confirm: Confirm) -> Need {
        match (confirm, self.tool.effect()) {
            (Confirm::Nothing, _) | (_, Effect::Read) => Need::No,
            (Confirm::Write, _) | (Confirm::Destructive, Effect::Destructive) => Need::Yes,
            (Confirm::Destructive, Effect::Write) => self.need_of_update(),
        }
    }

    /// Tells whether an update empties or replaces what is there.
    pub fn need_of_update(&self) -> Need {
        match self.tool {
            Tool::UpdateCustomerData => return Need::Yes,
            Tool::UpdateCustomer | Tool::UpdateCustomField | Tool::UpdateCustomFields => {}
            _ => return Need::No,
        }
        let members = || self.changes.iter().flat_map(|change| &change.members);
        let replaces = |(key, value): &(String, &RawValue)| {
            value.get() == "null" || matches!(key.as_str(), "channels" | "deactivated_datetime")
        };
        match members().any(replaces) {
            true => Need::Yes,
            false if members().any(|(key, _)| key == "definition") => Need::IfSomethingIsLost,
            false => Need::No,
        }
    }

    /// Returns what would be lost of what is there.
    pub fn losses(&self, records: &Records) -> Vec<Loss> {
        let mut losses = Vec::new();
        if self.tool == Tool::DeleteCustomerCustomFieldValue
            && let Some(&id) = self.fields.first()
        {
            let values = records.value(id).map(|entry| value_of(entry, "value"));
            losses.push(Loss {
                what: Kind::Field,
                id,
                key: "value".into(),
                values: values.into_iter().flatten().map(String::from).collect(),
            });
        }
        let (kind, first) = match self.tool {
            Tool::UpdateCustomer | Tool::UpdateCustomerData => (Kind::Customer, &self.customers),
            Tool::UpdateCustomField | Tool::UpdateCustomFields => (Kind::Field, &self.fields),
            _ => return losses,
        };
        for change in &self.changes {
            let Some(id) = change.id.or(first.first().copied()) else {
                continue;
            };
            let record = records.record(kind, id);
            let mut lose = |key: &str, values: Option<Vec<String>>| {
                // Nothing is lost where nothing is.
                if values.as_ref().is_none_or(|values| !values.is_empty()) {
                    losses.push(Loss {
                        what: kind,
                        id,
                        key: key.into(),
                        values: values.unwrap_or_default(),
                    });
                }
            };
            if self.tool == Tool::UpdateCustomerData {
                lose("external_data", record.map(|it| one(it, "external_data")));
                continue;
            }
            for (key, value) in &change.members {
                match key.as_str() {
                    "channels" => lose(key, record.map(|it| channels_lost(it, value))),
                    "definition" => {
                        lose("choices", record.map(|it| choices_lost(it, value)));
                    }
                    "deactivated_datetime" if value.get() != "null" => {
                        lose("archived", Some(Vec::from(["true".into()])));
                    }
                    _ if value.get() == "null" => lose(key, record.map(|it| one(it, key))),
                    _ => {}
                }
            }
        }
        losses
    }
}

impl<'r> Change<'r> {
    fn new(id: Option<u64>, object: &Object<'r>) -> Self {
        let members = object.iter();
        Change {
            id,
            members: members
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        }
    }
}

fn push_once(ids: &mut Vec<u64>, id: u64) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// Reads an object's members as far as they can be told apart.
pub fn object(json: &str) -> Object<'_> {
    match Object::read(json) {
        Ok(object) | Err(Misread::Repeated(_, object)) => object,
        Err(Misread::NotAnObject) => Object::default(),
    }
}

/// Returns the member's value, unless there is nothing in it.
fn value_of<'j>(json: &'j str, key: &str) -> Option<&'j str> {
    let value = object(json).get_non_null(key)?.get();
    (!matches!(value, "{}" | "[]" | r#""""#)).then_some(value)
}

fn one(record: &str, key: &str) -> Vec<String> {
    value_of(record, key)
        .into_iter()
        .map(String::from)
        .collect()
}

/// Returns the channels that a new list leaves out.
fn channels_lost(record: &str, new: &RawValue) -> Vec<String> {
    let key = |channel: &RawValue| {
        let channel = object(channel.get());
        ["type", "address"].map(|key| channel.get(key).and_then(json::string))
    };
    let kept: Vec<_> = json::items(new.get()).into_iter().map(key).collect();
    let old = json::items(value_of(record, "channels").unwrap_or_default());
    let lost = old
        .into_iter()
        .filter(|channel| !kept.contains(&key(channel)));
    lost.map(|channel| channel.get().to_owned()).collect()
}

/// Returns the choices that a new definition leaves out. One that says something twice keeps none:
/// which of the two counts is not ours to tell.
fn choices_lost(record: &str, new: &RawValue) -> Vec<String> {
    let kept = choices(new.get()).unwrap_or_default();
    let old = value_of(record, "definition").unwrap_or_default();
    let mut lost = choices(old).unwrap_or_default();
    lost.retain(|choice| !kept.contains(choice));
    lost
}

fn choices(definition: &str) -> Option<Vec<String>> {
    let definition = Object::read(definition).ok()?;
    let settings = Object::read(definition.get("input_settings")?.get()).ok()?;
    let choices = json::items(settings.get("choices")?.get()).into_iter();
    // A string may be written in several ways.
    let written = |choice: &RawValue| match json::string(choice) {
        Some(text) => {
            let mut out = String::new();
            json::push_string(&mut out, &text);
            out
        }
        None => choice.get().to_owned(),
    };
    Some(choices.map(written).collect())
}
