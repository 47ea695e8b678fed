//! Reading and writing JSON by its members, without making a tree of it.

use alloc::{borrow::Cow, collections::BinaryHeap, format, string::String, vec::Vec};
use core::str;
use gorgias_customers::json as api_json;

/// How many members an object may have. What the protocol and the tools take has a few dozen; a body
/// of 32 MiB could hold millions, and each costs more memory than it does there.
const MAX_MEMBERS: usize = 1000;
/// How many elements an array may have.
const MAX_ELEMENTS: usize = 100_000;

/// An object: its members in order, each value as it was written, no name twice.
#[derive(Debug, Default)]
pub struct Object<'a>(Vec<(String, &'a str)>);

/// Why a text is not read as an object.
#[derive(Debug)]
pub enum Misread<'a> {
    /// It is no JSON, JSON of another kind, or has far too many members.
    NotAnObject,
    /// It has a member of this name twice: readers differ in which of them counts. The object has
    /// all that came.
    Repeated(String, Object<'a>),
}

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// When the text is something else, and when a member is there twice.
    pub fn read(text: &'a str) -> Result<Self, Misread<'a>> {
        let (object, is_whole) = Object::read_members(text);
        if !is_whole {
            return Err(Misread::NotAnObject);
        }
        // Sorted by a heap, which takes 2 kB less than the sorting of slices.
        let names: BinaryHeap<&str> = object.0.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.into_sorted_vec();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Misread::Repeated(pair[0].into(), object)),
            None => Ok(object),
        }
    }

    /// Reads the members at the beginning of an object that was cut off.
    pub fn read_beginning(text: &'a str) -> Self {
        Object::read_members(text).0
    }

    /// Reads members up to the first problem. Tells whether these are all, and the text an object.
    fn read_members(text: &'a str) -> (Self, bool) {
        let mut members = Vec::new();
        let mut has_more = false;
        let read = api_json::each_member(text, &mut |key, value| match str::from_utf8(key) {
            Ok(key) if members.len() < MAX_MEMBERS => members.push((key.into(), value)),
            _ => has_more = true,
        });
        (Object(members), read.is_ok() && !has_more)
    }

    /// Returns the member's value.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut members = self.0.iter();
        members
            .find(|(key, _)| key == name)
            .map(|&(_, value)| value)
    }

    /// Returns the member's value, unless it is null.
    pub fn get_non_null(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|value| *value != "null")
    }

    /// Takes the member out.
    pub fn take(&mut self, name: &str) -> Option<&'a str> {
        let value = self.get(name);
        self.0.retain(|(key, _)| key != name);
        value
    }

    /// Returns all members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

/// Returns an array's elements, each as it was written; none of other JSON, and of far too many.
pub fn items(text: &str) -> Option<Vec<&str>> {
    let items = api_json::items(text, MAX_ELEMENTS + 1).ok()?;
    (items.len() <= MAX_ELEMENTS).then_some(items)
}

/// Returns the text of a JSON string; none when it is something else, or holds half a surrogate pair.
pub fn string(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
}

/// Returns the length of the string that a piece of JSON begins with, quotes included.
pub fn string_length(json: &str) -> usize {
    let mut length = 1;
    while let Some(byte) = json.as_bytes().get(length) {
        match byte {
            b'"' => return length + 1,
            b'\\' => length += 2,
            _ => length += 1,
        }
    }
    json.len()
}

/// Writes a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    escape(text, true, out);
    out.push('"');
}

/// Writes JSON on one line: newlines between its parts become spaces, inside strings it has none.
pub fn on_one_line(json: &str) -> Cow<'_, str> {
    // One at a time: the core library looks for one character eight bytes at a time.
    if !LINE_ENDS.iter().any(|&end| json.contains(end)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    escape(json, false, &mut out);
    Cow::Owned(out)
}

/// Characters that some readers take for the end of a line.
const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Writes a text, and as escapes what cannot stand in a line of JSON.
fn escape(text: &str, in_string: bool, out: &mut String) {
    let mut copied = 0;
    for (index, byte) in text.bytes().enumerate() {
        let control;
        let (length, escaped) = match byte {
            b'"' if in_string => (1, "\\\""),
            b'\\' if in_string => (1, "\\\\"),
            b'\n' if in_string => (1, "\\n"),
            b'\r' if in_string => (1, "\\r"),
            b'\t' if in_string => (1, "\\t"),
            0..0x20 if in_string => {
                control = format!("\\u{byte:04x}");
                (1, control.as_str())
            }
            b'\n' | b'\r' => (1, " "),
            0xc2 | 0xe2 => match text.get(index..).and_then(|rest| rest.chars().next()) {
                Some('\u{85}') => (2, "\\u0085"),
                Some('\u{2028}') => (3, "\\u2028"),
                Some('\u{2029}') => (3, "\\u2029"),
                _ => continue,
            },
            _ => continue,
        };
        out.push_str(text.get(copied..index).unwrap_or_default());
        out.push_str(escaped);
        copied = index + length;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
}

/// Writes a comma, unless what comes next is the first in its object or array.
pub fn separate(out: &mut String) {
    if !matches!(out.as_bytes().last(), None | Some(b'{' | b'[')) {
        out.push(',');
    }
}

fn push_name(out: &mut String, name: &str) {
    separate(out);
    push_string(out, name);
    out.push(':');
}

/// Writes members of an object or elements of an array, if there are any.
pub fn push_all(out: &mut String, parts: &str) {
    if !parts.is_empty() {
        separate(out);
        out.push_str(parts);
    }
}

/// Writes a member of an object. `value` is JSON.
pub fn push_member(out: &mut String, name: &str, value: &str) {
    push_name(out, name);
    out.push_str(value);
}

/// Writes a member of an object whose value is a text.
pub fn push_text(out: &mut String, name: &str, text: &str) {
    push_name(out, name);
    push_string(out, text);
}

/// Reads an object's members as far as they can be told apart.
pub fn object(json: &str) -> Object<'_> {
    match Object::read(json) {
        Ok(object) | Err(Misread::Repeated(_, object)) => object,
        Err(Misread::NotAnObject) => Object::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_and_keep_their_value() {
        let text = "a\"b\\c\n\r\t\u{1}\u{1f}\u{7f} é€\u{85}\u{2028}\u{2029}\u{a0}\u{10ffff}";
        let mut out = String::new();
        push_string(&mut out, text);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        assert!(
            out.chars()
                .all(|c| c >= ' ' && !"\u{85}\u{2028}\u{2029}".contains(c))
        );
    }

    #[test]
    fn json_comes_on_one_line_and_keeps_its_value() {
        let json = "{\n\"a\u{2028}\\n\":\r\n[\"\u{85}é\u{2029}\"]}";
        let out = on_one_line(json);
        assert_eq!(out, "{ \"a\\u2028\\n\":  [\"\\u0085é\\u2029\"]}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&out), value(json));
        assert!(matches!(on_one_line("{\"é\": 1}"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_members_of_an_object_that_was_cut_are_read_as_far_as_they_are_whole() {
        let object = Object::read_beginning(r#"{"a":1,"b":{"c":[]},"d":"x"#);
        let names: Vec<&str> = object.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
