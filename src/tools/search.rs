//! Search by part of a name, email or phone number.

use crate::{
    check, client::Client, error::Error, json::Object, request::Request, tool::Tool,
    transport::Method, url::Query,
};
use alloc::string::String;

/// `POST /api/search`
pub fn search(
    client: &Client,
    resource_type: String,
    query: Option<String>,
    size: Option<u32>,
) -> Result<String, Error> {
    check::range("size", size, 1..=50)?;
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    object.string("type", Some(&resource_type));
    object.string("query", query.as_deref());
    object.integer("size", size.map(u64::from));
    object.end();
    let request = Request::new(Tool::Search, Method::Post, "/api/search", &Query::new());
    client.array(request.json(body))
}
