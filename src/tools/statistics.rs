//! Statistics: the current reporting API, and the legacy one that it replaces.

use super::check;
use crate::{
    bindings::gorgias::customers::types::{Page, Paging},
    client::{Call, Request},
    error::Error,
    format::url,
};
use alloc::{format, string::String};

/// `POST /api/reporting/stats`
pub fn post_api_reporting_stats(
    query: String,
    paging: Option<Paging>,
) -> Result<Call<Page>, Error> {
    let mut request = Request::post("/api/reporting/stats").json(wrapped("query", &query)?);
    if let Some(paging) = paging {
        check::range("limit", paging.limit, 1..=10_000)?;
        request = request
            .query("cursor", paging.cursor)
            .query("limit", paging.limit);
    }
    Ok(request.read(|reply| reply.page()))
}

/// `POST /api/stats/{name}`
pub fn post_api_stats_name(name: String, filters: String) -> Result<Call<String>, Error> {
    let path = format!("/api/stats/{}", url::segment("name", &name)?);
    let request = Request::post(path).json(wrapped("filters", &filters)?);
    Ok(request.read(|reply| reply.json()))
}

/// `POST /api/stats/{name}/download`
pub fn post_api_stats_name_download(name: String, filters: String) -> Result<Call<String>, Error> {
    let path = format!("/api/stats/{}/download", url::segment("name", &name)?);
    let request = Request::post(path)
        .json(wrapped("filters", &filters)?)
        .accept("text/csv");
    Ok(request.read(|reply| reply.text()))
}

/// `{"key": value}` with a caller's object as the value.
fn wrapped(key: &str, value: &str) -> Result<String, Error> {
    check::json_object(key, value)?;
    Ok(format!("{{\"{key}\":{value}}}"))
}
