//! Custom fields: reading, creating, changing, archiving.

use serde_json::{Map, Value, json};

use super::definition;
use crate::mock::answer::{Answer, Fault, Outcome};
use crate::mock::call::Call;
use crate::mock::checks::{self, Checks, MISSING, Patch};
use crate::mock::cursor::SortedBy;
use crate::mock::names;
use crate::mock::paging::{self, Order, Row};
use crate::mock::shop::{CustomField, Definition, Kind, Shop};
use crate::mock::time::Micros;

const KEYS: [&str; 9] = [
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

/// `GET /api/custom-fields/{id}`
pub fn get(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    Ok(Answer::ok(&shop.field(call.id(2)?)?.view()))
}

/// `GET /api/custom-fields`
pub fn list(shop: &mut Shop, call: &Call) -> Outcome {
    let query = call.query;
    query.only(&[
        "object_type",
        "search",
        "archived",
        "order_by",
        "cursor",
        "limit",
    ])?;
    let object_type = query
        .choice("object_type", &names::FIELD_OBJECTS)?
        .ok_or_else(|| Fault::parameter("object_type", MISSING))?;
    let search = query.text("search")?.unwrap_or_default().to_lowercase();
    let archived = query.boolean("archived")?;
    let order_by = query.choice("order_by", &["priority:asc", "priority:desc"])?;
    let rows = shop
        .fields
        .values()
        .filter(|field| field.object_type == object_type)
        .filter(|field| field.label.to_lowercase().contains(&search))
        // Without `archived` both kinds come: seen live.
        .filter(|field| archived.is_none_or(|archived| field.deactivated.is_some() == archived))
        .map(|field| Row {
            key: field.priority as i64,
            id: field.id,
            item: field.view(),
        })
        .collect();
    let order = Order {
        sorted_by: SortedBy::Number,
        descending: order_by != Some("priority:asc"),
    };
    let page = paging::page(call, call.options.pages, rows, order)?;
    let mut meta = Map::new();
    // Null wherever it was seen.
    meta.insert("total_resources".into(), Value::Null);
    Ok(paging::list(call, page, meta))
}

/// `POST /api/custom-fields`
pub fn create(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to create custom field");
    checks.only(&body, &KEYS);
    for key in ["object_type", "label", "definition"] {
        if !body.contains_key(key) {
            checks.refuse(key, MISSING);
        }
    }
    let input = FieldInput::read(&body, None, &mut checks);
    checks.finish()?;

    let now = shop.tick();
    let mut field = CustomField {
        id: shop.new_field_id(),
        external_id: None,
        object_type: "Customer",
        label: String::new(),
        description: None,
        priority: 0,
        required: false,
        requirement_type: "visible",
        managed_type: None,
        definition: Definition {
            given: json!({}),
            kind: Kind::Text,
        },
        created: now,
        updated: now,
        deactivated: None,
    };
    input.apply(&mut field, next_priority(shop), now);
    let (id, view) = (field.id, field.view());
    shop.fields.insert(id, field);
    shop.emit("custom-field-created", "CustomField", id, None);
    Ok(Answer::created(&view))
}

/// `PUT /api/custom-fields/{id}`
pub fn update(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let id = call.id(2)?;
    let field = shop.field(id)?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to update custom field");
    checks.only(&body, &KEYS);
    let input = FieldInput::read(&body, Some(field.object_type), &mut checks);
    checks.finish()?;
    let view = change(shop, id, &input)?;
    Ok(Answer::ok(&view))
}

/// `PUT /api/custom-fields`: a bare array. One bad item changes nothing at all; the vendor does
/// not say whether it is so.
pub fn update_many(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let mut inputs = Vec::new();
    let mut wrong = Map::new();
    for (index, item) in call.array()?.iter().enumerate() {
        let mut checks = Checks::new("");
        let Value::Object(item) = item else {
            return Err(Fault::bad_request("The items must be JSON objects."));
        };
        let known = [&KEYS[..], &["id", "requirement_type"]].concat();
        checks.only(item, &known);
        if let Some(id) = checks.required(item, "id", checks::integer) {
            let held = shop.field(id)?.object_type;
            inputs.push((id, FieldInput::read(item, Some(held), &mut checks)));
        }
        if !checks.is_clean() {
            wrong.insert(index.to_string(), Value::Object(checks.into_fields()));
        }
    }
    if !wrong.is_empty() {
        return Err(Fault::invalid("Failed to update custom fields", wrong));
    }
    let views: Result<Vec<Value>, Fault> = inputs
        .iter()
        .map(|(id, input)| change(shop, *id, input))
        .collect();
    Ok(paging::wrap(call, views?))
}

fn change(shop: &mut Shop, id: u64, input: &FieldInput) -> Result<Value, Fault> {
    let mut field = shop.field(id)?.clone();
    let now = shop.tick();
    input.apply(&mut field, next_priority(shop), now);
    let view = field.view();
    shop.fields.insert(id, field);
    shop.emit("custom-field-updated", "CustomField", id, None);
    Ok(view)
}

fn next_priority(shop: &Shop) -> u64 {
    let highest = shop.fields.values().map(|field| field.priority).max();
    highest.unwrap_or_default() + 1
}

#[derive(Debug)]
struct FieldInput {
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
    fn read(body: &Map<String, Value>, held: Option<&'static str>, checks: &mut Checks) -> Self {
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
    fn apply(&self, field: &mut CustomField, next_priority: u64, now: Micros) {
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
