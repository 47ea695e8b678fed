//! Custom fields: reading, creating, changing, archiving.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    schema,
    shop::{self, Shop},
    time,
};
use serde_json::{Value, json};

/// `GET /api/custom-fields/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    answer::ok(shop.field(request.id(0))?.clone())
}

/// `GET /api/custom-fields`. Without `archived` both kinds come, and the total is null (public
/// recordings).
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    paging::list(request, shop.fields.values())
}

/// `POST /api/custom-fields`
pub fn create(shop: &mut Shop, request: &Request) -> Answer {
    check_label(shop, request, None, &request.body)?;
    let id = shop::next(&mut shop.last_field);
    let now = shop.tick();
    let field = shop.new_record("custom_field", id, &now);
    let field = write(shop, field, &request.body);
    shop.emit("custom-field-created", id);
    answer::ok(field)
}

/// `PUT /api/custom-fields/{id}`
pub fn update(shop: &mut Shop, request: &Request) -> Answer {
    let id = request.id(0);
    shop.field(id)?;
    check_label(shop, request, Some(id), &request.body)?;
    let mut body = request.body.clone();
    if body["deactivated_datetime"].is_null() && request.plays_alternative("null-unarchives") {
        body = shop::without(&body, &["deactivated_datetime"]);
    }
    answer::ok(change(shop, id, &body))
}

/// `PUT /api/custom-fields`: a bare array. One bad item changes nothing at all; the vendor does
/// not say whether it is so.
pub fn update_many(shop: &mut Shop, request: &Request) -> Answer {
    let root = &request.vendor.data;
    let schema = &root["$defs"]["custom_field_item"];
    let items = request.body.as_array().into_iter().flatten();
    // All of them, unless the other side is played.
    let good = items.filter(|item| schema::check(root, schema, item).is_ok());
    let id = |item: &Value| item["id"].as_u64().unwrap_or_default();
    let good: Vec<_> = good.map(|item| (id(item), item)).collect();
    for (id, item) in &good {
        shop.field(*id)?;
        check_label(shop, request, Some(*id), item)?;
    }
    let changed = good.iter().map(|(id, item)| change(shop, *id, item));
    paging::wrap(request, changed.collect())
}

/// # Errors
/// 400 when another field has the label.
fn check_label(
    shop: &Shop,
    request: &Request,
    id: Option<u64>,
    body: &Value,
) -> Result<(), ApiError> {
    let label = |field: &Value| field["label"].as_str().map(str::to_lowercase);
    let others = shop.fields.iter().filter(|(other, _)| Some(**other) != id);
    let mut labels = others.filter_map(|(_, field)| label(field));
    match label(body).is_some_and(|given| labels.any(|it| it == given)) {
        true => Err(request.invalid(json!({"label": ["Another custom field has it."]}))),
        false => Ok(()),
    }
}

fn change(shop: &mut Shop, id: u64, body: &Value) -> Value {
    shop.tick();
    let field = shop.fields.get(&id).cloned().unwrap_or_default();
    let field = write(shop, field, body);
    shop.emit("custom-field-updated", id);
    field
}

/// Writes what was given, and keeps the field.
fn write(shop: &mut Shop, mut field: Value, body: &Value) -> Value {
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
    field["updated_datetime"] = time::write(shop.now()).into();
    let id = field["id"].as_u64().unwrap_or_default();
    shop.fields.insert(id, field.clone());
    field
}
