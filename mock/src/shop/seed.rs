//! The shop as it is when the mock starts.

use super::{CALLER, Shop, StoredFile, new_channel, new_customer, next, refresh_names};
use crate::time;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};

/// The custom fields, the files, the staff, and some forty people with the names of their
/// mailboxes, in the order in which they became customers.
const SEED: &str = include_str!("../vendor/seed.json");

impl Shop {
    pub fn seeded(customers: usize, api_origin: String, files_origin: String) -> Self {
        let mut seed: Value = serde_json::from_str(SEED).expect("the seed is JSON");
        let mut shop = Self {
            staff: seed["staff"].take(),
            api_origin,
            files_origin,
            clock: may(31, 18 * 60),
            last_customer: 700_100,
            last_channel: 900_200,
            last_field: 4_410,
            last_event: 2_190_000_000,
            ..Self::default()
        };
        for field in seed["fields"].as_array().into_iter().flatten() {
            shop.fields
                .insert(next(&mut shop.last_field), field.clone());
        }
        for file in seed["files"].as_array().into_iter().flatten() {
            let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
            shop.keep_file(StoredFile {
                resource: text("resource"),
                content_type: text("content_type"),
                bytes: STANDARD.decode(text("base64")).unwrap_or_default().into(),
            });
        }
        // Within May, however many there are.
        let minutes = (17 * 60).min(29 * 24 * 60 / customers.max(1));
        let people = seed["people"].as_array().into_iter().flatten();
        for (index, person) in people.cycle().take(customers).enumerate() {
            shop.seed_customer(index, person, may(1, 9 * 60 + (index * minutes) as i64));
        }
        shop.seed_events();
        shop
    }

    fn seed_customer(&mut self, index: usize, person: &Value, at: Timestamp) {
        let after = |millis| time::write(at + SignedDuration::from_millis(millis));
        let id = next(&mut self.last_customer);
        let mut customer = new_customer(id, &after(118));
        let mailbox = person[0].as_str().unwrap_or_default();
        // People come round again when there are more customers.
        let email = match index / 40 {
            0 => format!("{mailbox}@shop.test"),
            round => format!("{mailbox}{}@shop.test", round + 1),
        };
        customer["email"] = email.as_str().into();
        let mut addresses = vec![("email", email)];
        customer["name"] = person[1].clone();
        if index % 3 == 1 {
            addresses.push(("phone", format!("+1555{:07}", 100_000 + index)));
            // Customers 700102, 700105, … bought in the shop, so no two of them can be merged.
            customer["integrations"] =
                json!({"61": {"__integration_type__": "shopify", "orders_count": 1 + index % 5}});
        }
        let connect = |(kind, address): &(&str, String)| {
            let id = next(&mut self.last_channel);
            let given = json!({"type": kind, "address": address, "preferred": true});
            new_channel(id, &given, &after(120))
        };
        customer["channels"] = addresses.iter().map(connect).collect();
        if index % 4 == 1 {
            customer["external_id"] = format!("shop-{}", 1_000 + index).into();
        }
        (customer["language"], customer["timezone"]) = match index % 5 {
            2 => ("fr".into(), "Europe/Paris".into()),
            4 => ("en".into(), "America/New_York".into()),
            _ => (Value::Null, Value::Null),
        };
        if index == 7 {
            customer["note"] = "Prefers to be called in the morning.".into();
        }
        for (field, has_value, value) in [
            (4_411, index.is_multiple_of(10), json!("VIP")),
            (4_412, index % 6 == 2, json!(36 + index % 9)),
            (4_413, index.is_multiple_of(8), json!(true)),
        ] {
            if has_value {
                customer["custom_fields"][field.to_string()] = json!({"id": field, "value": value});
            }
        }
        refresh_names(&mut customer);
        self.customers.insert(id, customer);
    }

    /// What led here, in the order of time: ids and times rise together.
    fn seed_events(&mut self) {
        let mut past = Vec::new();
        let mut add = |at: &str, kind, object, user| past.push((at.to_owned(), kind, object, user));
        let created = |record: &Value| record["created_datetime"].as_str().map(str::to_owned);
        for (id, field) in &self.fields {
            let at = created(field).unwrap_or_default();
            add(
                &at,
                "custom-field-created",
                ("CustomField", *id),
                Some(CALLER),
            );
        }
        for (id, customer) in &self.customers {
            let at = created(customer).unwrap_or_default();
            add(&at, "customer-created", ("Customer", *id), None);
        }
        // Four tickets a day; those of the last days are still open.
        for index in 0..124 {
            let (day, minute) = (1 + (index / 4) as i8, 480 + index % 4 * 180 + index % 59);
            let ticket = ("Ticket", 81_001 + index as u64);
            let at = |minute| time::write(may(day, minute));
            add(&at(minute), "ticket-created", ticket, None);
            if index < 91 {
                let agent = CALLER + index as u64 % 3;
                add(&at(minute + 120), "ticket-closed", ticket, Some(agent));
            }
        }
        for day in 1..=31 {
            let at = time::write(may(day, 7 * 60 + 55));
            add(&at, "user-logged-in", ("User", CALLER), Some(CALLER));
        }
        past.sort();
        for (created, kind, object, user) in past {
            let context = self.new_uuid();
            self.record(&context, &created, kind, object, Value::Null, user);
        }
    }
}

/// So many minutes into a day of May 2026.
fn may(day: i8, minutes: i64) -> Timestamp {
    let midnight = date(2026, 5, day).at(0, 0, 0, 0);
    let midnight = TimeZone::UTC.to_timestamp(midnight).unwrap_or_default();
    midnight + SignedDuration::from_mins(minutes)
}
