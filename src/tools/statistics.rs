//! Statistics: the current reporting API, and the legacy one that it replaces.

use super::{check, limits, scopes::Scope};
use crate::{
    bindings::gorgias::customers::types::{Page, Paging},
    client::{Hint, Operation, Request},
    error::Error,
    format::{json, url},
};
use alloc::{format, string::String};

/// A public client saw 500 for scopes that its account lacked.
const NO_SCOPE: &[Hint] = &[(
    500,
    "The server failed: this account may not have this scope. Try another one, or later.",
)];
const LEGACY: &[Hint] = &[(
    400,
    "Check the name and the filters; some accounts no longer have legacy statistics: use {post-api-reporting-stats}.",
)];

/// `POST /api/reporting/stats`
pub fn post_api_reporting_stats(
    query: String,
    paging: Option<Paging>,
) -> Result<Operation<Page>, Error> {
    let paging = paging.unwrap_or_default();
    limits::paging(&paging)?;
    let request = Request::query_by_post("/api/reporting/stats")
        .json(wrapped("query", &query)?)
        .page(paging.cursor, paging.limit)
        .hints(NO_SCOPE)
        .when_refused(takes(&query));
    Ok(request.read(|reply| reply.page()))
}

/// Says what the scope of a query is known to take, or which scopes there are. Names that are not known
/// go out all the same: the vendor may have added them.
fn takes(query: &str) -> Option<String> {
    let [scope] = json::members(query, ["scope"]).ok()?;
    let scope = json::string(scope?)?;
    match Scope::named(&scope).map(|takes| takes.says()) {
        None => Some(format!("Known scopes: {}.", Scope::names())),
        Some(takes) if takes.is_empty() => None,
        Some(takes) => Some(format!("{scope} is known to take {takes}.")),
    }
}

/// `POST /api/stats/{name}`
pub fn post_api_stats_name(name: String, filters: String) -> Result<Operation<String>, Error> {
    let path = format!("/api/stats/{}", url::segment("name", &name)?);
    let request = Request::query_by_post(path)
        .json(wrapped("filters", &filters)?)
        .hints(LEGACY);
    Ok(request.read(|reply| reply.json()))
}

/// `POST /api/stats/{name}/download`
pub fn post_api_stats_name_download(
    name: String,
    filters: String,
) -> Result<Operation<String>, Error> {
    let path = format!("/api/stats/{}/download", url::segment("name", &name)?);
    let request = Request::query_by_post(path)
        .json(wrapped("filters", &filters)?)
        .accept("text/csv")
        .hints(LEGACY);
    Ok(request.read(|reply| reply.text()))
}

/// Writes `{"key": value}` with a caller's object as the value.
fn wrapped(key: &'static str, value: &str) -> Result<String, Error> {
    check::json_object(key, value)?;
    Ok(format!("{{\"{key}\":{value}}}"))
}
