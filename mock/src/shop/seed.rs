//! Fills the shop as it is when the mock starts.

use super::{Shop, StoredFile, next, refresh_names, without};
use crate::time;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The custom fields, the files, the staff, forty people in the order in which they became
/// customers, and what else happened.
const SEED: &str = include_str!("../vendor/seed.json");

impl Shop {
    /// Opens the shop with so many customers.
    pub fn seeded(customers: usize, api_origin: String, files_origin: String) -> Self {
        let mut seed: Value = serde_json::from_str(SEED).expect("the seed is JSON");
        let mut shop = Self {
            templates: seed["templates"].take(),
            staff: seed["staff"].take(),
            api_origin,
            files_origin,
            clock: time::read("2026-05-31T18:00:00").unwrap_or_default(),
            last_customer: 700_100,
            last_channel: 900_200,
            last_field: 4_410,
            last_event: 2_190_000_000,
            ..Self::default()
        };
        let rows = |key: &str| seed[key].as_array().into_iter().flatten();
        for field in rows("fields") {
            let id = next(&mut shop.last_field);
            shop.fields.insert(id, field.clone());
        }
        for file in rows("files") {
            let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
            shop.keep_file(StoredFile {
                resource: text("resource"),
                content_type: text("content_type"),
                bytes: STANDARD.decode(text("base64")).unwrap_or_default().into(),
            });
        }
        // Within May, however many there are.
        let pause = (17 * 60).min(29 * 24 * 60 / customers.max(1)) as i64;
        let mut at = time::read("2026-05-01T09:00:00").unwrap_or_default();
        let mut events: Vec<Value> = rows("events").cloned().collect();
        // People come round again when there are more customers.
        for (index, person) in rows("people").cycle().take(customers).enumerate() {
            events.push(shop.seed_customer(person, 1 + index / 40, at));
            at += SignedDuration::from_mins(pause);
        }
        // Ids and times rise together.
        events.sort_by(|one, other| one[0].as_str().cmp(&other[0].as_str()));
        for event in events {
            shop.record(&event);
        }
        shop
    }

    /// Adds a customer, and returns the event of it.
    fn seed_customer(&mut self, person: &Value, round: usize, at: Timestamp) -> Value {
        let after = |millis| time::write(at + SignedDuration::from_millis(millis));
        let id = next(&mut self.last_customer);
        let mut customer = self.new_record("customer", id, &after(118));
        for (key, value) in without(person, &["phone"])
            .as_object()
            .into_iter()
            .flatten()
        {
            customer[key] = value.clone();
        }
        if round > 1 {
            let email = person["email"].as_str().unwrap_or_default();
            customer["email"] = email.replace('@', &format!("{round}@")).into();
        }
        let addresses = [("email", &customer["email"]), ("phone", &person["phone"])];
        let addresses = addresses.into_iter().filter(|it| it.1.is_string());
        let channels = addresses.map(|(kind, address)| {
            let id = next(&mut self.last_channel);
            let mut channel = self.new_record("channel", id, &after(120));
            channel["type"] = kind.into();
            channel["address"] = address.clone();
            channel["preferred"] = true.into();
            channel
        });
        customer["channels"] = channels.collect();
        refresh_names(&mut customer);
        self.customers.insert(id, customer);
        json!([after(118), "customer-created", "Customer", id, null])
    }
}
