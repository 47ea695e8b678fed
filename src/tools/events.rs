//! Events: the account's audit log.

use super::{check, limits};
use crate::{
    bindings::gorgias::customers::types::{EventQuery, Page},
    client::{Hint, Operation, Request},
    error::Error,
};
use alloc::{format, string::String, vec::Vec};

/// `GET /api/events`
pub fn list_events(query: Option<EventQuery>) -> Result<Operation<Page>, Error> {
    let query = query.unwrap_or_default();
    limits::event_query(&query)?;
    let range = query.created_datetime.unwrap_or_default();
    query
        .object_id
        .map(|id| check::id("object-id", id))
        .transpose()?;
    check::ids("user-ids", query.user_ids.as_deref().unwrap_or_default())?;
    // The API spells them with hyphens, and answers others with a list of all that there are.
    let types = query.types.map(|types| {
        let types = types.into_iter();
        types.map(|it| it.replace('_', "-")).collect::<Vec<_>>()
    });
    let users = query.user_ids.as_ref().map_or(0, Vec::len);
    let request = Request::get("/api/events")
        .query("created_datetime[gt]", range.gt)
        .query("created_datetime[gte]", range.gte)
        .query("created_datetime[lt]", range.lt)
        .query("created_datetime[lte]", range.lte)
        .query("object_id", query.object_id)
        .query("object_type", query.object_type)
        .query_each("types", types)
        .query_each("user_ids", query.user_ids)
        .query("order_by", query.order_by)
        .page(query.cursor, query.limit)
        .hints(if users > 1 { SEVERAL_USERS } else { &[] });
    Ok(request.read(|reply| reply.page()))
}

/// One public client reports that only one user id is accepted.
const SEVERAL_USERS: &[Hint] = &[(
    400,
    "Correct the parameters it names; the API may take one of {user-ids} at a time.",
)];

/// `GET /api/events/{id}`
pub fn get_event(id: u64) -> Result<Operation<String>, Error> {
    Ok(Request::get(format!("/api/events/{}", check::id("id", id)?)).read(|reply| reply.json()))
}
