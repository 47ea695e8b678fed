//! The outcome of a call.

use serde::de::IgnoredAny;
use serde_json::Value;
use std::fmt;
use wasmtime::component::{Val, wasm_wave};

/// A tool's answer: a WIT `result`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    result: Val,
}

impl Outcome {
    pub(crate) fn new(result: Val) -> Self {
        Self { result }
    }

    /// Returns the whole result.
    #[must_use]
    pub fn result(&self) -> &Val {
        &self.result
    }

    /// Returns the whole result in WAVE: `ok("…")` or `err({kind: not-found, …})`.
    #[must_use]
    pub fn wave(&self) -> String {
        wave(&self.result)
    }

    /// Returns what the tool returned, if anything, or its error.
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

/// Returns a value in WAVE.
#[must_use]
pub fn wave(value: &Val) -> String {
    wasm_wave::to_string(value).unwrap_or_else(|_| format!("{value:?}"))
}

/// Returns a value as JSON: records become objects with the names of `wit/`, of which those that are
/// `none` are left out, enums become strings, and text that holds a JSON object or array stays as it
/// came, digits and all.
#[must_use]
pub fn json(value: &Val) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value {
        Val::String(text) if is_json(text) => text.clone(),
        Val::String(text) | Val::Enum(text) => Value::from(text.as_str()).to_string(),
        Val::Bool(_) | Val::U16(_) | Val::U32(_) | Val::U64(_) | Val::Float64(_) => wave(value),
        Val::List(items) => format!("[{}]", joined(items.iter().map(json).collect())),
        Val::Option(value) => value.as_deref().map_or("null".to_owned(), json),
        Val::Record(fields) => {
            let fields = fields.iter();
            let present = fields.filter(|(_, value)| *value != Val::Option(None));
            let members = present.map(|(name, value)| format!("\"{name}\":{}", json(value)));
            format!("{{{}}}", joined(members.collect()))
        }
        other => Value::from(wave(other)).to_string(),
    }
}

/// Tells whether the text is a JSON object or array.
#[must_use]
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The error record of the world, read from an untyped result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolError {
    /// The kind, as in `wit/`: `not-found`.
    pub kind: String,
    /// Says what went wrong and what to do about it.
    pub message: String,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The API's own words about it, as JSON.
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
