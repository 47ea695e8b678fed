//! Reading JSON by its members without making a tree of it, and writing strings.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// How many members an object may have. What the protocol and the tools take has a few dozen; a body
/// of 32 MiB could hold millions, and each costs more memory than it does there.
const MAX_MEMBERS: usize = 1000;
/// How many elements an array may have.
const MAX_ELEMENTS: usize = 100_000;

/// An object: its members in order, each value as it was written.
#[derive(Debug, Default)]
pub struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// When the text is no JSON, or is JSON of another kind.
    pub fn read(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The member's value. Where it stands twice, the last one counts.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut members = self.0.iter().rev();
        members
            .find(|(key, _)| key == name)
            .map(|&(_, value)| value)
    }

    /// The member's value, unless it is null.
    pub fn get_non_null(&self, name: &str) -> Option<&'a RawValue> {
        self.get(name).filter(|value| value.get() != "null")
    }

    /// Takes the member out.
    pub fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let value = self.get(name);
        self.0.retain(|(key, _)| key != name);
        value
    }

    /// All members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members).map(Object)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            if members.len() == MAX_MEMBERS {
                return Err(A::Error::custom("too many members"));
            }
            members.push(member);
        }
        Ok(members)
    }
}

/// An array's elements, each as it was written.
pub struct Items<'a>(pub Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements).map(Items)
    }
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

/// The text of a JSON string; none when it is something else, or holds half a surrogate pair.
pub fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// Writes a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    // Writing a string to a string cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// Writes a JSON string, or null.
pub fn push_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_string(out, text),
        None => out.push_str("null"),
    }
}

/// Writes a number, or null.
pub fn push_number(out: &mut String, number: Option<u64>) {
    match number {
        Some(number) => out.push_str(&number.to_string()),
        None => out.push_str("null"),
    }
}
