//! The values that a customer has of custom fields.

use crate::{
    bindings::gorgias::customers::types::{CustomFieldValue, FieldValue},
    check,
    client::Client,
    error::Error,
    json::{self, Object},
    request::Request,
    tool::Tool,
    transport::Method,
    url::Query,
};
use alloc::{format, string::String, vec::Vec};

/// `GET /api/customers/{customer_id}/custom-fields`
pub fn list(client: &Client, customer_id: u64) -> Result<String, Error> {
    let path = format!("/api/customers/{customer_id}/custom-fields");
    let request = Request::new(
        Tool::ListCustomerCustomFieldsValues,
        Method::Get,
        &path,
        &Query::new(),
    );
    client.array(request)
}

/// `PUT /api/customers/{customer_id}/custom-fields/{id}`, with the value itself as its body
pub fn update(
    client: &Client,
    customer_id: u64,
    id: u64,
    value: FieldValue,
) -> Result<String, Error> {
    let mut body = String::new();
    push_value(&mut body, &value)?;
    let path = format!("/api/customers/{customer_id}/custom-fields/{id}");
    let request = Request::new(
        Tool::UpdateCustomerCustomFieldValue,
        Method::Put,
        &path,
        &Query::new(),
    );
    client.json(request.json(body))
}

/// `PUT /api/customers/{customer_id}/custom-fields`, with a bare array as its body
pub fn update_many(
    client: &Client,
    customer_id: u64,
    values: Vec<CustomFieldValue>,
) -> Result<String, Error> {
    check::not_empty("body", &values)?;
    let mut body = String::from("[");
    for CustomFieldValue { id, value } in &values {
        if body.len() > 1 {
            body.push(',');
        }
        let mut object = Object::new(&mut body);
        object.integer("id", Some(*id));
        push_value(object.key("value"), value)?;
        object.end();
    }
    body.push(']');
    let path = format!("/api/customers/{customer_id}/custom-fields");
    let request = Request::new(
        Tool::UpdateCustomerCustomFieldValues,
        Method::Put,
        &path,
        &Query::new(),
    );
    client.array(request.json(body))
}

/// `DELETE /api/customers/{customer_id}/custom-fields/{id}`
pub fn delete(client: &Client, customer_id: u64, id: u64) -> Result<(), Error> {
    let path = format!("/api/customers/{customer_id}/custom-fields/{id}");
    let request = Request::new(
        Tool::DeleteCustomerCustomFieldValue,
        Method::Delete,
        &path,
        &Query::new(),
    );
    client.done(request)
}

fn push_value(out: &mut String, value: &FieldValue) -> Result<(), Error> {
    match value {
        FieldValue::Text(text) => json::push_string(out, text),
        FieldValue::Number(number) => {
            json::push_number(out, json::check_number("value", *number)?);
        }
        FieldValue::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
    }
    Ok(())
}
