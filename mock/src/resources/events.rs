//! The audit log.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    shop::Shop,
    time,
};
use serde_json::{Value, json};

/// `GET /api/events/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    let event = shop.events.get(&request.id(0));
    answer::ok(event.ok_or_else(ApiError::not_found)?.clone())
}

/// `GET /api/events`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    let rows = shop
        .events
        .values()
        .filter(|it| matches(&request.query, it));
    paging::list(request, rows, &[], json!({}))
}

fn matches(query: &Value, event: &Value) -> bool {
    let created = event["created_datetime"].as_str().unwrap_or_default();
    let within = |comparison: &str, test: fn(&str, &str) -> bool| {
        let bound = query["created_datetime"][comparison].as_str();
        let bound = bound.and_then(time::read).map(time::write);
        bound.is_none_or(|bound| test(created, &bound))
    };
    let same = |key: &str| query[key].is_null() || query[key] == event[key];
    let among = |key: &str, value: &Value| {
        let wanted = query[key].as_array();
        wanted.is_none_or(|wanted| wanted.contains(value))
    };
    same("object_id")
        && same("object_type")
        && among("types", &event["type"])
        && among("user_ids", &event["user_id"])
        && within("gt", |created, bound| created > bound)
        && within("gte", |created, bound| created >= bound)
        && within("lt", |created, bound| created < bound)
        && within("lte", |created, bound| created <= bound)
}
