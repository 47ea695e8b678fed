//! How MCP names tools, parameters and variables.

use alloc::string::String;
use gorgias_customers::error::{Dialect, Error, Message};

/// What the names of all tools begin with.
pub const PREFIX: &str = "gorgias_customers_";

/// The names where no connection is meant.
pub const MCP: Dialect<'static> = Dialect {
    separator: "_",
    prefix: PREFIX,
    flattens_changes: true,
    suffix: "",
};

/// Returns the message of an error.
pub fn message(error: &Error) -> String {
    error.message(&MCP)
}

/// Gives variables the names that they have for a connection.
pub fn error_of(error: Error, id: &str) -> Error {
    let suffix = ["__", id].concat();
    error.fixed(&Dialect {
        suffix: &suffix,
        ..MCP
    })
}

/// Gives variables the names that they have for a connection.
pub fn message_of(message: &Message, id: &str) -> Message {
    let suffix = ["__", id].concat();
    let dialect = Dialect {
        suffix: &suffix,
        ..MCP
    };
    dialect.message(message).into()
}
