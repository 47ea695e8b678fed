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
