//! The shape of an answer's body: keys and types, and never a value.

use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// Deeper values are left out.
const MAX_DEPTH: usize = 6;
/// The keys that the API documents, and the rows and legends of the statistics that are asked for.
/// Whoever fills an object may choose any other.
const KEYS: &str = "active address agent averageSurveyScore axes body category channel channels choices code \
    content_type context created_datetime createdDatetime custom_fields customer customer_id customers data \
    data_type deactivated_datetime definition deleted_datetime delta description details ecommerce_data email \
    end_datetime error external_data external_id field firstname granularity id input_settings input_type \
    integrations is_archived items label language lastname legend limit lines managed_type max \
    medianFirstResponseTime message messagesCount meta min more_is_better msg name next_cursor note object \
    object_id object_type offset onlineTime preferred prev_cursor previous_end_datetime \
    previous_start_datetime priority required requirement_type role roles scope size source start_datetime \
    status tags ticketCount timezone total total_resources type updated_datetime uri url user user_id value \
    version voiceCallsCount x y";

/// The types at one place, over all items of the lists around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    scalars: BTreeSet<&'static str>,
    /// Keys in the order in which they came.
    object: Option<Vec<(String, Shape)>>,
    list: Option<Box<Shape>>,
}

/// Returns the shape of a body as text: `{id: number, email: null or string}`.
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
        let scalar = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) if depth >= MAX_DEPTH => "list",
            Value::Object(_) if depth >= MAX_DEPTH => "object",
            Value::Array(items) => {
                let mut inner = Self::default();
                for item in items {
                    inner.merge(Self::of(item, depth + 1));
                }
                shape.list = Some(inner.into());
                return shape;
            }
            Value::Object(entries) => {
                let mut keys = Vec::new();
                for (key, value) in entries {
                    match KEYS.split_whitespace().any(|known| known == key) {
                        true => add(&mut keys, key, Self::of(value, depth + 1)),
                        false => add(&mut keys, "<key>", Self::of(value, MAX_DEPTH)),
                    }
                }
                shape.object = Some(keys);
                return shape;
            }
        };
        shape.scalars.insert(scalar);
        shape
    }

    fn merge(&mut self, other: Self) {
        self.scalars.extend(other.scalars);
        if let Some(list) = other.list {
            self.list.get_or_insert_default().merge(*list);
        }
        if let Some(entries) = other.object {
            let known = self.object.get_or_insert_default();
            entries
                .into_iter()
                .for_each(|(key, shape)| add(known, &key, shape));
        }
    }
}

fn add(keys: &mut Vec<(String, Shape)>, key: &str, shape: Shape) {
    match keys.iter_mut().find(|(name, _)| name == key) {
        Some((_, held)) => held.merge(shape),
        None => keys.push((key.to_owned(), shape)),
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: Vec<String> = self.scalars.iter().map(|it| (*it).to_owned()).collect();
        kinds.extend(self.list.as_ref().map(|list| format!("[{list}]")));
        if let Some(entries) = &self.object {
            let entries = entries.iter().map(|(key, shape)| format!("{key}: {shape}"));
            kinds.push(format!("{{{}}}", entries.collect::<Vec<_>>().join(", ")));
        }
        f.write_str(&kinds.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::json;

    #[test]
    fn a_shape_has_known_keys_and_types_and_no_values() {
        for (body, shape) in [
            (json!([]), "[]"),
            (json!([1, "x", null]), "[null or number or string]"),
            (
                json!({"data": [{"id": 7, "email": null}, {"id": 8, "email": "a@b.test", "name": "n"}]}),
                "{data: [{id: number, email: null or string, name: string}]}",
            ),
            // What customers and integrations choose, whatever it is called.
            (
                json!({"id": 7, "custom_fields": {"4411": {"value": "VIP"}}, "data": {"ada": 1}, "custom": {"x": 2}}),
                "{id: number, custom_fields: {<key>: object}, data: {<key>: number}, <key>: object}",
            ),
            (
                json!({"error": {"msg": "No ada@shop.test", "data": {"ada": ["no"]}}}),
                "{error: {msg: string, data: {<key>: list}}}",
            ),
            (
                json!({"ada@shop.test": 1, "7": 2, "Ada": null}),
                "{<key>: null or number}",
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
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(of(deep.as_bytes()), "[[[[[[list]]]]]]");
    }
}
