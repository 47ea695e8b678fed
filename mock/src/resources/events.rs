//! The audit log.

use crate::{
    answer::{self, Answer, ApiError},
    names, paging,
    request::Request,
    schema::{ID, Key, Kind::*, Need::*},
    shop::Shop,
    time,
};
use serde_json::{Value, json};

pub const FILTERS: &[Key] = &[
    paging::CURSOR,
    paging::LIMIT,
    (
        "order_by",
        Optional,
        OneOf("created_datetime:asc created_datetime:desc"),
    ),
    ("object_id", Optional, ID),
    ("object_type", Optional, OneOf(names::EVENT_OBJECTS)),
    ("types", Repeated, OneOf(names::EVENT_TYPES)),
    // An array in the vendor's schema, of one item at most.
    ("user_ids", Optional, ID),
    ("created_datetime[gt]", Optional, Datetime),
    ("created_datetime[gte]", Optional, Datetime),
    ("created_datetime[lt]", Optional, Datetime),
    ("created_datetime[lte]", Optional, Datetime),
];

/// `GET /api/events/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    let event = shop.events.get(&request.id("id"));
    answer::ok(event.ok_or_else(ApiError::not_found)?.clone())
}

/// `GET /api/events`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    // Reported by one public client.
    let lacks_id = request.get("object_type").is_some() && request.get("object_id").is_none();
    if lacks_id && !request.refutes("event-object-id") {
        return Err(ApiError::parameter(
            "object_id",
            "Required with object_type.",
        ));
    }
    let rows = shop.events.values().filter(|event| matches(request, event));
    paging::list(request, rows, "created_datetime:desc", &[], json!({}))
}

fn matches(request: &Request, event: &Value) -> bool {
    let created = event["created_datetime"].as_str().unwrap_or_default();
    let within = |comparison: &str, test: fn(&str, &str) -> bool| {
        let bound = request.get(&format!("created_datetime[{comparison}]"));
        let bound = bound.and_then(time::read).map(time::write);
        bound.is_none_or(|bound| test(created, &bound))
    };
    let same = |key: &str, value: &Value| request.number(key).is_none_or(|wanted| *value == wanted);
    let mut users = request.all("user_ids").peekable();
    let is_by = |user: &str| event["user_id"].as_u64() == user.parse().ok();
    let mut types = request.all("types").peekable();
    same("object_id", &event["object_id"])
        && (users.peek().is_none() || users.any(is_by))
        && request
            .get("object_type")
            .is_none_or(|wanted| event["object_type"] == wanted)
        && (types.peek().is_none() || types.any(|wanted| event["type"] == wanted))
        && within("gt", |created, bound| created > bound)
        && within("gte", |created, bound| created >= bound)
        && within("lt", |created, bound| created < bound)
        && within("lte", |created, bound| created <= bound)
}
