//! The state: a small shop's account, its clock and its counters.

mod customer;
mod event;
mod field;
mod file;
mod people;
mod seed;
mod staff;
mod ticket;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

pub use customer::{Channel, Customer, View};
pub use event::Event;
pub use field::{CustomField, Definition, Kind};
pub use file::{DOMAIN_HASH, Files, StoredFile, expires, resource_name, signature};
pub use staff::{Named, Staff};
pub use ticket::Ticket;

use super::answer::Fault;
use super::time::{Micros, SECOND};

/// The agent whose credentials the mock knows: the author of all events that a call causes.
pub const CALLER: u64 = 31;

#[derive(Debug)]
pub struct Shop {
    pub customers: BTreeMap<u64, Customer>,
    /// From a merged customer to the one that it became.
    pub merged: HashMap<u64, u64>,
    pub fields: BTreeMap<u64, CustomField>,
    pub events: BTreeMap<u64, Event>,
    pub tickets: Vec<Ticket>,
    pub staff: Staff,
    pub files: Files,
    clock: Micros,
    last_customer: u64,
    last_channel: u64,
    last_field: u64,
    last_event: u64,
    last_uuid: u64,
}

impl Shop {
    /// The time of the last change.
    pub fn now(&self) -> Micros {
        self.clock
    }

    /// The time of a new change: a second and a bit later than the one before.
    pub fn tick(&mut self) -> Micros {
        self.clock += SECOND + 20_041;
        self.clock
    }

    pub fn new_customer_id(&mut self) -> u64 {
        self.last_customer += 1;
        self.last_customer
    }

    pub fn new_channel_id(&mut self) -> u64 {
        self.last_channel += 1;
        self.last_channel
    }

    pub fn new_field_id(&mut self) -> u64 {
        self.last_field += 1;
        self.last_field
    }

    /// Looks like a random UUID, and is the same in every run.
    pub fn new_uuid(&mut self) -> String {
        self.last_uuid += 1;
        let (high, low) = (mix(self.last_uuid * 2), mix(self.last_uuid * 2 + 1));
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    /// Records an event of its own action, caused by the caller.
    pub fn emit(
        &mut self,
        kind: &'static str,
        object_type: &'static str,
        object_id: u64,
        data: Option<Value>,
    ) {
        let context = self.new_uuid();
        self.emit_in(context, kind, object_type, object_id, data);
    }

    /// Records an event that shares its context with the others of one action.
    pub fn emit_in(
        &mut self,
        context: String,
        kind: &'static str,
        object_type: &'static str,
        object_id: u64,
        data: Option<Value>,
    ) {
        let created = self.tick();
        self.record(Event {
            id: 0,
            context,
            created,
            data,
            object_id,
            object_type,
            kind,
            user_id: Some(CALLER),
        });
    }

    /// Gives the event its id.
    fn record(&mut self, mut event: Event) {
        self.last_event += 1;
        event.id = self.last_event;
        self.events.insert(event.id, event);
    }

    /// # Errors
    /// 301 when the customer was merged, with the one that it is now; 404 when there is none.
    pub fn customer(&self, id: u64) -> Result<&Customer, Fault> {
        self.customers.get(&id).ok_or_else(|| self.absent(id))
    }

    /// # Errors
    /// As [`Shop::customer`].
    pub fn customer_mut(&mut self, id: u64) -> Result<&mut Customer, Fault> {
        if self.customers.contains_key(&id) {
            self.customers.get_mut(&id).ok_or_else(Fault::not_found)
        } else {
            Err(self.absent(id))
        }
    }

    fn absent(&self, id: u64) -> Fault {
        let Some(mut target) = self.merged.get(&id) else {
            return Fault::not_found();
        };
        // The target may have been merged itself, and so on.
        while let Some(next) = self.merged.get(target) {
            target = next;
        }
        Fault::merged(*target)
    }

    /// # Errors
    /// 404 when there is none.
    pub fn field(&self, id: u64) -> Result<&CustomField, Fault> {
        self.fields.get(&id).ok_or_else(Fault::not_found)
    }
}

/// Spreads a small number over 64 bits (the finaliser of SplitMix64).
fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
