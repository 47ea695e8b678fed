//! What a tool answered.

use serde_json::Value;
use std::fmt;
use wasmtime::component::{Val, wasm_wave};

/// What a tool answered: a WIT `result`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    result: Val,
}

impl Outcome {
    pub(crate) fn new(result: Val) -> Self {
        Self { result }
    }

    /// The whole result.
    #[must_use]
    pub fn result(&self) -> &Val {
        &self.result
    }

    /// The whole result in WAVE: `ok("…")` or `err({kind: not-found, …})`.
    #[must_use]
    pub fn wave(&self) -> String {
        wave(&self.result)
    }

    /// What the tool returned, if anything, or its error.
    ///
    /// # Errors
    ///
    /// The tool's.
    pub fn get(&self) -> Result<Option<&Val>, ToolError> {
        match &self.result {
            Val::Result(Ok(value)) => Ok(value.as_deref()),
            Val::Result(Err(error)) => Err(ToolError::read(error.as_deref())),
            // No tool of the world has another type.
            other => Ok(Some(other)),
        }
    }
}

/// A value in WAVE.
#[must_use]
pub fn wave(value: &Val) -> String {
    wasm_wave::to_string(value).unwrap_or_else(|_| format!("{value:?}"))
}

/// A value as JSON: records become objects with the names of `wit/`, `none` becomes null, enums
/// become strings, and text that holds a JSON object or array becomes that.
#[must_use]
pub fn json(value: &Val) -> Value {
    match value {
        Val::Bool(value) => (*value).into(),
        Val::U16(value) => (*value).into(),
        Val::U32(value) => (*value).into(),
        Val::U64(value) => (*value).into(),
        Val::Float64(value) => (*value).into(),
        Val::Enum(case) => case.as_str().into(),
        Val::List(items) => items.iter().map(json).collect(),
        Val::Option(value) => value.as_deref().map_or(Value::Null, json),
        Val::Record(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.clone(), json(value)))
                .collect()
        }
        Val::String(text) => match serde_json::from_str(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
            _ => text.as_str().into(),
        },
        other => wave(other).into(),
    }
}

/// The error record of the world, read from an untyped result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolError {
    /// The kind, as in `wit/`: `not-found`.
    pub kind: String,
    /// What went wrong and what to do about it.
    pub message: String,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What the API said about it, as JSON.
    pub details: Option<String>,
    /// How long the API asks to wait.
    pub retry_after_seconds: Option<u32>,
    /// Whether the request may have arrived.
    pub request_sent: bool,
    /// For Gorgias' support.
    pub request_id: Option<String>,
}

impl ToolError {
    fn read(value: Option<&Val>) -> Self {
        let mut error = Self::default();
        let Some(Val::Record(fields)) = value else {
            return error;
        };
        for (name, value) in fields {
            let value = match value {
                Val::Option(None) => continue,
                Val::Option(Some(value)) => value,
                value => value,
            };
            match (name.as_str(), value) {
                ("kind", Val::Enum(kind)) => error.kind.clone_from(kind),
                ("message", Val::String(text)) => error.message.clone_from(text),
                ("status", Val::U16(status)) => error.status = Some(*status),
                ("details", Val::String(json)) => error.details = Some(json.clone()),
                ("retry-after-seconds", Val::U32(it)) => error.retry_after_seconds = Some(*it),
                ("request-sent", Val::Bool(sent)) => error.request_sent = *sent,
                ("request-id", Val::String(id)) => error.request_id = Some(id.clone()),
                _ => {}
            }
        }
        error
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)?;
        if let Some(status) = self.status {
            write!(f, "\n  status: {status}")?;
        }
        if let Some(details) = &self.details {
            write!(f, "\n  details: {details}")?;
        }
        if let Some(seconds) = self.retry_after_seconds {
            write!(f, "\n  try again in: {seconds} s")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, "\n  request id: {id}")?;
        }
        let sent = if self.request_sent { "yes" } else { "no" };
        write!(f, "\n  request sent: {sent}")
    }
}

impl std::error::Error for ToolError {}
