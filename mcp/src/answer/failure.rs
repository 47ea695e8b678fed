//! The result of a tool that failed.

use super::safe;
use crate::{dialect, escape_hidden, json};
use alloc::string::{String, ToString};
use gorgias_customers::error::Error;

/// Writes the members of a `tools/call` result for a tool that failed: the message, which stands
/// alone, then a line of JSON for programs with what there is to say.
pub fn failure(error: &Error) -> String {
    let mut line = String::from(r#"{"kind":""#);
    line.extend([error.kind.as_str(), "\""]);
    if let Some(status) = error.status {
        line.extend([r#","status":"#, &status.to_string()]);
    }
    let message = dialect::message(error);
    if let Some(details) = &error.details {
        line.extend([r#","details":"#, details]);
    }
    if let Some(seconds) = error.retry_after_seconds {
        line.extend([r#","retry_after_seconds":"#, &seconds.to_string()]);
    }
    line.push_str(match error.request_sent {
        true => r#","request_sent":true"#,
        false => r#","request_sent":false"#,
    });
    if let Some(id) = &error.request_id {
        line.push_str(r#","request_id":"#);
        json::push_string(&mut line, id);
    }
    line.push('}');
    let text = [&escape_hidden::in_text(&message), "\n", &safe(line, 0)].concat();
    let mut out = String::from(r#""content":["#);
    super::push_block(&mut out, &text);
    out.push_str(r#"],"isError":true"#);
    out
}
