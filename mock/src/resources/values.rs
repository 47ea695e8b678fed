//! A customer's values of custom fields.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    schema::{self, Verdict},
    shop::{Shop, without},
};
use serde_json::{Map, Value, json};

/// `GET /api/customers/{customer_id}/custom-fields`: only the fields that have a value.
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let customer = shop.customer(request.id(0))?;
    let values = customer["custom_fields"].as_object().into_iter().flatten();
    let items = values.filter_map(|(_, item)| {
        let field = shop.fields.get(&item["id"].as_u64()?)?;
        Some(with_value(field, &item["value"]))
    });
    paging::wrap(request, items.collect())
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`: the body is the JSON value itself.
pub fn set(shop: &mut Shop, request: &Request) -> Answer {
    shop.customer(request.id(0))?;
    let field = customer_field(shop, request.id(1))?.clone();
    let value = match request.plays_alternative("value-bare") {
        false => &request.body,
        true => &request.body["value"],
    };
    let invalid = |messages| {
        let msg = "Failed to update custom field value";
        ApiError::invalid(msg, json!({"value": messages}))
    };
    check(request, &field, value).map_err(invalid)?;
    keep(shop.customer_mut(request.id(0))?, &field["id"], value);
    answer::ok(with_value(&field, value))
}

/// `PUT /api/customers/{customer_id}/custom-fields`: a bare array of `{"id": …, "value": …}`.
/// One bad item changes nothing.
pub fn set_many(shop: &mut Shop, request: &Request) -> Answer {
    let customer = request.id(0);
    shop.customer(customer)?;
    let items = || request.body.as_array().into_iter().flatten();
    let mut problems = Map::new();
    let mut shown = Vec::new();
    for (at, item) in items().enumerate() {
        let (id, value) = (item["id"].as_u64(), &item["value"]);
        let field = customer_field(shop, id.unwrap_or_default())?;
        if let Err(messages) = check(request, field, value) {
            problems.insert(at.to_string(), json!({"value": messages}));
        }
        shown.push(with_value(field, value));
    }
    if !problems.is_empty() {
        let msg = "Failed to update custom field values";
        return Err(ApiError::invalid(msg, problems.into()));
    }
    let customer = shop.customer_mut(customer)?;
    if request.plays_alternative("bulk-values-stay") {
        customer["custom_fields"] = json!({});
    }
    items().for_each(|item| keep(customer, &item["id"], &item["value"]));
    paging::wrap(request, shown)
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete(shop: &mut Shop, request: &Request) -> Answer {
    let customer = shop.customer_mut(request.id(0))?;
    let values = customer["custom_fields"].as_object_mut();
    let gone = values.and_then(|values| values.shift_remove(request.param(1)));
    gone.ok_or_else(ApiError::not_found)?;
    answer::empty()
}

/// Checks that the value is one that the field's definition allows.
fn check(request: &Request, field: &Value, value: &Value) -> Verdict {
    let fact = match value {
        Value::String(_) => "dropdown-checked",
        Value::Null => "null-refused",
        _ => "type-checked",
    };
    let settings = &field["definition"]["input_settings"];
    let mut schema = match field["definition"]["data_type"].as_str() {
        // The vendor's schema allows texts of numbers for these.
        Some("number") => json!({
            "type": "number", "minimum": number(&settings["min"]), "maximum": number(&settings["max"]),
        }),
        Some("boolean") => json!({"type": "boolean"}),
        _ => json!({"type": "string"}),
    };
    if settings["choices"].is_array() {
        schema["enum"] = settings["choices"].clone();
    }
    match request.plays_alternative(fact) {
        true => Ok(()),
        false => schema::check(&schema, &schema, value),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn keep(customer: &mut Value, field: &Value, value: &Value) {
    customer["custom_fields"][field.to_string()] = json!({"id": field, "value": value});
    if let Some(values) = customer["custom_fields"].as_object_mut() {
        values.sort_keys();
    }
}

/// Returns a field, without its `requirement_type`, beside a value (public recording).
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
