//! The shape of an answer's body: keys and types, and never a value.

use serde_json::Value;
use std::collections::BTreeSet;

/// Deeper values are left out.
const MAX_DEPTH: usize = 6;
/// Longer keys are somebody's data, not names of the API.
const MAX_KEY: usize = 40;
/// Objects whose keys are ids, or chosen by whoever filled them.
const KEYED_BY_DATA: [&str; 4] = [
    "custom_fields",
    "ecommerce_data",
    "external_data",
    "integrations",
];
/// The same, inside of a record or of an error.
const FREE: [&str; 2] = ["data", "meta"];

/// What stands at one place, over all items of the lists around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    scalars: BTreeSet<&'static str>,
    /// Keys in the order in which they came.
    object: Option<Vec<(String, Shape)>>,
    list: Option<Box<Shape>>,
}

/// The shape of a body as text: `{id: number, email: null or string}`.
pub fn of(body: &[u8]) -> String {
    if body.is_empty() {
        return "empty".to_owned();
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => Shape::of(&value, 0).to_string(),
        Err(_) if body.trim_ascii_start().starts_with(b"<") => "markup, not JSON".to_owned(),
        Err(_) if std::str::from_utf8(body).is_ok() => "text, not JSON".to_owned(),
        Err(_) => "bytes, not text".to_owned(),
    }
}

impl Shape {
    fn of(value: &Value, depth: usize) -> Self {
        let mut shape = Self::default();
        match value {
            Value::Null => shape.is("null"),
            Value::Bool(_) => shape.is("boolean"),
            Value::Number(_) => shape.is("number"),
            Value::String(_) => shape.is("string"),
            Value::Array(_) if depth == MAX_DEPTH => shape.is("list"),
            Value::Object(_) if depth == MAX_DEPTH => shape.is("object"),
            Value::Array(items) => {
                let mut inner = Self::default();
                for item in items {
                    inner.merge(Self::of(item, depth + 1));
                }
                shape.list = Some(inner.into());
            }
            Value::Object(entries) => {
                let is_record = entries.contains_key("id") || entries.contains_key("msg");
                let mut keys = Self::default();
                for (key, value) in entries {
                    let hidden = KEYED_BY_DATA.contains(&key.as_str())
                        || is_record && FREE.contains(&key.as_str());
                    let inner = match value {
                        Value::Object(_) | Value::Array(_) if hidden => Self::kind(value),
                        _ => Self::of(value, depth + 1),
                    };
                    let keyed = vec![(shown(key), inner)];
                    keys.merge(Self {
                        object: Some(keyed),
                        ..Self::default()
                    });
                }
                shape.object = Some(keys.object.unwrap_or_default());
            }
        }
        shape
    }

    /// Without what is inside.
    fn kind(value: &Value) -> Self {
        Self::of(value, MAX_DEPTH)
    }

    fn is(&mut self, scalar: &'static str) {
        self.scalars.insert(scalar);
    }

    fn merge(&mut self, other: Self) {
        self.scalars.extend(other.scalars);
        if let Some(list) = other.list {
            self.list.get_or_insert_default().merge(*list);
        }
        if let Some(entries) = other.object {
            let known = self.object.get_or_insert_default();
            for (key, shape) in entries {
                match known.iter_mut().find(|(name, _)| *name == key) {
                    Some((_, held)) => held.merge(shape),
                    None => known.push((key, shape)),
                }
            }
        }
    }
}

/// A key that could be a name of the API; a mark in the place of any other.
fn shown(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
    let starts = key.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    // Rows of statistics have keys such as `createdDatetime`.
    let fits = key.chars().all(|c| is_plain(c) || c.is_ascii_uppercase());
    if starts && fits && key.len() <= MAX_KEY {
        key.to_owned()
    } else {
        "<key>".to_owned()
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut kinds: Vec<String> = self.scalars.iter().map(|it| (*it).to_owned()).collect();
        if let Some(list) = &self.list {
            kinds.push(match **list == Self::default() {
                true => "[]".to_owned(),
                false => format!("[{list}]"),
            });
        }
        if let Some(entries) = &self.object {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, shape)| format!("{key}: {shape}"))
                .collect();
            kinds.push(format!("{{{}}}", entries.join(", ")));
        }
        f.write_str(&kinds.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::json;

    #[test]
    fn a_shape_has_keys_and_types_and_no_values() {
        for (body, shape) in [
            (json!([]), "[]"),
            (json!([1, "x", null]), "[null or number or string]"),
            (
                json!({"data": [{"id": 7, "email": null}, {"id": 8, "email": "a@b.test", "n": 1}]}),
                "{data: [{id: number, email: null or string, n: number}]}",
            ),
            // What customers and integrations choose.
            (
                json!({"id": 7, "custom_fields": {"4411": {"value": "VIP"}}, "data": {"ada": 1}}),
                "{id: number, custom_fields: object, data: object}",
            ),
            (
                json!({"error": {"msg": "No ada@shop.test", "data": {"ada": ["no"]}}}),
                "{error: {msg: string, data: object}}",
            ),
            (
                json!({"ada@shop.test": 1, "7": 2, "Ada": 3}),
                "{<key>: number}",
            ),
            (
                json!({"createdDatetime.day": "x"}),
                "{createdDatetime.day: string}",
            ),
        ] {
            assert_eq!(of(body.to_string().as_bytes()), shape);
        }
        for (body, shape) in [
            (&b""[..], "empty"),
            (b" <html>", "markup, not JSON"),
            (b"Agent,Closed\n", "text, not JSON"),
            (b"\xff", "bytes, not text"),
        ] {
            assert_eq!(of(body), shape);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(of(deep.as_bytes()), "[[[[[[list]]]]]]");
    }
}
