//! Keeps credentials out of what is shown, whatever form a server echoes them in.

use crate::format::{json, url};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::cell::OnceCell;

/// The mark where a credential stood. Shorter than any credential, so that it holds none itself
/// and no text grows.
const MARK: &str = "***";
/// How much of a credential may show where a text was cut in the middle of one.
const MAX_REST: usize = 3;

/// Secrets that must not appear in any message. It has no `Debug`, so that it cannot be printed.
#[derive(Default)]
pub struct Secrets {
    secrets: Vec<String>,
    /// Each in the forms that servers echo, made when something has to be hidden. A form that
    /// begins with another one comes first.
    forms: OnceCell<Vec<String>>,
}

impl Secrets {
    /// Keeps secrets that have to be hidden as they are, in JSON strings, and percent-encoded.
    pub fn new(secrets: &[&str]) -> Self {
        Secrets {
            secrets: secrets.iter().map(|&secret| secret.into()).collect(),
            forms: OnceCell::new(),
        }
    }

    fn forms(&self) -> &[String] {
        self.forms.get_or_init(|| {
            let mut forms = Vec::new();
            for secret in &self.secrets {
                push_forms(&mut forms, secret);
            }
            forms
        })
    }

    /// Returns the text without secrets.
    pub fn hide(&self, text: &str) -> String {
        let mut safe = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            match self
                .forms()
                .iter()
                .find_map(|form| rest.strip_prefix(form.as_str()))
            {
                Some(behind) => {
                    safe.push_str(MARK);
                    rest = behind;
                }
                None => {
                    safe.push(character);
                    rest = rest.get(character.len_utf8()..).unwrap_or_default();
                }
            }
        }
        safe
    }

    /// Returns the text without secrets, also without the beginning of one that was cut at its end.
    pub fn hide_in_cut(&self, text: &str) -> String {
        // A character cut in two was read as this one.
        let mut text = self.hide(text.trim_end_matches(char::REPLACEMENT_CHARACTER));
        let cut = self
            .forms()
            .iter()
            .flat_map(|form| form.char_indices().map(move |(at, _)| form.get(..at)))
            .flatten()
            .filter(|part| part.len() > MAX_REST && text.ends_with(part))
            .map(str::len)
            .max();
        if let Some(cut) = cut {
            text.truncate(text.len() - cut);
            text.push_str(MARK);
        }
        text
    }

    /// Returns the valid JSON text without secrets, still valid JSON. Strings are compared by what they
    /// mean, however they are escaped.
    pub fn hide_in_json(&self, json: &str) -> String {
        let mut out = String::with_capacity(json.len());
        let mut rest = json;
        while let Some(first) = rest.chars().next() {
            let (token, later) = rest
                .split_at_checked(token_length(rest))
                .unwrap_or((rest, ""));
            rest = later;
            let meaning = match first {
                '"' => json::string(token).unwrap_or_default(),
                _ => String::from(token),
            };
            let hidden = self.hide(&meaning);
            match hidden == meaning {
                true => out.push_str(token),
                false => out.push_str(&quoted(&hidden)),
            }
        }
        out
    }

    /// Tells whether one of them stands in the text.
    pub fn are_in(&self, text: &str) -> bool {
        self.hide(text) != text
    }
}

/// Writes a JSON string.
fn quoted(text: &str) -> String {
    // A text always has a JSON form.
    json::write(&text).unwrap_or_default()
}

/// Adds the forms in which servers echo a secret.
fn push_forms(forms: &mut Vec<String>, secret: &str) {
    let quoted = quoted(secret);
    let escaped = quoted.get(1..quoted.len().saturating_sub(1));
    let escaped = escaped.unwrap_or_default();
    let encoded = url::encode(secret.as_bytes()).to_string();
    // Some encoders leave slashes.
    let with_slashes = encoded.replace("%2F", "/");
    for form in [
        String::from(secret),
        String::from(escaped),
        // Some servers escape slashes, and base64 has them.
        secret.replace('/', "\\/"),
        escaped.replace('/', "\\/"),
        lower_case_hex(&with_slashes),
        with_slashes,
        lower_case_hex(&encoded),
        encoded,
    ] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
}

/// Returns how long the string, the run of other characters, or the single mark is that a JSON text
/// begins with.
fn token_length(json: &str) -> usize {
    let is_mark =
        |c: char| matches!(c, '"' | '[' | ']' | '{' | '}' | ':' | ',') || c.is_whitespace();
    if json.starts_with('"') {
        let mut escaped = false;
        let end = json.char_indices().skip(1).find(|(_, character)| {
            let ends = *character == '"' && !escaped;
            escaped = *character == '\\' && !escaped;
            ends
        });
        return end.map_or(json.len(), |(at, quote)| at + quote.len_utf8());
    }
    match json.find(is_mark) {
        Some(0) => json.chars().next().map_or(0, char::len_utf8),
        Some(at) => at,
        None => json.len(),
    }
}

/// Writes percent-encoded text with `%2f` instead of `%2F`.
fn lower_case_hex(encoded: &str) -> String {
    let mut pieces = encoded.split('%');
    let mut out = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (hex, rest) = piece.split_at_checked(2).unwrap_or((piece, ""));
        out.push_str(&format!("%{}{rest}", hex.to_ascii_lowercase()));
    }
    out
}
