//! A customer's values of custom fields.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    schema::{self, Verdict},
    shop::{Shop, without},
};
use serde_json::{Value, json};

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
    let value = match request.plays_alternative("value-bare") {
        false => &request.body,
        true => &request.body["value"],
    };
    let item = json!({"id": request.id(1), "value": value});
    let mut shown = write(shop, request, &[item])?;
    answer::ok(shown.swap_remove(0))
}

/// `PUT /api/customers/{customer_id}/custom-fields`: a bare array of `{"id": …, "value": …}`.
pub fn set_many(shop: &mut Shop, request: &Request) -> Answer {
    let items = request.body.as_array().map(Vec::as_slice);
    let shown = write(shop, request, items.unwrap_or_default())?;
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

/// Writes all the values, or none of them.
fn write(shop: &mut Shop, request: &Request, items: &[Value]) -> Result<Vec<Value>, ApiError> {
    let mut values = shop.customer(request.id(0))?["custom_fields"].clone();
    if request.body.is_array() && request.plays_alternative("bulk-values-stay") {
        values = json!({});
    }
    let mut shown = Vec::new();
    for item in items {
        let field = shop.field(item["id"].as_u64().unwrap_or_default())?;
        if field["object_type"] != "Customer" {
            return Err(ApiError::not_found());
        }
        let verdict = check(request, field, &item["value"]);
        verdict.map_err(|messages| request.invalid(json!({"value": messages})))?;
        values[item["id"].to_string()] = item.clone();
        shown.push(with_value(field, &item["value"]));
    }
    values.sort_all_objects();
    shop.customer_mut(request.id(0))?["custom_fields"] = values;
    Ok(shown)
}

/// Checks that the value is one that the field's definition allows.
fn check(request: &Request, field: &Value, value: &Value) -> Verdict {
    let fact = match value {
        Value::String(_) => "dropdown-checked",
        Value::Null => "null-refused",
        _ => "type-checked",
    };
    if request.plays_alternative(fact) {
        return Ok(());
    }
    let definition = &field["definition"];
    let settings = &definition["input_settings"];
    // The vendor's schema allows texts of numbers for these.
    let number = |key: &str| {
        settings[key]
            .as_f64()
            .or_else(|| settings[key].as_str()?.parse().ok())
    };
    let mut schema = json!({"minimum": number("min"), "maximum": number("max")});
    schema["type"] = match definition["data_type"].as_str() {
        Some("text") => "string".into(),
        _ => definition["data_type"].clone(),
    };
    if settings["choices"].is_array() {
        schema["enum"] = settings["choices"].clone();
    }
    schema::check(&schema, &schema, value)
}

/// Returns a field, without its `requirement_type`, beside a value (public recording).
fn with_value(field: &Value, value: &Value) -> Value {
    json!({"field": without(field, &["requirement_type"]), "value": value})
}
