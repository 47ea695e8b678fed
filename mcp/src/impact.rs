//! The impact of a prepared request on what is there: whom it hits, and what would be lost. Read from the
//! request itself, so that nothing which a model says about it counts.

use crate::{
    json::{self, Object, object},
    policy::Confirm,
    records::{Kind, Records},
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::str;
use gorgias_customers::{
    client::Request,
    tool::{Effect, Tool},
};

/// How many records are read at most.
const MAX_READ: usize = 20;

/// Whom a request hits, and with what.
pub struct Impact<'r> {
    pub tool: Tool,
    pub request: &'r Request,
    /// The customers, each once. Of a merge the one that goes stands first.
    pub customers: Vec<u64>,
    /// The custom fields, each once.
    pub fields: Vec<u64>,
    /// The changes in the body.
    pub changes: Vec<Change<'r>>,
    /// How many ids the call has, repeated ones too.
    pub count: usize,
}

/// The members of a body, or of one of its entries.
pub struct Change<'r> {
    /// The custom field that the entry is about.
    pub id: Option<u64>,
    /// Each value as it goes out.
    pub members: Vec<(String, &'r str)>,
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
pub struct Loss<'a> {
    pub what: Kind,
    pub id: u64,
    /// The key under which it stands.
    pub key: &'a str,
    /// JSON; empty where it could not be read.
    pub values: Vec<&'a str>,
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

    /// Returns what the call would hit, as far as it is read beforehand: the first of them where they are
    /// many.
    pub fn targets(&self) -> Vec<(Kind, u64)> {
        let mut targets: Vec<(Kind, u64)> = self.ids().take(MAX_READ).collect();
        if self.tool == Tool::DeleteCustomerCustomFieldValue {
            targets.extend(self.customers.first().map(|&id| (Kind::Values, id)));
        }
        targets
    }

    /// Returns all that the call would hit.
    pub fn ids(&self) -> impl Iterator<Item = (Kind, u64)> {
        let customers = self.customers.iter().map(|&id| (Kind::Customer, id));
        customers.chain(self.fields.iter().map(|&id| (Kind::Field, id)))
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
        if self.tool == Tool::DeleteCustomers {
            let ids: Vec<u64> = object(body)
                .get("ids")
                .and_then(|ids| serde_json::from_str(ids).ok())
                .unwrap_or_default();
            self.count = ids.len();
            ids.into_iter()
                .for_each(|id| push_once(&mut self.customers, id));
        } else if self.tool == Tool::UpdateCustomerCustomFieldValue {
            self.changes.push(Change {
                id: None,
                members: Vec::from([("value".to_owned(), body)]),
            });
        } else if let Some(entries) = json::items(body) {
            self.count = entries.len();
            for entry in entries {
                let mut entry = object(entry);
                let id = entry.take("id").and_then(|id| id.parse().ok());
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
        let replaces = |(key, value): &(String, &str)| {
            *value == "null" || matches!(key.as_str(), "channels" | "deactivated_datetime")
        };
        match members().any(replaces) {
            true => Need::Yes,
            false if members().any(|(key, _)| key == "definition") => Need::IfSomethingIsLost,
            false => Need::No,
        }
    }

    /// Returns what would be lost of what is there.
    pub fn losses<'a>(&'a self, records: &'a Records) -> Vec<Loss<'a>> {
        let mut losses = Vec::new();
        let mut lose = |what, id, key, values: Option<Vec<&'a str>>| {
            // Nothing is lost where nothing is.
            if values.as_ref().is_none_or(|values| !values.is_empty()) {
                losses.push(Loss {
                    what,
                    id,
                    key,
                    values: values.unwrap_or_default(),
                });
            }
        };
        let (kind, ids) = match self.tool {
            Tool::UpdateCustomer | Tool::UpdateCustomerData => (Kind::Customer, &self.customers),
            Tool::UpdateCustomField
            | Tool::UpdateCustomFields
            | Tool::DeleteCustomerCustomFieldValue => (Kind::Field, &self.fields),
            _ => return losses,
        };
        let Some(&first) = ids.first() else {
            return losses;
        };
        if self.tool == Tool::DeleteCustomerCustomFieldValue {
            let entry = records.entry(first);
            lose(kind, first, "value", entry.map(|it| one(it, "value")));
        }
        for change in &self.changes {
            let id = change.id.unwrap_or(first);
            let record = records.record(kind, id);
            for (key, value) in &change.members {
                let (key, values) = match key.as_str() {
                    "data" if self.tool == Tool::UpdateCustomerData => {
                        let key = "external_data";
                        (key, record.map(|it| one(it, key)))
                    }
                    "channels" => ("channels", record.map(|it| channels_lost(it, value))),
                    "definition" => ("choices", record.map(|it| choices_lost(it, value))),
                    "deactivated_datetime" if *value != "null" => {
                        ("archived", Some(Vec::from(["true"])))
                    }
                    key if *value == "null" => (key, record.map(|it| one(it, key))),
                    _ => continue,
                };
                lose(kind, id, key, values);
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

/// Returns the member's value, unless there is nothing in it.
fn value_of<'j>(json: &'j str, key: &str) -> Option<&'j str> {
    let value = object(json).get_non_null(key)?;
    (!matches!(value, "{}" | "[]" | r#""""#)).then_some(value)
}

fn one<'j>(record: &'j str, key: &str) -> Vec<&'j str> {
    value_of(record, key).into_iter().collect()
}

/// Returns the channels that a new list leaves out.
fn channels_lost<'j>(record: &'j str, new: &str) -> Vec<&'j str> {
    let key = |channel: &str| {
        let channel = object(channel);
        ["type", "address"].map(|key| channel.get(key).and_then(json::string))
    };
    let new = json::items(new).unwrap_or_default();
    left_out(value_of(record, "channels"), &|old| {
        let old = key(old);
        new.iter().any(|new| key(new) == old)
    })
}

/// Returns the choices that a new definition leaves out. One that says something twice keeps none:
/// which of the two counts is not ours to tell.
fn choices_lost<'j>(record: &'j str, new: &str) -> Vec<&'j str> {
    let new = choices(new).and_then(json::items).unwrap_or_default();
    let old = value_of(record, "definition").and_then(choices);
    // A string may be written in several ways.
    left_out(old, &|old| match json::string(old) {
        Some(old) => new
            .iter()
            .any(|new| json::string(new).as_ref() == Some(&old)),
        None => new.contains(&old),
    })
}

fn choices(definition: &str) -> Option<&str> {
    let settings = Object::read(definition).ok()?.get("input_settings")?;
    Object::read(settings).ok()?.get("choices")
}

/// Returns those items of a list that are not kept.
fn left_out<'j>(list: Option<&'j str>, is_kept: &dyn Fn(&str) -> bool) -> Vec<&'j str> {
    let mut lost = Vec::new();
    for item in list.and_then(json::items).unwrap_or_default() {
        if !is_kept(item) {
            lost.push(item);
        }
    }
    lost
}
