//! Search by part of a name, email or phone number.

use super::{body::body, check};
use crate::{
    client::{Operation, Request},
    error::Error,
};
use alloc::string::String;
use serde::Serialize;

/// `POST /api/search`
pub fn search(
    resource_type: String,
    query: Option<String>,
    size: Option<u32>,
) -> Result<Operation<String>, Error> {
    #[derive(Serialize)]
    struct Body {
        #[serde(rename = "type")]
        resource_type: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        query: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<u32>,
    }
    check::range("size", size, 1..=50)?;
    let body = body(
        "query",
        &Body {
            resource_type,
            query,
            size,
        },
    )?;
    Ok(Request::query_by_post("/api/search")
        .json(body)
        .read(|reply| reply.array()))
}
