//! Customers: reading, creating, changing, deleting.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    shop::{self, Shop, channels, find_channel},
    time,
};
use serde_json::{Map, Value, json};

/// `GET /api/customers/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    answer::ok(shop.customer(request.id(0))?.clone())
}

/// `GET /api/customers`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let wanted = |key: &str| request.query[key].as_str();
    let (kind, address) = (wanted("channel_type"), wanted("channel_address"));
    // Type and address together mean one channel that has both.
    let fits = |channel: &Value| {
        kind.is_none_or(|kind| channel["type"] == kind)
            && address.is_none_or(|address| channel["address"] == address)
    };
    let asks = kind.or(address).is_some();
    let rows = shop.customers.values();
    paging::list(request, rows.filter(|one| !asks || channels(one).any(fits)))
}

/// `POST /api/customers`
pub fn create(shop: &mut Shop, request: &Request) -> Answer {
    check_conflicts(shop, None, &request.body)?;
    let now = shop.tick();
    let id = shop::next(&mut shop.last_customer);
    let customer = shop.new_record("customer", id, &now);
    let customer = write(shop, request, customer, &request.body);
    shop.emit("customer-created", id);
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
    // The API takes other keys without a word: reported by one public client.
    if !writable(request).any(|key| body.get(key).is_some()) {
        return Err(ApiError::new(400, "Nothing to update."));
    }
    check_conflicts(shop, Some(id), &body)?;
    shop.tick();
    let customer = write(shop, request, customer, &body);
    // In no public recording, but the vendor documents the type.
    shop.emit("customer-updated", id);
    answer::ok(customer)
}

/// Returns the keys that a create or update writes.
fn writable<'a>(request: &Request<'a>) -> impl Iterator<Item = &'a String> {
    let keys = &request.vendor.data["$defs"]["customer"]["properties"];
    keys.as_object().into_iter().flat_map(Map::keys)
}

/// # Errors
/// 409 when another customer than `id` has the email or one of the addresses.
fn check_conflicts(shop: &Shop, id: Option<u64>, body: &Value) -> Result<(), ApiError> {
    let email = json!({"type": "email", "address": body["email"]});
    let given = channels(body).chain([&email]);
    for channel in given.filter(|channel| channel["address"].is_string()) {
        let owns = |(other, customer): (&u64, &Value)| {
            let main = json!({"channels": [{"type": "email", "address": customer["email"]}]});
            let has = |customer| find_channel(customer, channel).is_some();
            Some(*other) != id && (has(customer) || has(&main))
        };
        if shop.customers.iter().any(owns) {
            let text = |key: &str| channel[key].as_str().unwrap_or_default();
            let (kind, address) = (text("type"), text("address"));
            let msg = format!("The {kind} {address} belongs to another customer.");
            return Err(ApiError::new(409, &msg));
        }
    }
    Ok(())
}

/// Writes what was given, keeps the customer, and returns what the answer shows. A list of channels
/// replaces the one before; a channel that stays keeps its id.
fn write(shop: &mut Shop, request: &Request, mut customer: Value, body: &Value) -> Value {
    let now = time::write(shop.now());
    let before = customer.clone();
    for key in writable(request) {
        if let Some(value) = body.get(key) {
            customer[key] = value.clone();
        }
    }
    if body.get("channels").is_some() {
        let written = channels(body).map(|given| {
            let mut channel = match find_channel(&before, given) {
                Some(known) => known.clone(),
                None => {
                    let id = shop::next(&mut shop.last_channel);
                    shop.new_record("channel", id, &now)
                }
            };
            channel["type"] = given["type"].clone();
            channel["address"] = given["address"].clone();
            channel["preferred"] = (given["preferred"] == true).into();
            channel["updated_datetime"] = now.as_str().into();
            channel
        });
        customer["channels"] = written.collect();
    }
    customer["updated_datetime"] = now.into();
    shop::refresh_names(&mut customer);
    let id = customer["id"].as_u64().unwrap_or_default();
    shop.customers.insert(id, customer.clone());
    request.shown(&customer)
}

/// `DELETE /api/customers/{id}`
pub fn delete(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id(0);
    shop.customer(id)?;
    shop.customers.remove(&id);
    shop.emit("customer-deleted", id);
    answer::empty()
}

/// `DELETE /api/customers`, with the ids in the body.
///
/// # Errors
/// 404 for an unknown id, which the route turns into a success: the vendor does not say.
pub fn delete_many(shop: &mut Shop, request: &Request) -> Answer {
    let mut context = None;
    let mut answer = answer::empty();
    let ids = request.body["ids"].as_array().into_iter().flatten();
    for id in ids.filter_map(Value::as_u64) {
        if shop.customers.remove(&id).is_none() {
            answer = Err(ApiError::not_found());
            continue;
        }
        // The events of one action share a context.
        let event = shop.emit("customer-deleted", id);
        let context = context.get_or_insert(event["context"].clone());
        event["context"] = context.clone();
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
        let version = version.map(|version| (id, version));
        shop.data_versions.extend(version);
    }
    answer::empty()
}
