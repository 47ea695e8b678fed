//! Quoting what a server says: bounded, on one line, without markup.

use super::redact::Secrets;
use crate::format::json;
use alloc::{format, string::String};

/// How many characters of a server's words a message holds.
pub(super) const MAX_QUOTE: usize = 512;
/// How many bytes of a body are looked at for a quote of its beginning.
pub(super) const MAX_READ: usize = 4096;
/// How deep details are looked into.
const MAX_DEPTH: usize = 16;
/// How many bytes of JSON the details hold.
pub(super) const MAX_DETAILS: usize = 4096;

/// The words of an error's body.
#[derive(Debug, Default)]
pub struct Words {
    /// Its words, on one line, in bounded length.
    pub text: String,
    /// The body, where it is JSON, not too long, and says more than the words.
    pub details: Option<String>,
    /// Whether it is a web page.
    pub is_html: bool,
}

impl Words {
    /// Returns `: words`, or nothing.
    pub fn quoted(&self) -> String {
        match self.text.trim_end_matches('.') {
            "" => String::new(),
            text => format!(": {text}"),
        }
    }
}

/// Reads an error's body: the API's `{"error": {"msg": …, "data": …}}`, any other JSON, a web page
/// (of which only the title is kept), or plain text. `whole` says whether this is all of it.
///
/// Secrets are hidden before anything is cut off, so that no part of one remains.
pub fn server(body: &[u8], whole: bool, secrets: &Secrets) -> Words {
    let text = String::from_utf8_lossy(body);
    let trimmed = text.trim();
    if json::valid(trimmed).is_ok() {
        let safe = secrets.hide_in_json(trimmed);
        let text = api_words(&safe).unwrap_or_else(|| plain(&safe));
        let is_good = safe.len() <= MAX_DETAILS && !secrets.are_in(&safe);
        return Words {
            details: (is_good && !is_said(&safe, &text, MAX_DEPTH)).then_some(safe),
            text,
            is_html: false,
        };
    }
    let safe = excerpt(trimmed, whole, secrets);
    // Hosts of files answer in XML, with the reason in `Message`.
    let xml = element(&safe, "Message");
    let is_html = safe.starts_with('<') && xml.is_empty();
    Words {
        text: plain(match safe.starts_with('<') {
            true if is_html => element(&safe, "title"),
            true => xml,
            false => &safe,
        }),
        details: None,
        is_html,
    }
}

/// Returns a text, or the beginning of one, without secrets.
fn excerpt(text: &str, whole: bool, secrets: &Secrets) -> String {
    match whole {
        true => secrets.hide(text),
        false => secrets.hide_in_cut(text),
    }
}

/// Returns how a body begins, on one line, in bounded length.
pub fn beginning(body: &[u8], whole: bool, secrets: &Secrets) -> String {
    let (body, whole) = match body.get(..MAX_READ) {
        Some(beginning) => (beginning, whole && beginning.len() == body.len()),
        None => (body, whole),
    };
    plain(&excerpt(&String::from_utf8_lossy(body), whole, secrets))
}

/// Returns the words of the API's own error shape.
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

/// Tells whether a message says all that stands in details.
fn is_said(details: &str, message: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let mut all = true;
    let mut each = |value: &str| all = all && is_said(value, message, depth);
    match details.trim_ascii_start().as_bytes().first() {
        Some(b'{') => {
            let _ = json::each_member(details, &mut |_, value| each(value));
            all
        }
        Some(b'[') => {
            let _ = json::each_item(details, &mut each);
            all
        }
        Some(b'"') => json::string(details)
            .is_some_and(|text| message.contains(text.trim().trim_end_matches('.'))),
        _ => matches!(details, "null" | "{}" | "[]") || message.contains(details),
    }
}

/// Returns what stands between `<name …>` and the next tag, or nothing.
fn element<'t>(markup: &'t str, name: &str) -> &'t str {
    let text = markup.split('<').find_map(|tag| {
        let (it, rest) = tag.split_at_checked(name.len())?;
        let (attributes, text) = rest.split_once('>')?;
        let ends = attributes.is_empty() || attributes.starts_with(|c: char| c.is_whitespace());
        (ends && it.eq_ignore_ascii_case(name)).then_some(text)
    });
    text.unwrap_or_default()
}

/// Returns the text on one line, without control characters, in bounded length.
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
