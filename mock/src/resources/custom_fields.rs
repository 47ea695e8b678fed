//! Custom fields: reading, creating, changing, archiving.

use super::definition;
use crate::{
    answer::{self, Answer},
    names, paging,
    request::Request,
    schema::{self, ID, Key, Kind::*, Need::*, Verdict},
    shop::{self, Shop},
    time,
};
use http::StatusCode;
use serde_json::{Value, json};

pub const FILTERS: &[Key] = &[
    paging::CURSOR,
    paging::LIMIT,
    ("object_type", Required, OneOf(names::FIELD_OBJECTS)),
    ("search", Optional, Text),
    ("archived", Optional, Boolean),
    ("order_by", Optional, OneOf("priority:asc priority:desc")),
];

/// What an item of a bulk update may have.
const KEYS: [Key; 11] = [
    ("object_type", Optional, OneOf(names::FIELD_OBJECTS)),
    ("label", Optional, Sized(1, 255)),
    ("definition", Optional, Custom(definition::check)),
    ("description", Nullable, Sized(0, 1024)),
    ("external_id", Nullable, Text),
    ("managed_type", Nullable, Text),
    ("priority", Nullable, Integer(0, 5_000)),
    ("required", Optional, Boolean),
    ("deactivated_datetime", Nullable, Datetime),
    (
        "requirement_type",
        Optional,
        OneOf("visible required conditional"),
    ),
    ("id", Required, ID),
];
/// How many of them a create or an update of one field may have.
const OF_ONE: usize = 9;
/// How many of them, from the first on, a create must have.
const REQUIRED: usize = 3;

/// Checks the keys, and that a managed type fits what the field belongs to: what the body says,
/// or else what is `held`.
fn check(body: &Value, keys: &[Key], held: Option<&Value>) -> Verdict {
    schema::object(body, keys)?;
    let known = match body.get("object_type").or(held).and_then(Value::as_str) {
        Some("Customer") => names::MANAGED_CUSTOMER_TYPES,
        _ => names::MANAGED_TICKET_TYPES,
    };
    let given = body.get("managed_type").filter(|given| !given.is_null());
    let verdict = given.map_or(Ok(()), |given| schema::check(&OneOf(known), given));
    verdict.map_err(|messages| json!({"managed_type": messages}))
}

/// `GET /api/custom-fields/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    answer::ok(shop.field(request.id("id"))?.clone())
}

/// `GET /api/custom-fields`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let search = request.get("search").unwrap_or_default().to_lowercase();
    let rows = shop.fields.values().filter(|field| {
        let label = field["label"].as_str().unwrap_or_default();
        let is_archived = !field["deactivated_datetime"].is_null();
        field["object_type"].as_str() == request.get("object_type")
            && label.to_lowercase().contains(&search)
            // Without `archived` both kinds come (public recording).
            && match request.get("archived") {
                Some(wanted) => (wanted == "true") == is_archived,
                None => !(is_archived && request.refutes("fields-both")),
            }
    });
    // The total is null in every public recording.
    let meta = json!({"prev_cursor": null, "next_cursor": null, "total_resources": null});
    paging::list(request, rows, "priority:desc", &[], meta)
}

/// `POST /api/custom-fields`
pub fn create(shop: &mut Shop, request: &Request) -> Answer {
    let mut keys = KEYS;
    keys[..REQUIRED].iter_mut().for_each(|key| key.1 = Required);
    let keys = &keys[..OF_ONE];
    let check = |body: &Value| check(body, keys, None);
    let body = request.body("Failed to create custom field", check)?;
    let now = shop.tick();
    let id = shop::next(&mut shop.last_field);
    let field = json!({
        "id": id, "external_id": null, "object_type": null, "label": null, "description": null,
        "priority": 0, "required": false, "requirement_type": "visible", "managed_type": null,
        "definition": null, "created_datetime": now, "updated_datetime": now,
        "deactivated_datetime": null,
    });
    let field = write(shop, field, &body, &now);
    shop.emit("custom-field-created", ("CustomField", id), Value::Null);
    let status = request.status("create-field-201", StatusCode::CREATED, StatusCode::OK);
    answer::with(status, field)
}

/// `PUT /api/custom-fields/{id}`
pub fn update(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id("id");
    let held = &shop.field(id)?["object_type"];
    let check = |body: &Value| check(body, &KEYS[..OF_ONE], Some(held));
    let mut body = request.body("Failed to update custom field", check)?;
    if let Some(keys) = body.as_object_mut()
        && request.refutes("null-unarchives")
    {
        keys.retain(|key, value| key != "deactivated_datetime" || !value.is_null());
    }
    answer::ok(change(shop, id, &body))
}

/// `PUT /api/custom-fields`: a bare array. One bad item changes nothing at all; the vendor does
/// not say whether it is so.
pub fn update_many(shop: &mut Shop, request: &Request) -> Answer {
    let id = |item: &Value| item["id"].as_u64().unwrap_or_default();
    let check = |item: &Value| {
        let held = shop.fields.get(&id(item));
        check(item, &KEYS, held.map(|field| &field["object_type"]))
    };
    let is_good = |item: &&Value| check(item).is_ok();
    let partly = request.refutes("bulk-fields-whole");
    let body = request.body("Failed to update custom fields", |body| match partly {
        true => Ok(()),
        false => schema::list(body, check),
    })?;
    let items = || body.as_array().into_iter().flatten();
    let good: Vec<Value> = items().filter(is_good).cloned().collect();
    let items = || good.iter();
    items().try_for_each(|item| shop.field(id(item)).map(|_| ()))?;
    let changed = items().map(|item| change(shop, id(item), item)).collect();
    paging::wrap(request, changed)
}

fn change(shop: &mut Shop, id: u64, body: &Value) -> Value {
    let now = shop.tick();
    let field = shop.fields.get(&id).cloned().unwrap_or_default();
    let field = write(shop, field, body, &now);
    shop.emit("custom-field-updated", ("CustomField", id), Value::Null);
    field
}

/// Writes what was given, and keeps the field.
fn write(shop: &mut Shop, mut field: Value, body: &Value, now: &str) -> Value {
    for (key, value) in body.as_object().into_iter().flatten() {
        field[key] = value.clone();
    }
    // No priority and 0 mean the next free one (public recording).
    let number = |field: &Value| field["priority"].as_u64().unwrap_or_default();
    if number(&field) == 0 {
        let highest = shop.fields.values().map(number).max();
        field["priority"] = (highest.unwrap_or_default() + 1).into();
    }
    let deactivated = field["deactivated_datetime"].as_str().and_then(time::read);
    field["deactivated_datetime"] = json!(deactivated.map(time::write));
    field["updated_datetime"] = now.into();
    let id = field["id"].as_u64().unwrap_or_default();
    shop.fields.insert(id, field.clone());
    field
}
