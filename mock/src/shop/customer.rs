//! A customer, and which of its keys each endpoint shows.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::time::{self, Micros};

#[derive(Clone, Debug)]
pub struct Customer {
    pub id: u64,
    pub external_id: Option<String>,
    pub email: Option<String>,
    pub name: Option<String>,
    pub channels: Vec<Channel>,
    pub language: Option<String>,
    pub timezone: Option<String>,
    pub created: Micros,
    pub updated: Micros,
    pub note: Option<String>,
    /// By custom field id.
    pub values: BTreeMap<u64, Value>,
    /// By integration id.
    pub integrations: Map<String, Value>,
    pub external_data: Value,
    /// The version that came with the external data.
    pub data_version: Option<Micros>,
}

#[derive(Clone, Debug)]
pub struct Channel {
    pub id: u64,
    pub kind: String,
    pub address: String,
    pub preferred: bool,
    pub created: Micros,
    pub updated: Micros,
}

/// What an endpoint shows of a customer. Seen live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Everything: get.
    Full,
    /// Without external and shop data: create and update.
    Written,
    /// Without external data: merge.
    Merged,
    /// Without channels, integrations and their data: an item of a list.
    Compact,
}

impl Customer {
    /// A customer without anything but its times.
    pub fn new(id: u64, created: Micros) -> Self {
        Self {
            id,
            external_id: None,
            email: None,
            name: None,
            channels: Vec::new(),
            language: None,
            timezone: None,
            created,
            updated: created,
            note: None,
            values: BTreeMap::new(),
            integrations: Map::new(),
            external_data: json!({}),
            data_version: None,
        }
    }

    pub fn view(&self, view: View) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.into(), value);
        };
        put("id", json!(self.id));
        put("external_id", json!(self.external_id));
        put("active", json!(true));
        put("email", json!(self.email));
        put("name", json!(self.name));
        put("firstname", json!(self.first_name()));
        put("lastname", json!(self.last_name()));
        if view != View::Compact {
            let channels = self.channels.iter().map(|channel| self.channel(channel));
            put("channels", channels.collect());
        }
        put("language", json!(self.language));
        put("timezone", json!(self.timezone));
        put("created_datetime", json!(time::live(self.created)));
        put("updated_datetime", json!(time::live(self.updated)));
        put("meta", json!({"name_set_via": "agent"}));
        // Deprecated, and null wherever it was seen.
        put("data", Value::Null);
        if view != View::Compact {
            put("customer", Value::Null);
        }
        put("note", json!(self.note));
        put("custom_fields", self.custom_fields());
        if view != View::Compact {
            put("integrations", Value::Object(self.integrations.clone()));
        }
        if view == View::Full {
            put("external_data", self.external_data.clone());
        }
        if matches!(view, View::Full | View::Merged) {
            put("ecommerce_data", json!({}));
        }
        Value::Object(out)
    }

    /// The name's first word; empty without a name.
    fn first_name(&self) -> &str {
        let words = self.name.as_deref().unwrap_or_default();
        words.split_whitespace().next().unwrap_or_default()
    }

    /// The name's last word; empty without a name.
    fn last_name(&self) -> &str {
        let words = self.name.as_deref().unwrap_or_default();
        words.split_whitespace().next_back().unwrap_or_default()
    }

    fn custom_fields(&self) -> Value {
        self.values
            .iter()
            .map(|(id, value)| (id.to_string(), json!({"id": id, "value": value})))
            .collect::<Map<_, _>>()
            .into()
    }

    fn channel(&self, channel: &Channel) -> Value {
        let owner = json!({"id": self.id, "name": self.name});
        json!({
            "id": channel.id,
            "type": channel.kind,
            "address": channel.address,
            "preferred": channel.preferred,
            "created_datetime": time::live(channel.created),
            "updated_datetime": time::live(channel.updated),
            "deleted_datetime": null,
            "user": owner,
            "customer": owner,
        })
    }

    /// Whether the address is one of its channels. Letter case does not matter.
    pub fn has_channel(&self, kind: &str, address: &str) -> bool {
        self.channels
            .iter()
            .any(|channel| channel.kind == kind && channel.address.eq_ignore_ascii_case(address))
    }
}
