//! A call of the typed component by the tool's name.

use contract::PREFIX;
use host::{Session, mcp::ToolError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::fmt;
use wasmtime::component::Val;

/// The result of a tool (`None` for nothing), or its error.
pub type Outcome = Result<Option<Value>, ToolError>;

/// A function of the component, and values that fit its parameters.
#[derive(Clone, Debug)]
pub struct Call {
    function: String,
    pub arguments: Vec<Val>,
}

impl Call {
    /// Makes one of values that fit. `tool` is its name in MCP, without the prefix.
    pub fn new(tool: &str, arguments: Vec<Val>) -> Self {
        Self {
            function: format!("{PREFIX}{}", tool.replace('_', "-")),
            arguments,
        }
    }

    /// Makes the call in a session that may have made others before.
    ///
    /// # Errors
    ///
    /// When the component traps.
    pub async fn make(&self, session: &mut Session) -> wasmtime::Result<Outcome> {
        let result = session.call(&self.function, &self.arguments).await?;
        Ok(match result {
            Val::Result(Ok(value)) => Ok(value.as_deref().map(json)),
            Val::Result(Err(Some(error))) => Err(read(&json(&error))),
            other => panic!("no tool returns {other:?}"),
        })
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.function)
    }
}

fn read(error: &Value) -> ToolError {
    ToolError {
        kind: member(error, "kind"),
        message: member(error, "message"),
        status: member(error, "status"),
        details: member(error, "details"),
        retry_after_seconds: member(error, "retry-after-seconds"),
        request_sent: member(error, "request-sent"),
        request_id: member(error, "request-id"),
    }
}

fn member<T: DeserializeOwned>(record: &Value, name: &str) -> T {
    serde_json::from_value(record[name].clone()).expect(name)
}

/// Records become objects with the names of `wit/`, `none` becomes null, enums become strings.
fn json(value: &Val) -> Value {
    match value {
        Val::Bool(value) => Value::from(*value),
        Val::U16(value) => Value::from(*value),
        Val::U32(value) => Value::from(*value),
        Val::U64(value) => Value::from(*value),
        Val::Float64(value) => Value::from(*value),
        Val::String(text) => Value::from(text.as_str()),
        Val::Enum(case) => Value::from(case.as_str()),
        Val::List(items) => items.iter().map(json).collect(),
        Val::Option(value) => value.as_deref().map_or(Value::Null, json),
        Val::Record(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), json(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => panic!("no tool returns {other:?}"),
    }
}
