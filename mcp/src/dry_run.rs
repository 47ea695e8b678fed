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
    let mut out = String::from(r#"{"dry_run":true,"method":""#);
    out.push_str(request.method.as_str());
    out.push_str(r#"","path":"#);
    json::push_string(&mut out, path);
    out.push_str(r#","query":"#);
    json::push_optional(&mut out, query);
    out.push_str(r#","body":"#);
    match request.content_type.as_deref() {
        None => out.push_str("null"),
        Some("application/json") => out.push_str(&String::from_utf8_lossy(&request.body)),
        Some(_) => push_beginning(&mut out, &request.body),
    }
    out.push_str(more);
    out.push('}');
    Answer::json(out)
}

/// Writes the beginning of files as text.
fn push_beginning(out: &mut String, body: &[u8]) {
    let beginning = body.get(..SHOWN);
    let mut text = String::from_utf8_lossy(beginning.unwrap_or(body)).into_owned();
    if beginning.is_some() {
        text.push_str("… ");
        text.push_str(&body.len().to_string());
        text.push_str(" bytes");
    }
    json::push_string(out, &text);
}
