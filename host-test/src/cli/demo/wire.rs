//! A request in one line.

use crate::cli::render::shortened;
use mock::{LoggedRequest, Origin};

const WIDTH: usize = 160;

/// `PUT /api/customers/700101 {"name":"Ada"} -> 200`
pub fn line(request: &LoggedRequest) -> String {
    let mut line = format!("{} ", request.method);
    if request.origin == Origin::Files {
        line.push_str("(file host) ");
    }
    let mut target = request.path.clone();
    if !request.raw_query.is_empty() {
        target = format!("{target}?{}", request.raw_query);
    }
    line.push_str(&shortened(&target, WIDTH));
    let body = body(request);
    if !body.is_empty() {
        line = format!("{line} {body}");
    }
    match request.status {
        Some(status) => format!("{line} -> {status}"),
        None => format!("{line} -> no answer"),
    }
}

fn body(request: &LoggedRequest) -> String {
    if request.parts.is_empty() {
        return shortened(&String::from_utf8_lossy(&request.body), WIDTH);
    }
    let parts: Vec<String> = request
        .parts
        .iter()
        .map(|part| {
            format!(
                "{} ({}, {} bytes)",
                part.filename.as_deref().unwrap_or(&part.name),
                part.content_type.as_deref().unwrap_or("no type"),
                part.bytes.len()
            )
        })
        .collect();
    format!("[{}]", parts.join(", "))
}
