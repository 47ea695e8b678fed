//! Statistics: the current reporting API, and the legacy one that it replaces.

use super::check;
use crate::{
    bindings::gorgias::customers::types::{Page, Paging},
    client::{Call, Hint, Request},
    error::Error,
    format::url,
};
use alloc::{format, string::String};

/// A public client saw 500 for scopes that its account lacked.
const NO_SCOPE: &[Hint] = &[(
    500,
    "The server failed: this account may not have this scope. Try another one, or later.",
)];
const LEGACY: &[Hint] = &[(
    400,
    "Check the name and the filters; some accounts no longer have legacy statistics: use post-api-reporting-stats.",
)];

/// `POST /api/reporting/stats`
pub fn post_api_reporting_stats(
    query: String,
    paging: Option<Paging>,
) -> Result<Call<Page>, Error> {
    let paging = paging.unwrap_or_default();
    check::range("limit", paging.limit, 1..=10_000)?;
    let request = Request::post("/api/reporting/stats")
        .json(wrapped("query", &query)?)
        .page(paging.cursor, paging.limit)
        .hints(NO_SCOPE);
    Ok(request.read(|reply| reply.page()))
}

/// `POST /api/stats/{name}`
pub fn post_api_stats_name(name: String, filters: String) -> Result<Call<String>, Error> {
    let path = format!("/api/stats/{}", url::segment("name", &name)?);
    let request = Request::post(path)
        .json(wrapped("filters", &filters)?)
        .hints(LEGACY);
    Ok(request.read(|reply| reply.json()))
}

/// `POST /api/stats/{name}/download`
pub fn post_api_stats_name_download(name: String, filters: String) -> Result<Call<String>, Error> {
    let path = format!("/api/stats/{}/download", url::segment("name", &name)?);
    let request = Request::post(path)
        .json(wrapped("filters", &filters)?)
        .accept("text/csv")
        .hints(LEGACY);
    Ok(request.read(|reply| reply.text()))
}

/// `{"key": value}` with a caller's object as the value.
fn wrapped(key: &str, value: &str) -> Result<String, Error> {
    check::json_object(key, value)?;
    Ok(format!("{{\"{key}\":{value}}}"))
}
