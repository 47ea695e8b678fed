//! What a tool answers, and how a client gets it: text for models, structured content for
//! programs, a block for a file.

use crate::{json, visible};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_customers::{bindings::gorgias::customers::types, error::Error};

/// What a tool found out or did.
#[derive(Debug)]
pub struct Answer {
    /// A JSON object.
    structured: String,
    /// The text for models, where it is not the same JSON.
    text: Option<String>,
    file: Option<File>,
}

#[derive(Debug)]
struct File {
    name: String,
    content_type: String,
    content: Content,
}

/// A file's content.
#[derive(Debug)]
pub enum Content {
    /// Text.
    Text(String),
    /// Bytes, in base64.
    Base64(String),
}

impl Answer {
    /// JSON as the API sent it. Structured content has to be an object: clients of 2025 refuse
    /// other kinds, so an array becomes `{"items": …}`.
    pub fn json(json: String) -> Self {
        let wrapped = match json.trim_ascii_start().as_bytes().first() {
            Some(b'{') => json,
            Some(b'[') => [r#"{"items":"#, &json, "}"].concat(),
            _ => [r#"{"value":"#, &json, "}"].concat(),
        };
        Answer::object(wrapped)
    }

    /// One page of a list.
    pub fn page(page: &types::Page) -> Self {
        let mut out = [r#"{"items":"#, &page.items, r#","next_cursor":"#].concat();
        json::push_optional(&mut out, page.next_cursor.as_deref());
        out.push_str(r#","prev_cursor":"#);
        json::push_optional(&mut out, page.prev_cursor.as_deref());
        out.push_str(r#","meta":"#);
        out.push_str(page.meta.as_deref().unwrap_or("null"));
        out.push('}');
        Answer::object(out)
    }

    /// Nothing but that it is done.
    pub fn done() -> Self {
        Answer::object(r#"{"done":true}"#.to_string())
    }

    /// Text that is no JSON, CSV above all.
    pub fn text(text: String) -> Self {
        Answer {
            structured: String::new(),
            text: Some(text),
            file: None,
        }
    }

    /// A file of `size` bytes.
    pub fn file(name: String, content_type: String, size: u64, content: Content) -> Self {
        let mut out = String::from(r#"{"name":"#);
        json::push_string(&mut out, &name);
        out.push_str(r#","content_type":"#);
        json::push_string(&mut out, &content_type);
        out.push_str(r#","size":"#);
        out.push_str(&size.to_string());
        out.push('}');
        Answer {
            file: Some(File {
                name,
                content_type,
                content,
            }),
            ..Answer::object(out)
        }
    }

    fn object(structured: String) -> Self {
        Answer {
            structured,
            text: None,
            file: None,
        }
    }

    /// The members of a `tools/call` result. On stdio a newline ends the message, so those between
    /// the parts of the API's JSON become spaces; inside strings JSON has none.
    pub fn render(&self) -> String {
        let mut out = String::with_capacity(self.structured.len() * 5 / 2 + 64);
        out.push_str(r#""content":[{"type":"text","text":"#);
        let structured = match &self.text {
            Some(text) => {
                let text = visible::text(text);
                json::push_string(&mut out, &text);
                let mut structured = String::from(r#"{"text":"#);
                json::push_string(&mut structured, &text);
                structured.push('}');
                Cow::Owned(structured)
            }
            None => {
                let structured = on_one_line(visible::json(&self.structured));
                json::push_string(&mut out, &structured);
                structured
            }
        };
        out.push('}');
        if let Some(file) = &self.file {
            file.push(&mut out);
        }
        out.push_str(r#"],"structuredContent":"#);
        out.push_str(&structured);
        out.push_str(r#","isError":false"#);
        out
    }
}

impl File {
    /// Writes the block that follows the text.
    fn push(&self, out: &mut String) {
        let is_image = self
            .content_type
            .get(..6)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("image/"));
        if is_image {
            out.push_str(r#",{"type":"image","data":""#);
            match &self.content {
                Content::Text(text) => STANDARD.encode_string(text, out),
                Content::Base64(data) => out.push_str(data),
            }
            out.push_str(r#"","mimeType":"#);
            json::push_string(out, &visible::text(&self.content_type));
            out.push('}');
            return;
        }
        out.push_str(r#",{"type":"resource","resource":{"uri":""#);
        // The API's address of the file holds no secret, but is not always known; the name is.
        out.push_str("gorgias:file/");
        push_uri(out, &self.name);
        out.push_str(r#"","mimeType":"#);
        json::push_string(out, &visible::text(&self.content_type));
        match &self.content {
            Content::Text(text) => {
                out.push_str(r#","text":"#);
                json::push_string(out, &visible::text(text));
            }
            Content::Base64(data) => {
                out.push_str(r#","blob":""#);
                out.push_str(data);
                out.push('"');
            }
        }
        out.push_str("}}");
    }
}

fn push_uri(out: &mut String, name: &str) {
    out.extend(gorgias_customers::url::encode(name.as_bytes()));
}

fn on_one_line(json: Cow<str>) -> Cow<str> {
    // One at a time: the core library looks for one character eight bytes at a time.
    match json.contains('\n') || json.contains('\r') {
        true => Cow::Owned(json.replace(['\n', '\r'], " ")),
        false => json,
    }
}

/// The members of a `tools/call` result for a tool that failed: the message, which stands alone,
/// then a line of JSON for programs.
pub fn failure(error: &Error) -> String {
    let mut line = String::from(r#"{"kind":""#);
    line.push_str(error.kind.as_str());
    line.push_str(r#"","status":"#);
    json::push_number(&mut line, error.status.map(u64::from));
    line.push_str(r#","details":"#);
    line.push_str(error.details.as_deref().unwrap_or("null"));
    line.push_str(r#","retry_after_seconds":"#);
    json::push_number(&mut line, error.retry_after_seconds.map(u64::from));
    line.push_str(r#","request_sent":"#);
    line.push_str(match error.request_sent {
        true => "true",
        false => "false",
    });
    line.push_str(r#","request_id":"#);
    json::push_optional(&mut line, error.request_id.as_deref());
    line.push('}');
    let text = [
        visible::text(&error.message).as_ref(),
        "\n",
        &on_one_line(visible::json(&line)),
    ]
    .concat();
    let mut out = String::from(r#""content":[{"type":"text","text":"#);
    json::push_string(&mut out, &text);
    out.push_str(r#"}],"isError":true"#);
    out
}

#[cfg(test)]
mod tests;
