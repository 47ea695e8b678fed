//! Quoting what a server says: bounded, on one line, without markup.

use crate::json;
use alloc::{format, string::String};

/// How many characters of a server's words a message holds.
const MAX_QUOTE: usize = 512;
/// How many bytes of JSON the details hold.
const MAX_DETAILS: usize = 4096;

/// What an error's body says.
#[derive(Debug, Default)]
pub struct Words {
    /// Its words, on one line, in bounded length.
    pub text: String,
    /// The body, where it is JSON and not too long.
    pub details: Option<String>,
    /// Whether it is a web page.
    pub is_html: bool,
}

impl Words {
    /// `: words`, or nothing.
    pub fn quoted(&self) -> String {
        match self.text.trim_end_matches('.') {
            "" => String::new(),
            text => format!(": {text}"),
        }
    }
}

/// Reads an error's body: the API's `{"error": {"msg": …, "data": …}}`, any other JSON, a web page
/// (of which only the title is kept), or plain text.
pub fn server(body: &[u8]) -> Words {
    let text = String::from_utf8_lossy(body);
    let trimmed = text.trim();
    if json::valid(trimmed).is_ok() {
        return Words {
            text: api_words(trimmed).unwrap_or_else(|| plain(trimmed)),
            details: (trimmed.len() <= MAX_DETAILS).then(|| trimmed.into()),
            is_html: false,
        };
    }
    let is_html = trimmed.starts_with('<');
    Words {
        text: match is_html {
            true => plain(title(trimmed)),
            false => plain(trimmed),
        },
        details: None,
        is_html,
    }
}

/// The words of the API's own error shape.
fn api_words(text: &str) -> Option<String> {
    let [error] = json::members(text, ["error"]).ok()?;
    let error = error?;
    if let Some(message) = json::string(error) {
        return Some(plain(&message));
    }
    let [message, data] = json::members(error, ["msg", "data"]).ok()?;
    let message = plain(&json::string(message?)?);
    Some(match data {
        Some(data) if data != "null" => {
            plain(&format!("{}: {data}", message.trim_end_matches('.')))
        }
        _ => message,
    })
}

/// What stands between `<title>` and the next tag, or nothing.
fn title(html: &str) -> &str {
    const TAG: &str = "<title>";
    let start = html
        .as_bytes()
        .windows(TAG.len())
        .position(|window| window.eq_ignore_ascii_case(TAG.as_bytes()));
    start
        .and_then(|start| html.get(start + TAG.len()..))
        .and_then(|rest| rest.split('<').next())
        .unwrap_or_default()
}

/// Text on one line, without control characters, in bounded length.
pub fn plain(text: &str) -> String {
    let mut quoted = String::new();
    let mut length = 0;
    for character in text.chars() {
        let character = match character {
            c if c.is_control() || c.is_whitespace() => ' ',
            c => c,
        };
        if character == ' ' && (quoted.is_empty() || quoted.ends_with(' ')) {
            continue;
        }
        if length == MAX_QUOTE {
            quoted.push('…');
            break;
        }
        quoted.push(character);
        length += 1;
    }
    quoted.truncate(quoted.trim_end().len());
    quoted
}
