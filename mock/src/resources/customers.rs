//! Customers: reading, creating, changing, deleting.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    shop::{self, Shop, channels, find_channel, without},
    time,
};
use serde_json::{Value, json};

/// What a create or update writes. The API takes other keys without a word: reported by one
/// public client.
const WRITABLE: [&str; 6] = [
    "channels",
    "email",
    "external_id",
    "language",
    "name",
    "timezone",
];
/// The keys that the answer to a create or update has not (public recording).
const NOT_WRITTEN: [&str; 2] = ["external_data", "ecommerce_data"];
/// The keys that an item of a list has not (public recording).
const NOT_LISTED: [&str; 5] = [
    "channels",
    "customer",
    "integrations",
    "external_data",
    "ecommerce_data",
];
/// The account's view of customers who are VIPs; its other one has those with a phone.
const VIEW_VIP: u64 = 301;

/// `GET /api/customers/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    answer::ok(shop.customer(request.id(0))?.clone())
}

/// `GET /api/customers`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let query = &request.query;
    let rows = shop.customers.values().filter(|customer| {
        let in_view = match query["view_id"].as_u64() {
            None => true,
            Some(VIEW_VIP) => customer["custom_fields"]["4411"]["value"] == "VIP",
            Some(_) => channels(customer).any(|channel| channel["type"] == "phone"),
        };
        // Type and address together mean one channel that has both.
        let (kind, address) = (&query["channel_type"], &query["channel_address"]);
        let same = |wanted: &Value, held: &Value| wanted.is_null() || wanted == held;
        let fits = |it: &Value| same(kind, &it["type"]) && same(address, &it["address"]);
        let asks = kind.is_string() || address.is_string();
        in_view && (!asks || channels(customer).any(fits))
    });
    paging::list(request, rows, &NOT_LISTED, json!({}))
}

/// `POST /api/customers`
pub fn create(shop: &mut Shop, request: &Request) -> Answer {
    check_conflicts(shop, None, &request.body)?;
    let now = shop.tick();
    let id = shop::next(&mut shop.last_customer);
    let customer = shop::new_customer(id, &now);
    let customer = write(shop, customer, &request.body, &now);
    shop.emit(None, "customer-created", ("Customer", id), Value::Null);
    answer::ok(customer)
}

/// `PUT /api/customers/{id}`
pub fn update(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id(0);
    let customer = shop.customer(id)?.clone();
    let mut body = request.body.clone();
    if let Some(given) = body.get_mut("channels").and_then(Value::as_array_mut)
        && request.plays_alternative("channels-replace")
    {
        let kept = channels(&customer)
            .filter(|held| !given.iter().any(|it| it["address"] == held["address"]));
        given.extend(kept.cloned().collect::<Vec<_>>());
    }
    if WRITABLE.iter().all(|key| body.get(key).is_none()) {
        return Err(ApiError::new(400, "Nothing to update."));
    }
    check_conflicts(shop, Some(id), &body)?;
    let now = shop.tick();
    let customer = write(shop, customer, &body, &now);
    // In no public recording, but the vendor documents the type.
    shop.emit(None, "customer-updated", ("Customer", id), Value::Null);
    answer::ok(customer)
}

/// # Errors
/// 409 when another customer than `id` has the email or one of the addresses.
fn check_conflicts(shop: &Shop, id: Option<u64>, body: &Value) -> Result<(), ApiError> {
    let email = json!({"type": "email", "address": body["email"]});
    for channel in channels(body).chain([&email]) {
        let (Some(kind), Some(address)) = (channel["type"].as_str(), channel["address"].as_str())
        else {
            continue;
        };
        let owns = |customer: &Value| {
            let main = customer["email"].as_str().filter(|_| kind == "email");
            main.is_some_and(|main| main.eq_ignore_ascii_case(address))
                || find_channel(customer, channel).is_some()
        };
        let mut others = shop
            .customers
            .iter()
            .filter(|(other, _)| Some(**other) != id);
        if others.any(|(_, customer)| owns(customer)) {
            let msg = format!("The {kind} {address} belongs to another customer.");
            return Err(ApiError::new(409, &msg));
        }
    }
    Ok(())
}

/// Writes what was given, and keeps the customer. A list of channels replaces the one before; a
/// channel that stays keeps its id.
fn write(shop: &mut Shop, mut customer: Value, body: &Value, now: &str) -> Value {
    let before = customer.clone();
    for key in WRITABLE {
        if let Some(value) = body.get(key) {
            customer[key] = value.clone();
        }
    }
    if body.get("channels").is_some() {
        let written = channels(body).map(|given| {
            let known = find_channel(&before, given);
            let id = known.and_then(|known| known["id"].as_u64());
            let id = id.unwrap_or_else(|| shop::next(&mut shop.last_channel));
            let mut channel = shop::new_channel(id, given, now);
            if let Some(known) = known {
                channel["created_datetime"] = known["created_datetime"].clone();
            }
            channel
        });
        customer["channels"] = written.collect();
    }
    customer["updated_datetime"] = now.into();
    shop::refresh_names(&mut customer);
    let id = customer["id"].as_u64().unwrap_or_default();
    let shown = without(&customer, &NOT_WRITTEN);
    shop.customers.insert(id, customer);
    shown
}

/// `DELETE /api/customers/{id}`
pub fn delete(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id(0);
    shop.customer(id)?;
    shop.customers.remove(&id);
    shop.emit(None, "customer-deleted", ("Customer", id), Value::Null);
    answer::empty()
}

/// `DELETE /api/customers`, with the ids in the body.
///
/// # Errors
/// 404 for an unknown id, which the route turns into a success: the vendor does not say.
pub fn delete_many(shop: &mut Shop, request: &Request) -> Answer {
    let context = shop.new_uuid();
    let mut answer = answer::empty();
    let ids = request.body["ids"].as_array().into_iter().flatten();
    for id in ids.filter_map(Value::as_u64) {
        match shop.customers.remove(&id) {
            Some(_) => shop.emit(
                Some(&context),
                "customer-deleted",
                ("Customer", id),
                Value::Null,
            ),
            None => answer = Err(ApiError::not_found()),
        }
    }
    answer
}

/// `PUT /api/customers/{customer_id}/data`
pub fn set_data(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id(0);
    shop.customer(id)?;
    let version = request.body["version"].as_str().and_then(time::read);
    // What is older than the stored version is dropped without a word.
    if version.is_none() || version >= shop.data_versions.get(&id).copied() {
        let key = match request.plays_alternative("data-external") {
            false => "external_data",
            true => "data",
        };
        shop.customer_mut(id)?[key] = request.body["data"].clone();
        shop.data_versions.remove(&id);
        shop.data_versions
            .extend(version.map(|version| (id, version)));
    }
    answer::empty()
}
