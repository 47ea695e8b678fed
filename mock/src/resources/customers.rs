//! Customers: reading, creating, changing, deleting.

use crate::{
    answer::{self, Answer, ApiError},
    names, paging,
    request::Request,
    schema::{self, ID, Key, Kind::*, Need::*, Verdict},
    shop::{self, Shop, channels, find_channel, without},
    time,
};
use http::StatusCode;
use serde_json::{Value, json};

pub const RELATIONSHIPS: &[Key] = &[("relationships", Repeated, OneOf("custom_fields"))];

pub const FILTERS: &[Key] = &[
    paging::CURSOR,
    paging::LIMIT,
    ("order_by", Optional, OneOf(ORDERS)),
    ("email", Optional, Text),
    ("external_id", Optional, Text),
    ("name", Optional, Text),
    ("language", Optional, OneOf(names::LANGUAGES)),
    ("timezone", Optional, Timezone),
    ("view_id", Optional, Integer(VIEW_VIP, VIEW_WITH_PHONE)),
    ("channel_type", Optional, Text),
    ("channel_address", Optional, Text),
];

const ORDERS: &str = "created_datetime:asc created_datetime:desc \
    updated_datetime:asc updated_datetime:desc";

/// The views of the account: `view_id` filters by them.
const VIEW_VIP: u64 = 301;
const VIEW_WITH_PHONE: u64 = 302;

/// What a create, update or merge may say of a customer. The API takes other keys without a word:
/// reported by one public client.
const KEYS: [Key; 6] = [
    ("channels", Optional, List(&Open(CHANNEL))),
    ("email", Nullable, Email),
    ("external_id", Nullable, Text),
    ("language", Nullable, OneOf(names::LANGUAGES)),
    ("name", Nullable, Text),
    ("timezone", Nullable, Timezone),
];

const CHANNEL: &[Key] = &[
    // Slugs of custom channels are types too, so any will do.
    ("type", Required, Sized(1, 255)),
    ("address", Required, Sized(1, 320)),
    // Required by the vendor's schema, and yet a create without it worked in a public recording.
    ("preferred", Optional, Boolean),
];

const IDS: &[Key] = &[("ids", Required, Custom(ids))];
const DATA: &[Key] = &[("data", Required, Any), ("version", Nullable, Datetime)];

/// The keys that the answer to a create or update has not (public recording).
const NOT_WRITTEN: &[&str] = &["external_data", "ecommerce_data"];
/// The keys that an item of a list has not (public recording).
const NOT_LISTED: &[&str] = &[
    "channels",
    "customer",
    "integrations",
    "external_data",
    "ecommerce_data",
];

/// `GET /api/customers/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    answer::ok(shop.customer(request.id("id"))?.clone())
}

/// `GET /api/customers`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    // Reported by one public client; the vendor's docs do not say it.
    let clashing = match request.refutes("language-alone") {
        false => &["language", "timezone"][..],
        true => &[],
    };
    for &filter in clashing {
        for key in ["cursor", "limit", "order_by"] {
            if request.get(filter).is_some() && request.get(key).is_some() {
                let message = format!("Cannot be combined with {filter}.");
                return Err(ApiError::parameter(key, &message));
            }
        }
    }
    let rows = shop.customers.values().filter(|one| matches(request, one));
    let order = "created_datetime:desc";
    paging::list(request, rows, order, NOT_LISTED, json!({}))
}

/// Letter case matters for the external id alone; the vendor does not document it.
fn matches(request: &Request, customer: &Value) -> bool {
    let same = |wanted: Option<&str>, held: &Value| {
        let held = held.as_str().map(str::to_lowercase);
        wanted.is_none_or(|wanted| held == Some(wanted.to_lowercase()))
    };
    let in_view = match request.number("view_id") {
        None => true,
        Some(VIEW_VIP) => customer["custom_fields"]["4411"]["value"] == "VIP",
        Some(_) => channels(customer).any(|channel| channel["type"] == "phone"),
    };
    // Type and address together mean one channel that has both.
    let (kind, address) = (request.get("channel_type"), request.get("channel_address"));
    let has_channel = channels(customer).any(|channel| {
        kind.is_none_or(|kind| channel["type"] == kind) && same(address, &channel["address"])
    });
    let text = |key: &str| customer[key].as_str().unwrap_or_default();
    let is_exact = |key, fact| {
        !request.refutes(fact) || request.get(key).is_none_or(|wanted| text(key) == wanted)
    };
    let named = match request.get("name") {
        Some(part) if request.refutes("name-whole") => text("name").contains(part),
        name => same(name, &customer["name"]),
    };
    let keys = ["email", "language", "timezone"];
    named
        && is_exact("email", "email-any-case")
        && keys
            .iter()
            .all(|key| same(request.get(key), &customer[*key]))
        && request
            .get("external_id")
            .is_none_or(|id| customer["external_id"] == id)
        && in_view
        && (has_channel || kind.is_none() && address.is_none())
}

/// What a body may say of a customer.
pub fn check(body: &Value) -> Verdict {
    schema::open(body, &KEYS)
}

/// `POST /api/customers`
pub fn create(shop: &mut Shop, request: &Request) -> Answer {
    let mut keys = KEYS;
    keys[0].1 = Required;
    let check = |body: &Value| schema::open(body, &keys);
    let body = request.body("Failed to create customer", check)?;
    check_conflicts(shop, None, &body)?;
    let now = shop.tick();
    let id = shop::next(&mut shop.last_customer);
    let mut customer = shop::new_customer(id, &now);
    if request.refutes("timezone-null") {
        customer["timezone"] = "UTC".into();
    }
    let customer = write(shop, customer, &body, &now);
    shop.emit("customer-created", ("Customer", id), Value::Null);
    let status = request.status("create-customer-201", StatusCode::CREATED, StatusCode::OK);
    answer::with(status, customer)
}

/// `PUT /api/customers/{id}`
pub fn update(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id("id");
    let customer = shop.customer(id)?.clone();
    let mut body = request.body("Failed to update customer", check)?;
    if let Some(given) = body.get_mut("channels").and_then(Value::as_array_mut)
        && request.refutes("channels-replace")
    {
        let kept = channels(&customer)
            .filter(|held| !given.iter().any(|it| it["address"] == held["address"]));
        given.extend(kept.cloned().collect::<Vec<_>>());
    }
    if KEYS.iter().all(|key| body.get(key.0).is_none()) {
        return Err(ApiError::bad_request("Nothing to update."));
    }
    check_conflicts(shop, Some(id), &body)?;
    let now = shop.tick();
    let customer = write(shop, customer, &body, &now);
    // In no public recording, but the vendor documents the type.
    shop.emit("customer-updated", ("Customer", id), Value::Null);
    answer::ok(customer)
}

/// # Errors
/// 409 when another customer than `id` has the email or one of the addresses.
fn check_conflicts(shop: &Shop, id: Option<u64>, body: &Value) -> Result<(), ApiError> {
    let email = body["email"].as_str().map(|email| ("email", email));
    let pair = |channel| Some((text(channel, "type")?, text(channel, "address")?));
    let addresses = email.into_iter().chain(channels(body).filter_map(pair));
    for (kind, address) in addresses {
        let owns = |customer: &Value| {
            let main = text(customer, "email").filter(|_| kind == "email");
            main.is_some_and(|main| main.eq_ignore_ascii_case(address))
                || find_channel(customer, kind, address).is_some()
        };
        let mut all = shop.customers.iter();
        if all.any(|(other, customer)| Some(*other) != id && owns(customer)) {
            let msg = format!("The {kind} {address} belongs to another customer.");
            return Err(ApiError::new(StatusCode::CONFLICT, &msg));
        }
    }
    Ok(())
}

fn text<'a>(record: &'a Value, key: &str) -> Option<&'a str> {
    record[key].as_str()
}

/// Writes what was given, and keeps the customer. A list of channels replaces the one before; a
/// channel that stays keeps its id.
fn write(shop: &mut Shop, mut customer: Value, body: &Value, now: &str) -> Value {
    let before = customer.clone();
    for (key, ..) in KEYS {
        if let Some(value) = body.get(key) {
            customer[key] = value.clone();
        }
    }
    if body.get("channels").is_some() {
        let written = channels(body).map(|given| {
            let (kind, address) = (text(given, "type"), text(given, "address"));
            let known = find_channel(&before, kind?, address?);
            let id = known.and_then(|known| known["id"].as_u64());
            let id = id.unwrap_or_else(|| shop::next(&mut shop.last_channel));
            let preferred = given["preferred"] == true;
            let mut channel = shop::new_channel(id, kind?, address?, preferred, now);
            if let Some(known) = known {
                channel["created_datetime"] = known["created_datetime"].clone();
            }
            Some(channel)
        });
        customer["channels"] = written.flatten().collect();
    }
    customer["updated_datetime"] = now.into();
    shop::refresh_names(&mut customer);
    let id = customer["id"].as_u64().unwrap_or_default();
    let shown = without(&customer, NOT_WRITTEN);
    shop.customers.insert(id, customer);
    shown
}

/// `DELETE /api/customers/{id}`
pub fn delete(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id("id");
    if let Err(error) = shop.customer(id) {
        return match request.refutes("second-delete-404") {
            true => answer::empty(StatusCode::NO_CONTENT),
            false => Err(error),
        };
    }
    shop.customers.remove(&id);
    shop.emit("customer-deleted", ("Customer", id), Value::Null);
    answer::empty(StatusCode::NO_CONTENT)
}

fn ids(value: &Value) -> Verdict {
    match value.as_array() {
        Some(ids) if ids.is_empty() => schema::no("Shorter than minimum length 1."),
        _ => schema::check(&List(&ID), value),
    }
}

/// `DELETE /api/customers`, with the ids in the body. Ids that are unknown change nothing: the
/// vendor does not say what becomes of them.
pub fn delete_many(shop: &mut Shop, request: &Request) -> Answer {
    let check = |body: &Value| schema::object(body, IDS);
    let body = request.body("Failed to delete customers", check)?;
    let context = shop.new_uuid();
    let ids = || {
        body["ids"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
    };
    if request.refutes("unknown-ids-204") && ids().any(|id| !shop.customers.contains_key(&id)) {
        return Err(ApiError::not_found());
    }
    for id in ids() {
        if shop.customers.remove(&id).is_some() {
            shop.emit_in(&context, "customer-deleted", ("Customer", id), Value::Null);
        }
    }
    answer::empty(StatusCode::NO_CONTENT)
}

/// `PUT /api/customers/{customer_id}/data`
pub fn set_data(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id("id");
    shop.customer(id)?;
    let check = |body: &Value| schema::object(body, DATA);
    let body = request.body("Failed to update customer data", check)?;
    let version = body["version"].as_str().and_then(time::read);
    // What is older than the stored version is dropped without a word.
    if version.is_none() || version >= shop.data_versions.get(&id).copied() {
        let key = match request.refutes("data-external") {
            false => "external_data",
            true => "data",
        };
        shop.customer_mut(id)?[key] = body["data"].clone();
        shop.data_versions.remove(&id);
        let version = version.map(|version| (id, version));
        shop.data_versions.extend(version);
    }
    answer::empty(request.status("data-202", StatusCode::ACCEPTED, StatusCode::OK))
}
