//! Statistics: the current reporting API, and the legacy one that it replaces.

use crate::{
    bindings::gorgias::customers::types::{Page, Paging},
    check,
    client::Client,
    error::Error,
    json::{self, Object},
    request::Request,
    tool::Tool,
    transport::Method,
    url::{self, Query},
};
use alloc::{format, string::String};

/// `POST /api/reporting/stats`
pub fn report(client: &Client, query: String, paging: Option<Paging>) -> Result<Page, Error> {
    let mut wire = Query::new();
    if let Some(paging) = paging {
        check::range("limit", paging.limit, 1..=10_000)?;
        wire.text("cursor", paging.cursor.as_deref());
        wire.integer("limit", paging.limit.map(u64::from));
    }
    let body = wrapped("query", &query)?;
    let request = Request::new(
        Tool::PostApiReportingStats,
        Method::Post,
        "/api/reporting/stats",
        &wire,
    );
    client.page(request.json(body))
}

/// `POST /api/stats/{name}`
pub fn legacy(client: &Client, name: String, filters: String) -> Result<String, Error> {
    let path = format!("/api/stats/{}", url::segment("name", &name)?);
    let body = wrapped("filters", &filters)?;
    let request = Request::new(Tool::PostApiStatsName, Method::Post, &path, &Query::new());
    client.json(request.json(body))
}

/// `POST /api/stats/{name}/download`
pub fn legacy_csv(client: &Client, name: String, filters: String) -> Result<String, Error> {
    let path = format!("/api/stats/{}/download", url::segment("name", &name)?);
    let body = wrapped("filters", &filters)?;
    let request = Request::new(
        Tool::PostApiStatsNameDownload,
        Method::Post,
        &path,
        &Query::new(),
    );
    client.text(request.json(body).accept("text/csv"))
}

/// `{"key": value}` with a caller's object as the value.
fn wrapped(key: &str, value: &str) -> Result<String, Error> {
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    object.raw(key, Some(json::check_object(key, value)?));
    object.end();
    Ok(body)
}
