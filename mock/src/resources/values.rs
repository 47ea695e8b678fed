//! A customer's values of custom fields.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::checks::{self, Checks, MISSING};
use crate::options::BulkValues;
use crate::paging;
use crate::shop::{CustomField, Shop};

/// `GET /api/customers/{customer_id}/custom-fields`: only the fields that have a value.
pub fn list(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let customer = shop.customer(call.id(2)?)?;
    let items = customer
        .values
        .iter()
        .filter_map(|(id, value)| Some(shop.fields.get(id)?.with_value(value)))
        .collect();
    Ok(paging::wrap(call, items))
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`: the body is the JSON value itself.
pub fn set(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let (customer_id, field_id) = (call.id(2)?, call.id(4)?);
    shop.customer(customer_id)?;
    let field = customer_field(shop, field_id)?.clone();
    let value = call.json()?;
    if let Err(message) = field.definition.kind.check(&value) {
        let mut wrong = Map::new();
        wrong.insert("value".into(), json!([message]));
        return Err(Fault::invalid("Failed to update custom field value", wrong));
    }
    let answer = Answer::ok(&field.with_value(&value));
    let customer = shop.customer_mut(customer_id)?;
    customer.values.insert(field_id, value);
    Ok(answer)
}

/// `PUT /api/customers/{customer_id}/custom-fields`: a bare array of `{"id": …, "value": …}`.
/// One bad item changes nothing.
pub fn set_many(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let customer_id = call.id(2)?;
    shop.customer(customer_id)?;
    let mut given = Vec::new();
    let mut wrong = Map::new();
    for (index, item) in call.array()?.into_iter().enumerate() {
        let mut checks = Checks::new("");
        if let Some((field, value)) = read_item(shop, &item, &mut checks)? {
            given.push((field, value));
        }
        if !checks.is_clean() {
            wrong.insert(index.to_string(), Value::Object(checks.into_fields()));
        }
    }
    if !wrong.is_empty() {
        return Err(Fault::invalid(
            "Failed to update custom field values",
            wrong,
        ));
    }
    let items = given.iter().map(|(field, value)| field.with_value(value));
    let answer = paging::wrap(call, items.collect());
    let customer = shop.customer_mut(customer_id)?;
    if call.options.bulk_values == BulkValues::ReplaceAll {
        customer.values.clear();
    }
    for (field, value) in given {
        customer.values.insert(field.id, value);
    }
    Ok(answer)
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let field_id = call.id(4)?;
    let customer = shop.customer_mut(call.id(2)?)?;
    match customer.values.remove(&field_id) {
        Some(_) => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        None => Err(Fault::not_found()),
    }
}

fn read_item(
    shop: &Shop,
    item: &Value,
    checks: &mut Checks,
) -> Result<Option<(CustomField, Value)>, Fault> {
    let Value::Object(item) = item else {
        checks.refuse("_schema", "Invalid input type.");
        return Ok(None);
    };
    checks.only(item, &["id", "value"]);
    let id = checks.required(item, "id", checks::integer);
    let value = item.get("value");
    if value.is_none() {
        checks.refuse("value", MISSING);
    }
    let (Some(id), Some(value)) = (id, value) else {
        return Ok(None);
    };
    let field = customer_field(shop, id)?;
    if let Err(message) = field.definition.kind.check(value) {
        checks.refuse("value", message);
    }
    Ok(Some((field.clone(), value.clone())))
}

/// # Errors
/// 404 for a ticket's field too: customers have no value of it.
fn customer_field(shop: &Shop, id: u64) -> Result<&CustomField, Fault> {
    let field = shop.field(id)?;
    if field.object_type == "Customer" {
        Ok(field)
    } else {
        Err(Fault::not_found())
    }
}
