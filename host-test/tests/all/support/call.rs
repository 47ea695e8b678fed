//! A call of the typed component by the tool's name.

use crate::support::value;
use contract::PREFIX;
use host::{Session, mcp::ToolError};
use serde_json::Value;
use std::fmt;
use wasmtime::component::Val;

/// What a tool returns (`None` for nothing), or its error.
pub type Outcome = Result<Option<Value>, ToolError>;

/// A function of the component, and values that fit its parameters.
#[derive(Clone, Debug)]
pub struct Call {
    function: String,
    pub arguments: Vec<Val>,
}

impl Call {
    /// `tool` is its name in MCP, without the prefix.
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
            Val::Result(Ok(value)) => Ok(value.as_deref().map(value::of)),
            Val::Result(Err(Some(error))) => Err(read(&value::of(&error))),
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
    let text = |name: &str| error[name].as_str().map(str::to_owned);
    let number = |name: &str| error[name].as_u64();
    ToolError {
        kind: text("kind").expect("a kind"),
        message: text("message").expect("a message"),
        status: number("status").map(|it| it.try_into().expect("a status")),
        details: text("details"),
        retry_after_seconds: number("retry-after-seconds")
            .map(|it| it.try_into().expect("seconds")),
        request_sent: error["request-sent"] == true,
        request_id: text("request-id"),
    }
}
