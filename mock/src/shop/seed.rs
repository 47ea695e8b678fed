//! The shop as it is when the mock starts.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use serde_json::{Value, json};

use super::field::{CustomField, Definition};
use super::file::{Files, StoredFile};
use super::people::{NAMES, mailbox};
use super::{CALLER, Channel, Customer, Event, Shop, Staff, ticket};
use crate::options::Options;
use crate::resources::definition;
use crate::time::{DAY, HOUR, Micros, SECOND, date};

/// A seeded text file's address: `/api/attachment/download/Hna8kldnmlal/<this>`.
const CARE_GUIDE: &str = "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt";
/// A seeded picture's address, in the same place.
const DAMAGED_BOX: &str = "damaged-box-c9f158fc-062d-4b00-a826-e29b36852c9b.png";

/// The smallest picture there is: one transparent pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0xda, 0x63, 0x64, 0xf8, 0xff, 0xbf, 0x1e, 0, 5, 0x83, 2, 0x7f, 0x94, 0xfb, 0x90, 0x53, 0,
    0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

impl Shop {
    pub fn seeded(options: &Options) -> Self {
        let mut shop = Self {
            customers: BTreeMap::new(),
            merged: HashMap::new(),
            fields: BTreeMap::new(),
            events: BTreeMap::new(),
            tickets: ticket::seeded(options.customers as u64),
            staff: Staff::seeded(),
            files: Files::new(options.keep_files),
            clock: date(2026, 5, 31) + 18 * HOUR,
            last_customer: 700_100,
            last_channel: 900_200,
            last_field: 4_410,
            last_event: 2_190_000_000,
            last_uuid: 0,
        };
        shop.seed_fields();
        // Within May, however many there are.
        let apart = (17 * HOUR).min(29 * DAY / options.customers.max(1) as Micros);
        for index in 0..options.customers {
            shop.seed_customer(index, apart);
        }
        shop.seed_events();
        shop.seed_files();
        shop
    }

    fn seed_fields(&mut self) {
        let text = json!({"data_type": "text", "input_settings": {"input_type": "input"}});
        let fields = [
            (
                "Customer",
                "Customer type",
                Some("customer_type"),
                dropdown(&[
                    "VIP",
                    "Regular",
                    "Collaborator::Ambassador",
                    "Collaborator::Affiliate",
                ]),
            ),
            (
                "Customer",
                "Shoe size",
                None,
                json!({
                    "data_type": "number",
                    "input_settings": {"input_type": "input_number", "min": 30, "max": 50},
                }),
            ),
            (
                "Customer",
                "Newsletter",
                None,
                json!({
                    "data_type": "boolean", "input_settings": {"input_type": "dropdown"},
                }),
            ),
            ("Customer", "Favourite colour", None, text.clone()),
            (
                "Ticket",
                "Contact reason",
                Some("contact_reason"),
                dropdown(&["Order::Late", "Order::Damaged", "Return", "Question"]),
            ),
            ("Ticket", "Order number", None, text.clone()),
            ("Ticket", "Courier", None, text),
        ];
        for (index, (object_type, label, managed_type, given)) in fields.into_iter().enumerate() {
            let created = date(2026, 5, 1) + 8 * HOUR + (index as Micros) * 60 * SECOND + 1;
            let id = self.new_field_id();
            self.fields.insert(
                id,
                CustomField {
                    id,
                    external_id: None,
                    object_type,
                    label: label.into(),
                    description: None,
                    priority: index as u64 + 1,
                    required: false,
                    requirement_type: "visible",
                    managed_type,
                    definition: seeded_definition(given),
                    created,
                    updated: created,
                    // The last one was given up.
                    deactivated: (label == "Courier").then_some(date(2026, 5, 20)),
                },
            );
        }
    }

    fn seed_customer(&mut self, index: usize, apart: Micros) {
        let name = NAMES[index % NAMES.len()];
        let created = date(2026, 5, 1) + 9 * HOUR + 118_000 + index as Micros * apart;
        let mut customer = Customer::new(self.new_customer_id(), created);
        let email = format!("{}@shop.test", mailbox(index, name));
        let channel = |id, kind: &str, address: String| Channel {
            id,
            kind: kind.into(),
            address,
            preferred: true,
            created: created + 2_000,
            updated: created + 2_000,
        };
        let id = self.new_channel_id();
        customer.channels.push(channel(id, "email", email.clone()));
        if index % 3 == 1 {
            let id = self.new_channel_id();
            let phone = format!("+1555{:07}", 100_000 + index);
            customer.channels.push(channel(id, "phone", phone));
        }
        customer.email = Some(email);
        customer.name = Some(name.into());
        customer.external_id = (index % 4 == 1).then(|| format!("shop-{}", 1_000 + index));
        (customer.language, customer.timezone) = match index % 5 {
            2 => (Some("fr".into()), Some("Europe/Paris".into())),
            4 => (Some("en".into()), Some("America/New_York".into())),
            _ => (None, None),
        };
        customer.note = (index == 7).then(|| "Prefers to be called in the morning.".into());
        // Customers 700102, 700105, … bought in the shop, so no two of them can be merged.
        if index % 3 == 1 {
            customer.integrations.insert(
                "61".into(),
                json!({"__integration_type__": "shopify", "orders_count": 1 + index % 5}),
            );
        }
        customer.values = seeded_values(index);
        self.customers.insert(customer.id, customer);
    }

    /// What led here, in the order of time: ids and times rise together.
    fn seed_events(&mut self) {
        let mut past: Vec<(Micros, &'static str, &'static str, u64, Option<u64>)> = Vec::new();
        for field in self.fields.values() {
            let created = field.created;
            past.push((
                created,
                "custom-field-created",
                "CustomField",
                field.id,
                Some(CALLER),
            ));
        }
        for customer in self.customers.values() {
            past.push((
                customer.created,
                "customer-created",
                "Customer",
                customer.id,
                None,
            ));
        }
        for ticket in &self.tickets {
            past.push((ticket.created, "ticket-created", "Ticket", ticket.id, None));
            if let Some(closed) = ticket.closed {
                past.push((
                    closed,
                    "ticket-closed",
                    "Ticket",
                    ticket.id,
                    Some(ticket.agent),
                ));
            }
        }
        for day in 0..31 {
            let at = date(2026, 5, 1) + day * DAY + 7 * HOUR + 55 * 60 * SECOND;
            past.push((at, "user-logged-in", "User", CALLER, Some(CALLER)));
        }
        past.sort_by_key(|(created, ..)| *created);
        for (created, kind, object_type, object_id, user_id) in past {
            let context = self.new_uuid();
            self.record(Event {
                id: 0,
                context,
                created,
                data: None,
                object_id,
                object_type,
                kind,
                user_id,
            });
        }
        let last = self.events.values().map(|event| event.created).max();
        let made = self
            .customers
            .values()
            .map(|customer| customer.created)
            .max();
        self.clock = self.clock.max(last.max(made).unwrap_or_default());
    }

    fn seed_files(&mut self) {
        let guide = "Wash cold, dry flat.\nLaver à froid, sécher à plat.\n";
        self.files.put(
            CARE_GUIDE.into(),
            StoredFile {
                name: "care-guide.txt".into(),
                content_type: "text/plain; charset=utf-8".into(),
                bytes: Bytes::from_static(guide.as_bytes()),
            },
        );
        self.files.put(
            DAMAGED_BOX.into(),
            StoredFile {
                name: "damaged-box.png".into(),
                content_type: "image/png".into(),
                bytes: Bytes::from_static(PNG),
            },
        );
    }
}

fn dropdown(choices: &[&str]) -> Value {
    json!({
        "data_type": "text",
        "input_settings": {"input_type": "dropdown", "choices": choices},
    })
}

fn seeded_definition(given: Value) -> Definition {
    definition::read(&given).expect("the seeded definitions are valid")
}

fn seeded_values(index: usize) -> BTreeMap<u64, Value> {
    let mut values = BTreeMap::new();
    if index.is_multiple_of(10) {
        values.insert(4_411, json!("VIP"));
    }
    if index % 6 == 2 {
        values.insert(4_412, json!(36 + index % 9));
    }
    if index.is_multiple_of(8) {
        values.insert(4_413, json!(true));
    }
    values
}
