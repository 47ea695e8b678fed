//! Reading JSON by its members without making a tree of it, and writing strings.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{cell::RefCell, fmt};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// How many members an object may have. What the protocol and the tools take has a few dozen; a body
/// of 32 MiB could hold millions, and each costs more memory than it does there.
const MAX_MEMBERS: usize = 1000;
/// How many elements an array may have.
const MAX_ELEMENTS: usize = 100_000;

/// An object: its members in order, each value as it was written, no name twice.
#[derive(Debug, Default)]
pub struct Object<'a>(Vec<(String, &'a RawValue)>);

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
        let members = RefCell::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = Members(&members).deserialize(&mut deserializer);
        if read.and_then(|()| deserializer.end()).is_err() {
            return Err(Misread::NotAnObject);
        }
        let object = Object(members.into_inner());
        let mut names: Vec<&str> = object.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Misread::Repeated(pair[0].into(), object)),
            None => Ok(object),
        }
    }

    /// Reads the members at the beginning of an object that was cut off.
    pub fn read_beginning(text: &'a str) -> Self {
        let members = RefCell::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // Ends with an error where the text does.
        let _ = Members(&members).deserialize(&mut deserializer);
        Object(members.into_inner())
    }

    /// Returns the member's value.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut members = self.0.iter();
        members
            .find(|(key, _)| key == name)
            .map(|&(_, value)| value)
    }

    /// Returns the member's value, unless it is null.
    pub fn get_non_null(&self, name: &str) -> Option<&'a RawValue> {
        self.get(name).filter(|value| value.get() != "null")
    }

    /// Takes the member out.
    pub fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let value = self.get(name);
        self.0.retain(|(key, _)| key != name);
        value
    }

    /// Returns all members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

/// Collects members outside of itself, so that those before an error stay.
struct Members<'m, 'de>(&'m RefCell<Vec<(String, &'de RawValue)>>);

impl<'de> DeserializeSeed<'de> for Members<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members = self.0.borrow_mut();
        while let Some(member) = map.next_entry()? {
            if members.len() == MAX_MEMBERS {
                return Err(A::Error::custom("too many members"));
            }
            members.push(member);
        }
        Ok(())
    }
}

/// An array's elements, each as it was written.
pub struct Items<'a>(pub Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements).map(Items)
    }
}

/// Returns an array's elements; of any other JSON none.
pub fn items(text: &str) -> Vec<&RawValue> {
    serde_json::from_str(text).map_or_else(|_| Vec::new(), |Items(items)| items)
}

struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = array.next_element()? {
            if elements.len() == MAX_ELEMENTS {
                return Err(A::Error::custom("too many elements"));
            }
            elements.push(element);
        }
        Ok(elements)
    }
}

/// Returns the text of a JSON string; none when it is something else, or holds half a surrogate pair.
pub fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// Writes a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut copied = 0;
    for (index, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[copied..index]);
        copied = index + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => out.push_str(&format!("\\u{byte:04x}")),
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

/// Writes a JSON string, or null.
pub fn push_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_string(out, text),
        None => out.push_str("null"),
    }
}
