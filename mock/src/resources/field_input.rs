//! What a create or update may say of a custom field.

use serde_json::{Map, Value};

use super::definition;
use crate::checks::{self, Checks, Patch};
use crate::names;
use crate::shop::{CustomField, Definition};
use crate::time::Micros;

pub const KEYS: [&str; 9] = [
    "object_type",
    "label",
    "definition",
    "description",
    "external_id",
    "managed_type",
    "priority",
    "required",
    "deactivated_datetime",
];

#[derive(Debug)]
pub struct FieldInput {
    object_type: Patch<&'static str>,
    label: Patch<String>,
    definition: Patch<Definition>,
    description: Patch<String>,
    external_id: Patch<String>,
    managed_type: Patch<&'static str>,
    priority: Patch<u64>,
    required: Patch<bool>,
    requirement_type: Patch<&'static str>,
    deactivated: Patch<Micros>,
}

impl FieldInput {
    /// `held` is the object type of the field that is changed.
    pub fn read(
        body: &Map<String, Value>,
        held: Option<&'static str>,
        checks: &mut Checks,
    ) -> Self {
        let object_type = checks.patch(
            body,
            "object_type",
            false,
            checks::one_of(&names::FIELD_OBJECTS),
        );
        let owner = object_type.value().copied().or(held).unwrap_or("Customer");
        let definition = match body.get("definition") {
            None => Patch::Absent,
            Some(given) => match definition::read(given) {
                Ok(definition) => Patch::Value(definition),
                Err(wrong) => {
                    checks.refuse_within("definition", wrong);
                    Patch::Absent
                }
            },
        };
        Self {
            object_type,
            label: checks.patch(body, "label", false, checks::sized(1, 255)),
            definition,
            description: checks.patch(body, "description", true, checks::sized(0, 1024)),
            external_id: checks.patch(body, "external_id", true, checks::string),
            managed_type: checks.patch(
                body,
                "managed_type",
                true,
                checks::one_of(names::managed_types(owner)),
            ),
            priority: checks.patch(body, "priority", true, |value| {
                let priority = checks::integer(value)?;
                if priority <= 5_000 {
                    Ok(priority)
                } else {
                    Err("Must be between 0 and 5000.".into())
                }
            }),
            required: checks.patch(body, "required", false, checks::boolean),
            requirement_type: checks.patch(
                body,
                "requirement_type",
                false,
                checks::one_of(&["visible", "required", "conditional"]),
            ),
            deactivated: checks.patch(body, "deactivated_datetime", true, checks::datetime),
        }
    }

    /// `next_priority` stands in for no priority and for 0: a live create with 0 came back with
    /// the next free one.
    pub fn apply(&self, field: &mut CustomField, next_priority: u64, now: Micros) {
        if let Some(object_type) = self.object_type.value() {
            field.object_type = object_type;
        }
        if let Some(label) = self.label.value() {
            field.label.clone_from(label);
        }
        if let Some(definition) = self.definition.value() {
            field.definition = definition.clone();
        }
        self.description.apply(&mut field.description);
        self.external_id.apply(&mut field.external_id);
        self.managed_type.apply(&mut field.managed_type);
        match self.priority {
            Patch::Value(priority) if priority > 0 => field.priority = priority,
            Patch::Absent if field.priority > 0 => {}
            _ => field.priority = next_priority,
        }
        if let Some(required) = self.required.value() {
            field.required = *required;
        }
        if let Some(requirement_type) = self.requirement_type.value() {
            field.requirement_type = requirement_type;
        }
        self.deactivated.apply(&mut field.deactivated);
        field.updated = now;
    }
}
