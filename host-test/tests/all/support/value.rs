//! Component values as JSON, which tests can write down and compare.

use serde_json::{Map, Value, json};
use wasmtime::component::Val;

/// Records become objects with the names of `wit/`, `none` becomes null, enums become strings.
pub fn of(value: &Val) -> Value {
    match value {
        Val::Bool(value) => json!(value),
        Val::U16(value) => json!(value),
        Val::U32(value) => json!(value),
        Val::U64(value) => json!(value),
        Val::Float64(value) => json!(value),
        Val::String(text) => json!(text),
        Val::Enum(case) => json!(case),
        Val::List(items) => items.iter().map(of).collect(),
        Val::Option(value) => value.as_deref().map_or(Value::Null, of),
        Val::Record(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), of(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => panic!("no tool returns {other:?}"),
    }
}

/// Reads the JSON texts in a tool's result: the whole of it, or a page's `items` and `meta`.
/// A text that is no JSON (CSV) stays as it is.
pub fn read(value: Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Value::Object(mut page) if page.contains_key("items") => {
            for key in ["items", "meta"] {
                if let Some(part) = page.get_mut(key) {
                    *part = read(part.take());
                }
            }
            Value::Object(page)
        }
        other => other,
    }
}

/// A text as a WAVE string, to put JSON into a call.
pub fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => quoted.extend(control.escape_unicode()),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
