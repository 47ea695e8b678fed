//! Custom fields: reading, creating, changing, archiving.

use serde_json::{Map, Value, json};

use super::field_input::{FieldInput, KEYS};
use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::checks::{self, Checks, MISSING};
use crate::cursor::SortedBy;
use crate::names;
use crate::paging::{self, Order, Row};
use crate::shop::{CustomField, Definition, Kind, Shop};

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
