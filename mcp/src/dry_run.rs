//! Shows what a call would send, in place of sending it.

use crate::{answer::Answer, json};
use alloc::string::{String, ToString};
use gorgias_customers::client::Request;

/// How many characters of a body that is no JSON are shown.
const SHOWN: usize = 1000;

/// Shows the request without the credentials, which are added when it goes out. `more` are further
/// members.
pub fn answer(request: &Request, more: &str) -> Answer {
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*request.target, None),
    };
    let mut out = String::from(r#"{"dry_run":true"#);
    json::push_text(&mut out, "method", request.method.as_str());
    json::push_text(&mut out, "path", path);
    match query {
        Some(query) => json::push_text(&mut out, "query", query),
        None => json::push_member(&mut out, "query", "null"),
    }
    match request.content_type.as_deref() {
        None => json::push_member(&mut out, "body", "null"),
        Some("application/json") => {
            let body = String::from_utf8_lossy(&request.body);
            json::push_member(&mut out, "body", &body);
        }
        Some(_) => json::push_text(&mut out, "body", &beginning(&request.body)),
    }
    json::push_all(&mut out, more);
    out.push('}');
    Answer::json(out)
}

/// Shows the beginning of files as text.
fn beginning(body: &[u8]) -> String {
    let beginning = body.get(..SHOWN);
    let mut text = String::from_utf8_lossy(beginning.unwrap_or(body)).into_owned();
    if beginning.is_some() {
        text.extend(["… ", &body.len().to_string(), " bytes"]);
    }
    text
}
