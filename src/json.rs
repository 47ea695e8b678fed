//! JSON without trees: a writer for requests, and readers that check a text and cut it into pieces.
//!
//! What callers give and what the API sends is copied as text, never parsed into numbers, so that
//! `1.10` and `12345678901234567890` keep their digits.

use crate::{bindings::gorgias::customers::types::Error, error::invalid};
use alloc::{format, string::String, vec::Vec};
use core::fmt::{self, Write};
use serde_core::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// How deep a caller's JSON may nest. The API needs five; far beyond that, servers and hosts
/// overflow their stacks.
const MAX_DEPTH: usize = 128;

/// Checks the JSON that a caller gave for `parameter`.
pub fn check<'a>(parameter: &str, text: &'a str) -> Result<&'a str, Error> {
    match valid(text) {
        Err(error) => Err(invalid(parameter, &format!("is not valid JSON: {error}"))),
        Ok(_) if depth(text) > MAX_DEPTH => Err(invalid(
            parameter,
            &format!("nests deeper than {MAX_DEPTH} levels"),
        )),
        Ok(_) => Ok(text),
    }
}

/// Like `check`, for a parameter that has to be an object.
pub fn check_object<'a>(parameter: &str, text: &'a str) -> Result<&'a str, Error> {
    if !check(parameter, text)?.trim_start().starts_with('{') {
        return Err(invalid(parameter, "is not a JSON object, {…}"));
    }
    Ok(text)
}

/// How deep a valid JSON text nests.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
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
            push_display(self.key(key), value);
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

/// The members of a JSON object that have these keys, each value as it stands in `text`.
///
/// The whole text is checked. Fails when it is not JSON, or not an object.
pub fn members<'a, const N: usize>(
    text: &'a str,
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], serde_json::Error> {
    let mut found = [None; N];
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.deserialize_map(Members {
        keys: &keys,
        found: &mut found,
    })?;
    reader.end()?;
    Ok(found)
}

/// The first `at_most` items of a JSON array, each as it stands in `text`.
///
/// The whole text is checked. Fails when it is not JSON, or not an array.
pub fn items(text: &str, at_most: usize) -> Result<Vec<&str>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let items = reader.deserialize_seq(Items { at_most })?;
    reader.end()?;
    Ok(items)
}

/// Checks that `text` is one JSON value.
pub fn valid(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<&RawValue>(text).map(|_| ())
}

/// Whether a JSON text is an array, going by its first character.
pub fn is_array(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// The value of a JSON string; none for any other JSON.
pub fn string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// Keeps the members asked for and nothing of the others: an answer made of millions of keys
/// takes no memory beyond its own.
struct Members<'k, 'f, 'de> {
    keys: &'k [&'k str],
    found: &'f mut [Option<&'de str>],
}

impl<'de> Visitor<'de> for Members<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
            for (wanted, found) in self.keys.iter().zip(self.found.iter_mut()) {
                if *wanted == key {
                    *found = Some(value.get());
                }
            }
        }
        Ok(())
    }
}

struct Items {
    at_most: usize,
}

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<&RawValue>()? {
            if items.len() < self.at_most {
                items.push(item.get());
            }
        }
        Ok(items)
    }
}
