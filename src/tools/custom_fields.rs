//! Custom fields: what values tickets and customers can have.

use super::{
    body::{body, each, patch, with_id},
    check, limits,
};
use crate::{
    bindings::gorgias::customers::types::{
        CustomFieldChanges, CustomFieldQuery, CustomFieldUpdate, FieldDefinition, FieldObject,
        NewCustomField, Page, RequirementType,
    },
    client::{Operation, Request},
    error::Error,
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::{Serialize, Serializer};

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
    check_changes(&changes)?;
    let body = patch(
        "changes",
        &changes,
        changes.clear.iter().flatten().map(|it| it.as_str()),
    )?;
    let request = Request::put(path(id)?).json(body);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/custom-fields`, with a bare array as its body
pub fn update_custom_fields(updates: Vec<CustomFieldUpdate>) -> Result<Operation<String>, Error> {
    #[derive(Serialize)]
    struct Item<'a> {
        #[serde(flatten)]
        changes: &'a CustomFieldChanges,
        #[serde(skip_serializing_if = "Option::is_none")]
        requirement_type: Option<RequirementType>,
    }
    check::not_empty("body", &updates)?;
    let item = |update: &CustomFieldUpdate| {
        let changes = &update.changes;
        check::id("id", update.id)?;
        check_changes(changes)?;
        let item = Item {
            changes,
            requirement_type: update.requirement_type,
        };
        let item = patch(
            "changes",
            &item,
            changes.clear.iter().flatten().map(|it| it.as_str()),
        )?;
        Ok(with_id(update.id, &item))
    };
    let items = each("body", &updates, item)?;
    let request = Request::put("/api/custom-fields").json(format!("[{}]", items.join(",")));
    Ok(request.read(|reply| reply.array()))
}

fn path(id: u64) -> Result<String, Error> {
    Ok(format!("/api/custom-fields/{}", check::id("id", id)?))
}

fn check_changes(changes: &CustomFieldChanges) -> Result<(), Error> {
    limits::custom_field_changes(changes)?;
    check_definition(changes.definition.as_ref())
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
        match self {
            FieldDefinition::Text(it) => definition("text", "input", it).serialize(serializer),
            FieldDefinition::Dropdown(it) => {
                definition("text", "dropdown", it).serialize(serializer)
            }
            FieldDefinition::Number(it) => {
                definition("number", "input_number", it).serialize(serializer)
            }
            FieldDefinition::Boolean(it) => {
                definition("boolean", "dropdown", it).serialize(serializer)
            }
            FieldDefinition::Other(text) => json::Raw(text).serialize(serializer),
        }
    }
}

#[derive(Serialize)]
struct Definition<'a, T> {
    data_type: &'static str,
    input_settings: InputSettings<'a, T>,
}

#[derive(Serialize)]
struct InputSettings<'a, T> {
    input_type: &'static str,
    #[serde(flatten)]
    settings: &'a T,
}

fn definition<'a, T>(
    data_type: &'static str,
    input_type: &'static str,
    settings: &'a T,
) -> Definition<'a, T> {
    Definition {
        data_type,
        input_settings: InputSettings {
            input_type,
            settings,
        },
    }
}
