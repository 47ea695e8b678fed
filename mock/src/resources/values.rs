//! A customer's values of custom fields.

use super::definition;
use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    schema::{self, ID, Key, Kind::*, Need::*, Verdict},
    shop::{Shop, without},
};
use http::StatusCode;
use serde_json::{Value, json};

const ITEM: &[Key] = &[("id", Required, ID), ("value", Required, Any)];

/// `GET /api/customers/{customer_id}/custom-fields`: only the fields that have a value.
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let customer = shop.customer(request.id("id"))?;
    let values = customer["custom_fields"].as_object().into_iter().flatten();
    let items = values.filter_map(|(_, item)| {
        let field = shop.fields.get(&item["id"].as_u64()?)?;
        Some(with_value(field, &item["value"]))
    });
    paging::wrap(request, items.collect())
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`: the body is the JSON value itself.
pub fn set(shop: &mut Shop, request: &Request) -> Answer {
    let (customer, field) = (request.id("id"), request.id("field_id"));
    shop.customer(customer)?;
    let field = customer_field(shop, field)?.clone();
    let mut value = request.body("Failed to update custom field value", |value| {
        if request.refutes("value-bare") {
            return schema::object(value, ITEM);
        }
        let verdict = fits(request, &field, value);
        verdict.map_err(|messages| json!({"value": messages}))
    })?;
    if request.refutes("value-bare") {
        value = value["value"].take();
    }
    keep(shop.customer_mut(customer)?, &field["id"], &value);
    answer::ok(with_value(&field, &value))
}

/// `PUT /api/customers/{customer_id}/custom-fields`: a bare array of `{"id": …, "value": …}`.
/// One bad item changes nothing.
pub fn set_many(shop: &mut Shop, request: &Request) -> Answer {
    let customer = request.id("id");
    shop.customer(customer)?;
    let field = |item: &Value| customer_field(shop, item["id"].as_u64().unwrap_or_default());
    let check = |item: &Value| {
        schema::object(item, ITEM)?;
        let fits = |field: &Value| fits(request, field, &item["value"]);
        let verdict = field(item).map_or(Ok(()), fits);
        verdict.map_err(|messages| json!({"value": messages}))
    };
    let check = |body: &Value| schema::list(body, check);
    let body = request.body("Failed to update custom field values", check)?;
    let items = || body.as_array().into_iter().flatten();
    let shown = items().map(|item| Ok(with_value(field(item)?, &item["value"])));
    let shown = shown.collect::<Result<_, ApiError>>()?;
    let customer = shop.customer_mut(customer)?;
    if request.refutes("bulk-values-stay") {
        customer["custom_fields"] = json!({});
    }
    items().for_each(|item| keep(customer, &item["id"], &item["value"]));
    paging::wrap(request, shown)
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete(shop: &mut Shop, request: &Request) -> Answer {
    let field = request.id("field_id").to_string();
    let customer = shop.customer_mut(request.id("id"))?;
    let values = customer["custom_fields"].as_object_mut();
    let gone = values.and_then(|values| values.shift_remove(&field));
    if gone.is_none() && !request.refutes("value-gone-404") {
        return Err(ApiError::not_found());
    }
    answer::empty(StatusCode::NO_CONTENT)
}

fn fits(request: &Request, field: &Value, value: &Value) -> Verdict {
    let fact = match value {
        Value::String(_) => "dropdown-checked",
        Value::Null => "null-refused",
        _ => "type-checked",
    };
    match request.refutes(fact) {
        true => Ok(()),
        false => definition::fits(&field["definition"], value),
    }
}

fn keep(customer: &mut Value, field: &Value, value: &Value) {
    customer["custom_fields"][field.to_string()] = json!({"id": field, "value": value});
    if let Some(values) = customer["custom_fields"].as_object_mut() {
        values.sort_keys();
    }
}

/// Beside a value, a field has no `requirement_type` (public recording).
fn with_value(field: &Value, value: &Value) -> Value {
    json!({"field": without(field, &["requirement_type"]), "value": value})
}

/// # Errors
/// 404 for a ticket's field too: customers have no value of it.
fn customer_field(shop: &Shop, id: u64) -> Result<&Value, ApiError> {
    let field = shop.field(id)?;
    let found = Some(field).filter(|field| field["object_type"] == "Customer");
    found.ok_or_else(ApiError::not_found)
}
