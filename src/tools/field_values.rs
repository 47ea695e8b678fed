//! The values that a customer has of custom fields.

use super::{body::body, check};
use crate::{
    bindings::gorgias::customers::types::{CustomFieldValue, FieldValue},
    client::{Call, Request},
    error::Error,
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::{Serialize, Serializer};

/// `GET /api/customers/{customer_id}/custom-fields`
pub fn list_customer_custom_fields_values(customer_id: u64) -> Result<Call<String>, Error> {
    let request = Request::get(format!("/api/customers/{customer_id}/custom-fields"));
    Ok(request.read(|reply| reply.array()))
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`, with the value itself as its body
pub fn update_customer_custom_field_value(
    customer_id: u64,
    id: u64,
    value: FieldValue,
) -> Result<Call<String>, Error> {
    check_value(&value)?;
    let request = Request::put(format!("/api/customers/{customer_id}/custom-fields/{id}"))
        .json(body("value", &value)?);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/customers/{customer_id}/custom-fields`, with a bare array as its body
pub fn update_customer_custom_field_values(
    customer_id: u64,
    values: Vec<CustomFieldValue>,
) -> Result<Call<String>, Error> {
    check::not_empty("body", &values)?;
    values.iter().try_for_each(|it| check_value(&it.value))?;
    let request = Request::put(format!("/api/customers/{customer_id}/custom-fields"))
        .json(body("body", &values)?);
    Ok(request.read(|reply| reply.array()))
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete_customer_custom_field_value(customer_id: u64, id: u64) -> Result<Call<()>, Error> {
    let path = format!("/api/customers/{customer_id}/custom-fields/{id}");
    Ok(Request::delete(path).done())
}

fn check_value(value: &FieldValue) -> Result<(), Error> {
    match value {
        FieldValue::Number(number) => check::finite("value", *number),
        FieldValue::Text(_) | FieldValue::Boolean(_) => Ok(()),
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            FieldValue::Text(text) => serializer.serialize_str(text),
            FieldValue::Number(number) => json::number(number, serializer),
            FieldValue::Boolean(boolean) => serializer.serialize_bool(*boolean),
        }
    }
}
