//! Events: the account's audit log.

use crate::{
    bindings::gorgias::customers::types::{EventOrder, EventQuery, Page},
    check,
    client::Client,
    error::{Error, invalid},
    request::Request,
    tool::Tool,
    transport::Method,
    url::Query,
};
use alloc::{format, string::String};

/// `GET /api/events`
pub fn list(client: &Client, query: Option<EventQuery>) -> Result<Page, Error> {
    let mut wire = Query::new();
    if let Some(query) = query {
        check::range("limit", query.limit, 1..=100)?;
        let user_ids = query.user_ids.unwrap_or_default();
        if user_ids.len() > 1 {
            return Err(invalid(
                "user-ids",
                "has more than one id; the API takes one at most",
            ));
        }
        if let Some(range) = query.created_datetime {
            wire.text("created_datetime[gt]", range.gt.as_deref());
            wire.text("created_datetime[gte]", range.gte.as_deref());
            wire.text("created_datetime[lt]", range.lt.as_deref());
            wire.text("created_datetime[lte]", range.lte.as_deref());
        }
        wire.integer("object_id", query.object_id);
        wire.text("object_type", query.object_type.as_deref());
        for event_type in query.types.iter().flatten() {
            wire.text("types", Some(event_type));
        }
        for user_id in user_ids {
            wire.integer("user_ids", Some(user_id));
        }
        wire.text("order_by", query.order_by.map(order));
        wire.text("cursor", query.cursor.as_deref());
        wire.integer("limit", query.limit.map(u64::from));
    }
    let request = Request::new(Tool::ListEvents, Method::Get, "/api/events", &wire);
    client.page(request)
}

/// `GET /api/events/{id}`
pub fn get(client: &Client, id: u64) -> Result<String, Error> {
    let path = format!("/api/events/{id}");
    let request = Request::new(Tool::GetEvent, Method::Get, &path, &Query::new());
    client.json(request)
}

fn order(order: EventOrder) -> &'static str {
    match order {
        EventOrder::CreatedDatetimeAsc => "created_datetime:asc",
        EventOrder::CreatedDatetimeDesc => "created_datetime:desc",
    }
}
