//! The values that a customer has of custom fields.

use super::{
    body::{body, each},
    check, customers,
};
use crate::{
    bindings::gorgias::customers::types::{CustomFieldValue, FieldValue},
    client::{Hint, Operation, Request},
    error::Error,
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::{Serialize, Serializer};

const MISFIT: Hint = (
    400,
    "See in {get-custom-field} what the field takes: one of its choices, spelled so, or a number within its bounds.",
);
const NO_CUSTOMER: &[Hint] = &[
    MISFIT,
    (
        404,
        "No such customer: check {customer-id}; it may have been deleted.",
    ),
];
const NO_VALUE: &[Hint] = &[
    MISFIT,
    (
        404,
        "Check both ids: no such customer, no such custom field, or the customer has no value of it.",
    ),
];

/// `GET /api/customers/{customer_id}/custom-fields`
pub fn list_customer_custom_fields_values(customer_id: u64) -> Result<Operation<String>, Error> {
    let request = Request::get(values(customer_id)?);
    Ok(request.hints(NO_CUSTOMER).read(|reply| reply.array()))
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`, with the value itself as its body
pub fn update_customer_custom_field_value(
    customer_id: u64,
    id: u64,
    value: FieldValue,
) -> Result<Operation<String>, Error> {
    check_value(&value)?;
    let request = Request::put(value_of(customer_id, id)?)
        .json(body("value", &value)?)
        .hints(NO_VALUE);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/customers/{customer_id}/custom-fields`, with a bare array as its body
pub fn update_customer_custom_field_values(
    customer_id: u64,
    entries: Vec<CustomFieldValue>,
) -> Result<Operation<String>, Error> {
    check::not_empty("body", &entries)?;
    each("body", &entries, |entry| {
        check::id("id", entry.id)?;
        check_value(&entry.value)
    })?;
    let request = Request::put(values(customer_id)?)
        .json(body("body", &entries)?)
        .hints(NO_CUSTOMER);
    Ok(request.read(|reply| reply.array()))
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete_customer_custom_field_value(
    customer_id: u64,
    id: u64,
) -> Result<Operation<()>, Error> {
    Ok(Request::delete(value_of(customer_id, id)?)
        .hints(NO_VALUE)
        .done())
}

fn values(customer_id: u64) -> Result<String, Error> {
    Ok(customers::path("customer-id", customer_id)? + "/custom-fields")
}

fn value_of(customer_id: u64, id: u64) -> Result<String, Error> {
    Ok(format!("{}/{}", values(customer_id)?, check::id("id", id)?))
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
            FieldValue::Number(number) => json::Number(*number).serialize(serializer),
            FieldValue::Boolean(boolean) => serializer.serialize_bool(*boolean),
        }
    }
}
