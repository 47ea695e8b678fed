//! What a tool answers, and how a client gets it: text for models, structured content for
//! programs, a block for a file.

use crate::{escape_hidden, json};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_customers::{bindings::gorgias::customers::types, error::Error, select};

/// What a tool found out or did.
#[derive(Debug)]
pub struct Answer {
    content: Structured,
    file: Option<File>,
}

/// The structured content, an object: clients of 2025 refuse other kinds.
#[derive(Debug)]
enum Structured {
    /// JSON as the API sent it.
    Object(String),
    /// A JSON array, `{"items": …}`, and members after it.
    List(String, String),
    /// Text that is no JSON, `{"text": …}`.
    Text(String),
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
    /// JSON as the API sent it.
    pub fn json(json: String) -> Self {
        Answer::new(match json.trim_ascii_start().as_bytes().first() {
            Some(b'{') => Structured::Object(json),
            Some(b'[') => Structured::List(json, String::new()),
            _ => Structured::Object([r#"{"value":"#, &json, "}"].concat()),
        })
    }

    /// One page of a list.
    pub fn page(page: types::Page) -> Self {
        let mut rest = String::from(r#","next_cursor":"#);
        json::push_optional(&mut rest, page.next_cursor.as_deref());
        rest.push_str(r#","prev_cursor":"#);
        json::push_optional(&mut rest, page.prev_cursor.as_deref());
        rest.push_str(r#","meta":"#);
        rest.push_str(page.meta.as_deref().unwrap_or("null"));
        Answer::new(Structured::List(page.items, rest))
    }

    /// Nothing but that it is done.
    pub fn done() -> Self {
        Answer::json(r#"{"done":true}"#.to_string())
    }

    /// Text that is no JSON, CSV above all.
    pub fn text(text: String) -> Self {
        Answer::new(Structured::Text(text))
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
            ..Answer::json(out)
        }
    }

    fn new(content: Structured) -> Self {
        Answer {
            content,
            file: None,
        }
    }

    /// With these keys alone, of the object or of each item. Without keys, everything.
    pub fn only(mut self, keys: &[&str]) -> Self {
        if let Structured::Object(json) | Structured::List(json, _) = &mut self.content
            && let Cow::Owned(selected) = select(json, keys)
        {
            *json = selected;
        }
        self
    }

    /// Writes the members of a `tools/call` result. Answers can be large, so their text is copied
    /// into `out` alone, which grows once.
    pub fn render(&self, out: &mut String) {
        match &self.content {
            Structured::Object(json) => {
                self.render_pieces(out, &[&escape_hidden::in_json(json)], true)
            }
            Structured::List(items, rest) => {
                let (items, rest) = (escape_hidden::in_json(items), escape_hidden::in_json(rest));
                self.render_pieces(out, &[r#"{"items":"#, &items, &rest, "}"], true);
            }
            Structured::Text(text) => {
                self.render_pieces(out, &[&escape_hidden::in_text(text)], false);
            }
        }
    }

    /// Writes them, with the structured content in pieces of JSON, or with text in its place.
    fn render_pieces(&self, out: &mut String, pieces: &[&str], is_json: bool) {
        let lengths = pieces.iter().map(|piece| match is_json {
            true => piece.len() + json::length_in_string(piece),
            false => 2 * json::length_in_string(piece),
        });
        let file = self.file.as_ref().map_or(0, File::length);
        // And for what stands around them.
        out.reserve(lengths.sum::<usize>() + file + 512);
        out.push_str(r#""content":[{"type":"text","text":""#);
        for piece in pieces {
            json::push_in_string(out, piece);
        }
        out.push_str(r#""}"#);
        if let Some(file) = &self.file {
            file.push(out);
        }
        out.push_str(r#"],"structuredContent":"#);
        match is_json {
            true => {
                for piece in pieces {
                    json::push_json(out, piece);
                }
            }
            false => {
                out.push_str(r#"{"text":""#);
                for piece in pieces {
                    json::push_in_string(out, piece);
                }
                out.push_str(r#""}"#);
            }
        }
        out.push_str(r#","isError":false"#);
    }
}

impl File {
    /// Returns about how long the block is.
    fn length(&self) -> usize {
        match &self.content {
            Content::Text(text) => json::length_in_string(text),
            Content::Base64(data) => data.len(),
        }
    }

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
            json::push_string(out, &escape_hidden::in_text(&self.content_type));
            out.push('}');
            return;
        }
        out.push_str(r#",{"type":"resource","resource":{"uri":""#);
        // The API's address of the file holds no secret, but is not always known; the name is.
        out.push_str("gorgias:file/");
        push_uri(out, &self.name);
        out.push_str(r#"","mimeType":"#);
        json::push_string(out, &escape_hidden::in_text(&self.content_type));
        match &self.content {
            Content::Text(text) => {
                out.push_str(r#","text":"#);
                json::push_string(out, &escape_hidden::in_text(text));
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
    let mut text = escape_hidden::in_text(&error.message).into_owned();
    text.push('\n');
    json::push_json(&mut text, &escape_hidden::in_json(&line));
    let mut out = String::from(r#""content":[{"type":"text","text":"#);
    json::push_string(&mut out, &text);
    out.push_str(r#"}],"isError":true"#);
    out
}

#[cfg(test)]
mod tests;
