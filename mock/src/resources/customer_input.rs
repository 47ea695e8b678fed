//! What a create, update or merge may say of a customer.

use serde_json::{Map, Value};

use crate::answer::Fault;
use crate::checks::{self, Checks, Patch};
use crate::names;
use crate::shop::{Channel, Customer, Shop};
use crate::time::Micros;

/// The keys that the API reads. It takes others without a word: seen by one public client.
const KEYS: [&str; 6] = [
    "channels",
    "email",
    "external_id",
    "language",
    "name",
    "timezone",
];

#[derive(Debug)]
pub struct CustomerInput {
    pub channels: Option<Vec<ChannelInput>>,
    pub email: Patch<String>,
    pub external_id: Patch<String>,
    pub language: Patch<String>,
    pub name: Patch<String>,
    pub timezone: Patch<String>,
}

#[derive(Debug)]
pub struct ChannelInput {
    pub kind: String,
    pub address: String,
    pub preferred: bool,
}

impl CustomerInput {
    pub fn read(body: &Map<String, Value>, checks: &mut Checks) -> Self {
        let channels = match body.get("channels") {
            None => None,
            Some(Value::Array(items)) => Some(read_channels(items, checks)),
            Some(_) => {
                checks.refuse("channels", "Not a valid list.");
                None
            }
        };
        let named = |check: fn(&str) -> bool, wrong: &'static str| {
            move |value: &Value| {
                let text = checks::string(value)?;
                if check(&text) {
                    Ok(text)
                } else {
                    Err(wrong.to_owned())
                }
            }
        };
        Self {
            channels,
            email: checks.patch(body, "email", true, checks::email),
            external_id: checks.patch(body, "external_id", true, checks::string),
            language: checks.patch(
                body,
                "language",
                true,
                named(names::is_language, "Not a valid language."),
            ),
            name: checks.patch(body, "name", true, checks::string),
            timezone: checks.patch(
                body,
                "timezone",
                true,
                named(names::is_timezone, "Not a valid timezone."),
            ),
        }
    }

    /// Whether the body has none of the keys that the API reads.
    pub fn is_empty(body: &Map<String, Value>) -> bool {
        !KEYS.iter().any(|key| body.contains_key(*key))
    }

    /// # Errors
    /// 409 when another customer than `id` has the email or one of the addresses.
    pub fn check_conflicts(&self, shop: &Shop, id: Option<u64>) -> Result<(), Fault> {
        let others = || shop.customers.values().filter(|other| Some(other.id) != id);
        if let Some(email) = self.email.value() {
            let owns = |other: &Customer| {
                let main = other.email.as_deref();
                main.is_some_and(|main| main.eq_ignore_ascii_case(email))
                    || other.has_channel("email", email)
            };
            if others().any(owns) {
                let msg = format!("The email {email} belongs to another customer.");
                return Err(Fault::conflict(&msg));
            }
        }
        for channel in self.channels.iter().flatten() {
            let owns = |other: &Customer| other.has_channel(&channel.kind, &channel.address);
            if others().any(owns) {
                let (kind, address) = (&channel.kind, &channel.address);
                let msg = format!("The {kind} {address} belongs to another customer.");
                return Err(Fault::conflict(&msg));
            }
        }
        Ok(())
    }

    /// Writes what was given. A list of channels replaces the one before; a channel that stays
    /// keeps its id.
    pub fn apply(&self, shop: &mut Shop, customer: &mut Customer, now: Micros) {
        self.email.apply(&mut customer.email);
        self.external_id.apply(&mut customer.external_id);
        self.language.apply(&mut customer.language);
        self.name.apply(&mut customer.name);
        self.timezone.apply(&mut customer.timezone);
        customer.updated = now;
        let Some(channels) = &self.channels else {
            return;
        };
        let before = std::mem::take(&mut customer.channels);
        customer.channels = channels
            .iter()
            .map(|input| {
                let known = before.iter().find(|known| {
                    known.kind == input.kind && known.address.eq_ignore_ascii_case(&input.address)
                });
                Channel {
                    id: known.map_or_else(|| shop.new_channel_id(), |known| known.id),
                    kind: input.kind.clone(),
                    address: input.address.clone(),
                    preferred: input.preferred,
                    created: known.map_or(now, |known| known.created),
                    updated: now,
                }
            })
            .collect();
    }
}

fn read_channels(items: &[Value], checks: &mut Checks) -> Vec<ChannelInput> {
    let mut wrong = Map::new();
    let mut channels = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut inner = Checks::new("");
        if let Some(channel) = read_channel(item, &mut inner) {
            channels.push(channel);
        }
        if !inner.is_clean() {
            wrong.insert(index.to_string(), Value::Object(inner.into_fields()));
        }
    }
    checks.refuse_within("channels", wrong);
    channels
}

fn read_channel(item: &Value, checks: &mut Checks) -> Option<ChannelInput> {
    let Value::Object(item) = item else {
        checks.refuse("_schema", "Invalid input type.");
        return None;
    };
    // Slugs of custom channels are types too, so any will do.
    let kind = checks.required(item, "type", checks::sized(1, 255));
    let address = checks.required(item, "address", checks::sized(1, 320));
    // Required by the schema, and yet a live create without it worked.
    let preferred = checks.patch(item, "preferred", false, checks::boolean);
    Some(ChannelInput {
        kind: kind?,
        address: address?,
        preferred: preferred.value().copied().unwrap_or(false),
    })
}
