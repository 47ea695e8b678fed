//! A downloaded file as blocks. Without structured content: clients that get it show the model
//! nothing else.

use super::{cut, push_block};
use crate::{escape_hidden, json};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// How large an image may be as base64, for the APIs behind clients.
const MAX_IMAGE: usize = 5_000_000;

/// A downloaded file.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type, as the server says.
    pub content_type: String,
    /// In bytes.
    pub size: u64,
    /// The content.
    pub content: Content,
}

/// A file's content.
#[derive(Debug)]
pub enum Content {
    /// Text.
    Text(String),
    /// Bytes, in base64.
    Base64(String),
}

impl File {
    /// Cuts text beyond a number of bytes. What is no text goes to no model.
    pub fn within(mut self, limit: usize) -> Self {
        if let Content::Text(text) = &mut self.content
            && text.len() > limit
        {
            let cut = cut::lines(text, limit);
            text.push_str(&cut);
        }
        self
    }

    /// Writes the blocks: what it is, then what is in it.
    pub fn render(self, out: &mut String) {
        let mut about = String::from("{");
        json::push_text(&mut about, "name", &self.name);
        json::push_text(&mut about, "content_type", &self.content_type);
        json::push_member(&mut about, "size", &self.size.to_string());
        about.push('}');
        let length = match &self.content {
            Content::Text(content) | Content::Base64(content) => content.len(),
        };
        out.reserve_exact(length + length / 4 + 2 * about.len() + 512);
        out.push_str(r#""content":["#);
        push_block(out, &escape_hidden::in_json(&about));
        out.push(',');
        match &self.content {
            Content::Text(text) if text.is_empty() => push_block(out, "(empty)"),
            Content::Text(text) => match escape_hidden::in_text(text) {
                Cow::Borrowed(text) => push_block(out, text),
                // Written out it would be another file.
                Cow::Owned(_) => self.push_resource(out, &STANDARD.encode(text)),
            },
            Content::Base64(data) => match image_type(data) {
                Some(image) if data.len() <= MAX_IMAGE => {
                    out.push_str(r#"{"type":"image","mimeType":""#);
                    out.extend([image, r#"","data":""#, data, r#""}"#]);
                }
                _ => self.push_resource(out, data),
            },
        }
        out.push(']');
    }

    fn push_resource(&self, out: &mut String, data: &str) {
        // The API's address of the file holds no secret, but is not always known; the name is.
        out.push_str(r#"{"type":"resource","resource":{"uri":"gorgias:file/"#);
        out.extend(gorgias_customers::url::encode(self.name.as_bytes()));
        out.push_str(r#"","mimeType":"#);
        let bare = self.content_type.split(';').next().unwrap_or_default();
        json::push_string(out, &escape_hidden::in_text(bare.trim()));
        out.extend([r#","blob":""#, data, r#""}}"#]);
    }
}

/// Tells images that models take by their first bytes: whoever sent a file chose its media type.
fn image_type(base64: &str) -> Option<&'static str> {
    let beginning = STANDARD.decode(base64.get(..16)?).ok()?;
    match beginning.as_slice() {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Some("image/webp"),
        _ => None,
    }
}
