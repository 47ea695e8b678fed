//! Custom fields: what values tickets and customers can have.

use super::{
    body::{body, each, patch},
    check, limits,
};
use crate::{
    bindings::gorgias::customers::types::{
        CustomFieldChanges, CustomFieldQuery, CustomFieldUpdate, FieldDefinition, FieldObject,
        NewCustomField, Page,
    },
    client::{Operation, Request},
    error::Error,
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::{Serialize, Serializer, ser};

/// `GET /api/custom-fields`
pub fn list_custom_fields(
    object_type: FieldObject,
    query: Option<CustomFieldQuery>,
) -> Result<Operation<Page>, Error> {
    let query = query.unwrap_or_default();
    limits::custom_field_query(&query)?;
    let request = Request::get("/api/custom-fields")
        .query("object_type", Some(object_type))
        .query("search", query.search)
        .query("archived", query.archived)
        .query("order_by", query.order_by)
        .page(query.cursor, query.limit);
    Ok(request.read(|reply| reply.page()))
}

/// `GET /api/custom-fields/{id}`
pub fn get_custom_field(id: u64) -> Result<Operation<String>, Error> {
    Ok(Request::get(path(id)?).read(|reply| reply.json()))
}

/// `POST /api/custom-fields`
pub fn create_custom_field(field: NewCustomField) -> Result<Operation<String>, Error> {
    limits::new_custom_field(&field)?;
    check_definition(Some(&field.definition))?;
    let request = Request::post("/api/custom-fields").json(body("field", &field)?);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/custom-fields/{id}`
pub fn update_custom_field(
    id: u64,
    changes: CustomFieldChanges,
) -> Result<Operation<String>, Error> {
    let request = Request::put(path(id)?).json(patched(&changes, "{}")?);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/custom-fields`, with a bare array as its body
pub fn update_custom_fields(updates: Vec<CustomFieldUpdate>) -> Result<Operation<String>, Error> {
    check::not_empty("body", &updates)?;
    let item = |update: &CustomFieldUpdate| {
        let id = check::id("id", update.id)?;
        let requirement = match update.requirement_type {
            Some(it) => format!("{{\"requirement_type\":\"{it}\"}}"),
            None => "{}".into(),
        };
        let changes = patched(&update.changes, &requirement)?;
        Ok(json::joined(&format!("{{\"id\":{id}}}"), &changes))
    };
    let items = each("body", &updates, item)?;
    let request = Request::put("/api/custom-fields").json(format!("[{}]", items.join(",")));
    Ok(request.read(|reply| reply.array()))
}

fn path(id: u64) -> Result<String, Error> {
    Ok(format!("/api/custom-fields/{}", check::id("id", id)?))
}

/// Checks changes, and writes their JSON with what else changes.
fn patched(changes: &CustomFieldChanges, others: &str) -> Result<String, Error> {
    limits::custom_field_changes(changes)?;
    check_definition(changes.definition.as_ref())?;
    let fields = json::joined(&body("changes", changes)?, others);
    let mut clear = changes.clear.iter().flatten().map(|it| it.as_str());
    patch("changes", &fields, &mut clear)
}

fn check_definition(definition: Option<&FieldDefinition>) -> Result<(), Error> {
    match definition {
        Some(FieldDefinition::Other(json)) => check::json_object("definition", json),
        Some(FieldDefinition::Number(number)) => {
            check::finite("min", number.min.unwrap_or_default())?;
            check::finite("max", number.max.unwrap_or_default())
        }
        _ => Ok(()),
    }
}

/// The API's `definition`: `{"data_type": …, "input_settings": {…}}`.
impl Serialize for FieldDefinition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (data_type, input_type, settings) = match self {
            FieldDefinition::Text(it) => ("text", "input", json::write(it)),
            FieldDefinition::Dropdown(it) => ("text", "dropdown", json::write(it)),
            FieldDefinition::Number(it) => ("number", "input_number", json::write(it)),
            FieldDefinition::Boolean(it) => ("boolean", "dropdown", json::write(it)),
            FieldDefinition::Other(text) => return json::Raw(text).serialize(serializer),
        };
        let settings = settings.map_err(ser::Error::custom)?;
        let settings = json::joined(&format!("{{\"input_type\":\"{input_type}\"}}"), &settings);
        let definition = format!("{{\"data_type\":\"{data_type}\",\"input_settings\":{settings}}}");
        json::Raw(&definition).serialize(serializer)
    }
}
