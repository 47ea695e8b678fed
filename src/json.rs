//! JSON without trees: a writer for requests, and readers that check a text and cut it into pieces.
//!
//! What callers give and what the API sends is copied as text, never parsed into numbers, so that
//! `1.10` and `12345678901234567890` keep their digits.

mod read;

pub use read::{Problem, is_array, items, members, string, valid};

use crate::error::{Error, invalid};
use alloc::{format, string::String};
use core::fmt::{self, Write};

/// Checks the JSON that a caller gave for `parameter`.
pub fn check<'a>(parameter: &str, text: &'a str) -> Result<&'a str, Error> {
    match valid(text) {
        Ok(()) => Ok(text),
        Err(problem) => Err(invalid(
            parameter,
            &format!("is not valid JSON: {}", problem.words()),
        )),
    }
}

/// Like `check`, for a parameter that has to be an object.
pub fn check_object<'a>(parameter: &str, text: &'a str) -> Result<&'a str, Error> {
    match check(parameter, text)?.trim_ascii_start().starts_with('{') {
        true => Ok(text),
        false => Err(invalid(parameter, "is not a JSON object, {…}")),
    }
}

/// Appends `text` to `out` as a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                push_display(out, format_args!("\\u{:04x}", control as u32))
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Appends what `value` displays as. Writing to a `String` cannot fail.
pub fn push_display(out: &mut String, value: impl fmt::Display) {
    let _ = write!(out, "{value}");
}

/// Appends a finite number: `42.0` becomes `42`.
pub fn push_number(out: &mut String, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value);
    out.push_str(text.strip_suffix(".0").unwrap_or(text));
}

/// Checks that JSON has a form for a number: it has none for infinities and not-a-number.
pub fn check_number(parameter: &str, value: f64) -> Result<f64, Error> {
    match value.is_finite() {
        true => Ok(value),
        false => Err(invalid(parameter, "is not a finite number")),
    }
}

/// Appends a JSON array of the items that `push` appends.
pub fn push_array<T>(out: &mut String, items: &[T], mut push: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}

/// Appends a JSON object to a text, key by key. Keys are the API's names, which need no escaping.
pub struct Object<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Opens an object at the end of `out`.
    pub fn new(out: &'a mut String) -> Self {
        out.push('{');
        Object { out, empty: true }
    }

    /// Writes a key and gives the text to append its value to.
    pub fn key(&mut self, key: &str) -> &mut String {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out
    }

    /// A string, when given.
    pub fn string(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            push_string(self.key(key), value);
        }
    }

    /// JSON text as it is, when given.
    pub fn raw(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.key(key).push_str(value);
        }
    }

    /// A whole number, when given.
    pub fn integer(&mut self, key: &str, value: Option<u64>) {
        if let Some(value) = value {
            push_display(self.key(key), value);
        }
    }

    /// A finite number, when given: `42.0` becomes `42`.
    pub fn number(&mut self, key: &str, value: Option<f64>) {
        if let Some(value) = value {
            push_number(self.key(key), value);
        }
    }

    /// A boolean, when given.
    pub fn boolean(&mut self, key: &str, value: Option<bool>) {
        self.raw(key, value.map(|value| if value { "true" } else { "false" }));
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests;
