//! The result of a tool that failed.

use super::safe;
use crate::{dialect, escape_hidden, json};
use alloc::string::{String, ToString};
use gorgias_customers::error::Error;

/// Writes the members of a `tools/call` result for a tool that failed: the message, which stands
/// alone, then a line of JSON for programs with what there is to say.
pub fn failure(error: &Error) -> String {
    let message = dialect::message(error);
    let mut line = String::from("{");
    json::push_text(&mut line, "kind", error.kind.as_str());
    if let Some(status) = error.status {
        json::push_member(&mut line, "status", &status.to_string());
    }
    if let Some(details) = &error.details {
        json::push_member(&mut line, "details", details);
    }
    if let Some(seconds) = error.retry_after_seconds {
        json::push_member(&mut line, "retry_after_seconds", &seconds.to_string());
    }
    json::push_member(&mut line, "request_sent", &error.request_sent.to_string());
    if let Some(id) = &error.request_id {
        json::push_text(&mut line, "request_id", id);
    }
    line.push('}');
    let text = [&escape_hidden::in_text(&message), "\n", &safe(line, 0)].concat();
    let mut out = String::from(r#""content":["#);
    super::push_block(&mut out, &text);
    out.push_str(r#"],"isError":true"#);
    out
}
