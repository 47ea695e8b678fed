//! Custom fields: what values tickets and customers can have.

use crate::{
    bindings::gorgias::customers::types::{
        CustomFieldChanges, CustomFieldOrder, CustomFieldProperty, CustomFieldQuery,
        CustomFieldUpdate, FieldDefinition, FieldObject, NewCustomField, Page, RequirementType,
    },
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

/// `GET /api/custom-fields`
pub fn list(
    client: &Client,
    object_type: FieldObject,
    query: Option<CustomFieldQuery>,
) -> Result<Page, Error> {
    let mut wire = Query::new();
    wire.text("object_type", Some(object_name(object_type)));
    if let Some(query) = query {
        check::range("limit", query.limit, 1..=100)?;
        wire.text("search", query.search.as_deref());
        wire.text(
            "archived",
            query
                .archived
                .map(|archived| if archived { "true" } else { "false" }),
        );
        wire.text("order_by", query.order_by.map(order));
        wire.text("cursor", query.cursor.as_deref());
        wire.integer("limit", query.limit.map(u64::from));
    }
    let request = Request::new(
        Tool::ListCustomFields,
        Method::Get,
        "/api/custom-fields",
        &wire,
    );
    client.page(request)
}

/// `GET /api/custom-fields/{id}`
pub fn get(client: &Client, id: u64) -> Result<String, Error> {
    let path = format!("/api/custom-fields/{id}");
    let request = Request::new(Tool::GetCustomField, Method::Get, &path, &Query::new());
    client.json(request)
}

/// `POST /api/custom-fields`
pub fn create(client: &Client, field: NewCustomField) -> Result<String, Error> {
    let changes = Changes {
        object_type: Some(field.object_type),
        label: Some(field.label),
        definition: Some(field.definition),
        description: field.description,
        external_id: field.external_id,
        managed_type: field.managed_type,
        priority: field.priority,
        required: field.required,
        requirement_type: None,
        deactivated_datetime: field.deactivated_datetime,
        clear: Vec::new(),
    };
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    changes.write("field", &mut object)?;
    object.end();
    let request = Request::new(
        Tool::CreateCustomField,
        Method::Post,
        "/api/custom-fields",
        &Query::new(),
    );
    client.json(request.json(body))
}

/// `PUT /api/custom-fields/{id}`
pub fn update(client: &Client, id: u64, changes: CustomFieldChanges) -> Result<String, Error> {
    let changes = Changes {
        object_type: changes.object_type,
        label: changes.label,
        definition: changes.definition,
        description: changes.description,
        external_id: changes.external_id,
        managed_type: changes.managed_type,
        priority: changes.priority,
        required: changes.required,
        requirement_type: None,
        deactivated_datetime: changes.deactivated_datetime,
        clear: changes.clear.unwrap_or_default(),
    };
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    changes.write("changes", &mut object)?;
    object.end();
    let path = format!("/api/custom-fields/{id}");
    let request = Request::new(Tool::UpdateCustomField, Method::Put, &path, &Query::new());
    client.json(request.json(body))
}

/// `PUT /api/custom-fields`, with a bare array as its body
pub fn update_many(client: &Client, updates: Vec<CustomFieldUpdate>) -> Result<String, Error> {
    check::not_empty("body", &updates)?;
    let mut body = String::from("[");
    for update in updates {
        if body.len() > 1 {
            body.push(',');
        }
        let changes = Changes {
            object_type: update.object_type,
            label: update.label,
            definition: update.definition,
            description: update.description,
            external_id: update.external_id,
            managed_type: update.managed_type,
            priority: update.priority,
            required: update.required,
            requirement_type: update.requirement_type,
            deactivated_datetime: update.deactivated_datetime,
            clear: update.clear.unwrap_or_default(),
        };
        let mut object = Object::new(&mut body);
        changes.write("body", &mut object)?;
        object.integer("id", Some(update.id));
        object.end();
    }
    body.push(']');
    let request = Request::new(
        Tool::UpdateCustomFields,
        Method::Put,
        "/api/custom-fields",
        &Query::new(),
    );
    client.array(request.json(body))
}

/// What the three writing tools have in common.
struct Changes {
    object_type: Option<FieldObject>,
    label: Option<String>,
    definition: Option<FieldDefinition>,
    description: Option<String>,
    external_id: Option<String>,
    managed_type: Option<String>,
    priority: Option<u32>,
    required: Option<bool>,
    requirement_type: Option<RequirementType>,
    deactivated_datetime: Option<String>,
    clear: Vec<CustomFieldProperty>,
}

impl Changes {
    /// Checks the documented limits and writes the keys that are given.
    fn write(self, parameter: &str, object: &mut Object) -> Result<(), Error> {
        check::length("label", self.label.as_deref(), 1..=255)?;
        check::length("description", self.description.as_deref(), 0..=1024)?;
        check::range("priority", self.priority, 0..=5000)?;
        for (key, set, property) in [
            (
                "description",
                self.description.is_some(),
                CustomFieldProperty::Description,
            ),
            (
                "external-id",
                self.external_id.is_some(),
                CustomFieldProperty::ExternalId,
            ),
            (
                "managed-type",
                self.managed_type.is_some(),
                CustomFieldProperty::ManagedType,
            ),
            (
                "priority",
                self.priority.is_some(),
                CustomFieldProperty::Priority,
            ),
            (
                "deactivated-datetime",
                self.deactivated_datetime.is_some(),
                CustomFieldProperty::DeactivatedDatetime,
            ),
        ] {
            check::set_or_clear(key, set, self.clear.contains(&property))?;
        }
        object.string("object_type", self.object_type.map(object_name));
        object.string("label", self.label.as_deref());
        if let Some(definition) = &self.definition {
            push_definition(object.key("definition"), definition)?;
        }
        object.string("description", self.description.as_deref());
        object.string("external_id", self.external_id.as_deref());
        object.string("managed_type", self.managed_type.as_deref());
        object.integer("priority", self.priority.map(u64::from));
        object.boolean("required", self.required);
        object.string("requirement_type", self.requirement_type.map(requirement));
        object.string("deactivated_datetime", self.deactivated_datetime.as_deref());
        for (index, property) in self.clear.iter().enumerate() {
            if !self
                .clear
                .iter()
                .take(index)
                .any(|earlier| earlier == property)
            {
                object.raw(property_key(*property), Some("null"));
            }
        }
        check::something_changes(parameter, object.is_empty())
    }
}

/// The API's `definition`: `{"data_type": …, "input_settings": {…}}`.
fn push_definition(out: &mut String, definition: &FieldDefinition) -> Result<(), Error> {
    let (data_type, input_type) = match definition {
        FieldDefinition::Text(_) => ("text", "input"),
        FieldDefinition::Dropdown(_) => ("text", "dropdown"),
        FieldDefinition::Number(_) => ("number", "input_number"),
        FieldDefinition::Boolean(_) => ("boolean", "dropdown"),
        FieldDefinition::Other(json) => {
            out.push_str(json::check_object("definition", json)?);
            return Ok(());
        }
    };
    let mut object = Object::new(out);
    object.string("data_type", Some(data_type));
    let mut settings = Object::new(object.key("input_settings"));
    settings.string("input_type", Some(input_type));
    match definition {
        FieldDefinition::Text(text) => {
            settings.string("placeholder", text.placeholder.as_deref());
        }
        FieldDefinition::Dropdown(dropdown) => {
            json::push_array(settings.key("choices"), &dropdown.choices, |out, choice| {
                json::push_string(out, choice);
            });
            settings.string("default", dropdown.default.as_deref());
        }
        FieldDefinition::Number(number) => {
            settings.string("placeholder", number.placeholder.as_deref());
            for (key, bound) in [("min", number.min), ("max", number.max)] {
                if let Some(bound) = bound {
                    settings.number(key, Some(json::check_number(key, bound)?));
                }
            }
        }
        FieldDefinition::Boolean(boolean) => {
            if let Some(choices) = &boolean.choices {
                json::push_array(settings.key("choices"), choices, |out, choice| {
                    out.push_str(if *choice { "true" } else { "false" });
                });
            }
            settings.boolean("default", boolean.default);
        }
        FieldDefinition::Other(_) => {}
    }
    settings.end();
    object.end();
    Ok(())
}

/// `object_type` is case-sensitive.
fn object_name(object: FieldObject) -> &'static str {
    match object {
        FieldObject::Ticket => "Ticket",
        FieldObject::Customer => "Customer",
    }
}

fn requirement(requirement: RequirementType) -> &'static str {
    match requirement {
        RequirementType::Visible => "visible",
        RequirementType::Required => "required",
        RequirementType::Conditional => "conditional",
    }
}

fn property_key(property: CustomFieldProperty) -> &'static str {
    match property {
        CustomFieldProperty::Description => "description",
        CustomFieldProperty::ExternalId => "external_id",
        CustomFieldProperty::ManagedType => "managed_type",
        CustomFieldProperty::Priority => "priority",
        CustomFieldProperty::DeactivatedDatetime => "deactivated_datetime",
    }
}

fn order(order: CustomFieldOrder) -> &'static str {
    match order {
        CustomFieldOrder::PriorityAsc => "priority:asc",
        CustomFieldOrder::PriorityDesc => "priority:desc",
    }
}
