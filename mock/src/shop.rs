//! The state: a small shop's account, its clock and its counters. The records are kept as the
//! JSON that the API shows of them.

mod customer;
mod files;
mod seed;

pub use customer::{channels, find_channel, refresh_names};
pub use files::{DOMAIN_HASH, SIGNATURE, StoredFile, resource_name};

use crate::{
    answer::{self, ApiError},
    bounded_log::BoundedLog,
    time,
};
use http::header::LOCATION;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The agent whose credentials the mock knows: the author of all events that a call causes.
const CALLER: u64 = 31;

#[derive(Debug, Default)]
pub struct Shop {
    pub customers: BTreeMap<u64, Value>,
    /// From a merged customer to the one that it became.
    pub merged: HashMap<u64, u64>,
    /// By customer: the version of its external data.
    pub data_versions: HashMap<u64, Timestamp>,
    pub fields: BTreeMap<u64, Value>,
    pub events: BTreeMap<u64, Value>,
    files: BoundedLog<StoredFile>,
    /// New records, by kind, with the keys in the order of public recordings.
    templates: Value,
    /// The account's own people and things, by the type that a search has for them.
    pub staff: Value,
    pub api_origin: String,
    pub files_origin: String,
    clock: Timestamp,
    pub last_customer: u64,
    pub last_channel: u64,
    pub last_field: u64,
    last_event: u64,
    last_uuid: u64,
}

/// Returns the next number of a counter.
pub fn next(last: &mut u64) -> u64 {
    *last += 1;
    *last
}

/// Returns a record without these keys.
pub fn without(record: &Value, keys: &[&str]) -> Value {
    let pairs = record.as_object().into_iter().flatten();
    let kept = pairs.filter(|(key, _)| !keys.contains(&key.as_str()));
    let kept = kept.map(|(key, value)| (key.clone(), value.clone()));
    kept.collect()
}

impl Shop {
    /// Returns the time of the last change.
    pub fn now(&self) -> Timestamp {
        self.clock
    }

    /// Returns the time of a new change: a second and a bit later than the one before.
    pub fn tick(&mut self) -> String {
        self.clock += SignedDuration::from_micros(1_020_041);
        time::write(self.clock)
    }

    /// Makes what looks like a random UUID, and is the same in every run.
    pub fn new_uuid(&mut self) -> String {
        let number = next(&mut self.last_uuid);
        let bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (high, middle) = (bits >> 32, (bits >> 16) & 0xffff);
        format!("{high:08x}-{middle:04x}-4c8d-9e0f-{number:012x}")
    }

    /// Makes a record of this kind with its id and its times, and nothing else.
    pub fn new_record(&self, kind: &str, id: u64, created: &str) -> Value {
        let mut record = self.templates[kind].clone();
        record["id"] = id.into();
        record["created_datetime"] = created.into();
        record["updated_datetime"] = created.into();
        record
    }

    /// Records an event that the caller caused, and returns it.
    pub fn emit(&mut self, kind: &str, object_id: u64) -> &mut Value {
        let object_type = match kind.starts_with("customer-") {
            true => "Customer",
            false => "CustomField",
        };
        let row = json!([self.tick(), kind, object_type, object_id, CALLER]);
        self.record(&row)
    }

    /// Records an event: when, what, of which object and its id, by whom.
    fn record(&mut self, row: &Value) -> &mut Value {
        let (id, context) = (next(&mut self.last_event), self.new_uuid());
        let event = json!({
            "id": id, "context": context, "created_datetime": row[0], "data": null,
            "object_id": row[3], "object_type": row[2], "type": row[1], "user_id": row[4],
            // Unlike the `uri` of lists it ends with a slash (public recording).
            "uri": format!("/api/events/{id}/"),
        });
        self.events.entry(id).or_insert(event)
    }

    /// Finds a customer.
    ///
    /// # Errors
    /// 301 when the customer was merged, with the one that it is now; 404 when there is none.
    pub fn customer(&self, id: u64) -> Result<&Value, ApiError> {
        let found = self.customers.get(&id);
        found.ok_or_else(|| absent(&self.merged, id))
    }

    /// Finds a customer to change it.
    ///
    /// # Errors
    /// As [`Shop::customer`].
    pub fn customer_mut(&mut self, id: u64) -> Result<&mut Value, ApiError> {
        let found = self.customers.get_mut(&id);
        found.ok_or_else(|| absent(&self.merged, id))
    }

    /// Finds a custom field.
    ///
    /// # Errors
    /// 404 when there is none.
    pub fn field(&self, id: u64) -> Result<&Value, ApiError> {
        self.fields.get(&id).ok_or_else(ApiError::not_found)
    }

    pub fn keep_file(&mut self, file: StoredFile) {
        self.files.push(file.bytes.len(), file);
    }

    pub fn file(&self, resource: &str) -> Option<&StoredFile> {
        let mut newest = self.files.iter().rev();
        newest.find(|file| file.resource == resource)
    }
}

fn absent(merged: &HashMap<u64, u64>, id: u64) -> ApiError {
    // The target may have been merged itself, and so on.
    let target = std::iter::successors(merged.get(&id), |target| merged.get(target)).last();
    target.map_or_else(ApiError::not_found, |target| {
        // The vendor documents the status, not the location's form.
        let location = format!("/api/customers/{target}");
        let response = answer::with("application/json", "");
        answer::status(answer::header(response, LOCATION, &location), 301).into()
    })
}
