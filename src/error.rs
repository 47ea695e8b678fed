//! Making the error record that every tool answers with when it fails.

use crate::bindings::gorgias::customers::types::{self, ErrorKind};
use alloc::{boxed::Box, format, string::String};

/// The error record, by a pointer: it is large, seldom made, and handed up through every function.
pub type Error = Box<types::Error>;

/// An error of this kind, before anything was sent.
pub fn unsent(kind: ErrorKind, message: String) -> Error {
    Box::new(types::Error {
        kind,
        message,
        status: None,
        details: None,
        retry_after_seconds: None,
        request_sent: false,
        request_id: None,
    })
}

/// A parameter is wrong; `problem` says how, and what is allowed.
pub fn invalid(parameter: &str, problem: &str) -> Error {
    unsent(
        ErrorKind::InvalidInput,
        format!("`{parameter}` {problem}. Nothing was sent."),
    )
}

/// The settings do not allow a tool.
pub fn forbidden(tool: &str, reason: &str) -> Error {
    unsent(
        ErrorKind::BlockedByPolicy,
        format!("{tool} is not allowed: {reason}. Nothing was sent."),
    )
}

/// A setting is missing or malformed; `problem` says how, and what is allowed.
pub fn not_configured(variable: &str, problem: &str) -> Error {
    unsent(
        ErrorKind::NotConfigured,
        format!(
            "The environment variable {variable} {problem}. It is set where this plugin is loaded, not by a tool. Nothing was sent."
        ),
    )
}
