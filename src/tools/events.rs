//! Events: the account's audit log.

use super::check;
use crate::{
    bindings::gorgias::customers::types::{EventQuery, Page},
    client::{Call, Request},
    error::{Error, invalid},
};
use alloc::{format, string::String};

/// `GET /api/events`
pub fn list_events(query: Option<EventQuery>) -> Result<Call<Page>, Error> {
    let mut request = Request::get("/api/events");
    if let Some(query) = query {
        check::range("limit", query.limit, 1..=100)?;
        if query.user_ids.as_ref().is_some_and(|ids| ids.len() > 1) {
            return Err(invalid(
                "user-ids",
                "has more than one id; the API takes one at most",
            ));
        }
        if let Some(range) = query.created_datetime {
            request = request
                .query("created_datetime[gt]", range.gt)
                .query("created_datetime[gte]", range.gte)
                .query("created_datetime[lt]", range.lt)
                .query("created_datetime[lte]", range.lte);
        }
        request = request
            .query("object_id", query.object_id)
            .query("object_type", query.object_type)
            .query_each("types", query.types)
            .query_each("user_ids", query.user_ids)
            .query("order_by", query.order_by)
            .query("cursor", query.cursor)
            .query("limit", query.limit);
    }
    Ok(request.read(|reply| reply.page()))
}

/// `GET /api/events/{id}`
pub fn get_event(id: u64) -> Result<Call<String>, Error> {
    Ok(Request::get(format!("/api/events/{id}")).read(|reply| reply.json()))
}
