//! JSON without trees: what callers give and what the API sends is checked and cut where it stands,
//! never parsed into numbers, so that `1.10` and `12345678901234567890` keep their digits.
//!
//! Depth needs no bound here: [`IgnoredAny`] and [`RawValue`] pass values without recursion.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use serde::{
    Deserialize, Serialize, Serializer,
    de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
    ser,
};
use serde_json::{error::Category, value::RawValue};

/// Why a text is not JSON, or not the JSON that is needed.
#[derive(Debug)]
pub enum Problem {
    /// It holds nothing but white space.
    Empty,
    /// It is JSON, but not the object or array that is needed.
    OtherKind,
    /// It is not JSON.
    Syntax(serde_json::Error),
}

impl Problem {
    /// Classifies a serde error for `text`.
    fn new(error: serde_json::Error, text: &str) -> Self {
        match error.classify() {
            _ if text.trim_ascii().is_empty() => Problem::Empty,
            // The library's own words would quote the whole value.
            Category::Data => Problem::OtherKind,
            _ => Problem::Syntax(error),
        }
    }

    /// Returns what stands around the place in `text` that is not JSON; nothing where that says nothing.
    pub fn excerpt<'t>(&self, text: &'t str) -> &'t str {
        const AROUND: usize = 20;
        let Problem::Syntax(error) = self else {
            return "";
        };
        let lines = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1));
        let place = lines.map(str::len).sum::<usize>() + error.column();
        let start = text.floor_char_boundary(place.saturating_sub(AROUND));
        let end = text.floor_char_boundary(place + AROUND);
        text.get(start..end).unwrap_or_default()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Empty => f.write_str("it is empty"),
            Problem::OtherKind => f.write_str("it is of another kind"),
            Problem::Syntax(error) => error.fmt(f),
        }
    }
}

/// Checks that `text` is one JSON value.
pub fn valid(text: &str) -> Result<(), Problem> {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Problem::new(error, text)),
    }
}

/// Tells whether a JSON text is an array, going by its first character.
pub fn is_array(text: &str) -> bool {
    text.trim_ascii_start().starts_with('[')
}

/// Returns the members of a JSON object that have these keys, each value as it stands in `text`;
/// the last one where a key is repeated.
///
/// The whole text is checked. Fails when it is not JSON, or not an object. What is not asked for
/// is not kept: an answer made of millions of keys takes no memory beyond its own.
pub fn members<'a, const N: usize>(
    text: &'a str,
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], Problem> {
    let mut found = [None; N];
    read(text, Kind::Object, &mut |key, value| {
        for (wanted, found) in keys.iter().zip(&mut found) {
            if key == wanted.as_bytes() {
                *found = Some(value);
            }
        }
    })?;
    Ok(found)
}

/// Returns the first `at_most` items of a JSON array, each as it stands in `text`.
///
/// The whole text is checked. Fails when it is not JSON, or not an array.
pub fn items(text: &str, at_most: usize) -> Result<Vec<&str>, Problem> {
    let mut items = Vec::new();
    read(text, Kind::Array, &mut |_, item| {
        if items.len() < at_most {
            items.push(item);
        }
    })?;
    Ok(items)
}

/// Calls `each` with key and value of each member of a JSON object.
///
/// Fails as [`members`] does, when what stands before the problem has been handed on.
pub fn each_member<'a>(text: &'a str, each: &mut dyn FnMut(&[u8], &'a str)) -> Result<(), Problem> {
    read(text, Kind::Object, each)
}

/// Calls `each` with each item of a JSON array.
///
/// Fails as [`items`] does, when what stands before the problem has been handed on.
pub fn each_item<'a>(text: &'a str, each: &mut dyn FnMut(&'a str)) -> Result<(), Problem> {
    read(text, Kind::Array, &mut |_, item| each(item))
}

/// Returns the value of a JSON string; none for any other JSON. Half a surrogate pair does not
/// lose the text, as it would if the string were read as one: it becomes U+FFFD, once for each of its bytes.
pub fn string(text: &str) -> Option<String> {
    let Bytes(bytes) = serde_json::from_str(text).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The form that a text is read as.
#[derive(Clone, Copy)]
enum Kind {
    Object,
    Array,
}

/// Calls `each` with key and value of each member of an object, or with no key and each item of an
/// array.
fn read<'a>(
    text: &'a str,
    kind: Kind,
    each: &mut dyn FnMut(&[u8], &'a str),
) -> Result<(), Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parts = Parts { each };
    match kind {
        Kind::Object => deserializer.deserialize_map(parts),
        Kind::Array => deserializer.deserialize_seq(parts),
    }
    .and_then(|()| deserializer.end())
    .map_err(|error| match Problem::new(error, text) {
        // Reading stops at the first character of another kind.
        Problem::OtherKind => valid(text).err().unwrap_or(Problem::OtherKind),
        problem => problem,
    })
}

/// Hands on the parts of an object or array.
struct Parts<'f, 'a> {
    each: &'f mut dyn FnMut(&[u8], &'a str),
}

impl<'a> Visitor<'a> for Parts<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        // Raw text is checked for control characters, which bytes are not.
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let Bytes(key) = serde_json::from_str(key.get()).map_err(A::Error::custom)?;
            (self.each)(&key, value.get());
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            (self.each)(&[], item.get());
        }
        Ok(())
    }
}

/// A JSON string as bytes, which are UTF-8 but for halves of surrogate pairs.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            // What is no string could be an array of numbers, which also makes bytes.
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Bytes, A::Error> {
                Err(A::Error::custom("not a string"))
            }
        }

        deserializer.deserialize_bytes(Read)
    }
}

/// Writes JSON text as it is.
pub struct Raw<'a>(pub &'a str);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(self.0) {
            Ok(json) => json.serialize(serializer),
            Err(error) => Err(ser::Error::custom(error)),
        }
    }
}

/// Writes a number; one that is whole without a fraction, `42` instead of `42.0`.
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Beyond this, not every whole number has a value of its own.
        const WHOLE: f64 = 9_007_199_254_740_992.0;
        let whole = self.0 as i64;
        match whole as f64 == self.0 && self.0.abs() <= WHOLE {
            true => serializer.serialize_i64(whole),
            false => serializer.serialize_f64(self.0),
        }
    }
}

/// Writes the JSON text of a value. `Err` only if one of its JSON texts is not JSON.
pub fn write(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

/// Writes one object with the members of two.
pub fn joined(first: &str, second: &str) -> String {
    let first = first.strip_suffix('}').unwrap_or(first);
    let second = second.strip_prefix('{').unwrap_or(second);
    let comma = match first == "{" || second == "}" {
        true => "",
        false => ",",
    };
    [first, comma, second].concat()
}
