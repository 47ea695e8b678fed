//! Calls of tools, for programs that speak no MCP themselves.

use crate::{mcp::McpServer, sandbox::Sandbox};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use std::fmt;
use wasmtime::{Result, bail, error::Context, format_err};

/// JSON-RPC's code of parameters that a method does not take.
const INVALID_PARAMS: i64 = -32602;

/// The answer of a tool.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// An object, with the digits and the order that the API gave; none of a file.
    pub structured_content: Option<Box<RawValue>>,
    /// The blocks that a model reads: the object as text, or CSV, or what a file is and its content.
    pub content: Vec<Value>,
    is_error: bool,
}

/// The error of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ToolError {
    /// The kind, as in `wit/`: `not-found`.
    pub kind: String,
    /// Says what went wrong and what to do about it.
    #[serde(skip)]
    pub message: String,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The API's own words about it, as JSON.
    #[serde(default, deserialize_with = "as_it_came")]
    pub details: Option<String>,
    /// How long the API asks to wait.
    pub retry_after_seconds: Option<u32>,
    /// Whether the request may have arrived.
    pub request_sent: bool,
    /// For Gorgias' support.
    pub request_id: Option<String>,
}

#[derive(Deserialize)]
struct Response<T> {
    result: Option<T>,
    error: Option<RpcError>,
}

#[derive(Deserialize)]
struct RpcError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct List {
    tools: Vec<Value>,
}

impl McpServer {
    /// Lists the tools, as clients see them with the settings of this sandbox.
    ///
    /// # Errors
    ///
    /// When the settings are malformed, and when the component traps.
    pub async fn list(&self, sandbox: &Sandbox) -> Result<Vec<Value>> {
        let list: Result<List, RpcError> = self.request(sandbox, "tools/list", "{}").await?;
        match list {
            Ok(list) => Ok(list.tools),
            Err(error) => bail!("{}", error.message),
        }
    }

    /// Calls a tool, each time of an instance of its own. Its name is taken with `-` or `_`, with the
    /// prefix that all have or without it; the arguments are an object, or null for none.
    ///
    /// # Errors
    ///
    /// When the component traps. A tool that is not there is a [`ToolError`] of the kind
    /// `invalid-input`, as arguments are that do not fit.
    pub async fn call(
        &self,
        sandbox: &Sandbox,
        tool: &str,
        arguments: &RawValue,
    ) -> Result<Result<Answer, ToolError>> {
        let name = Value::from(tool.replace('-', "_"));
        // A message is one line. Inside of strings JSON has no newlines.
        let arguments = arguments.get().replace(['\n', '\r'], " ");
        let params = format!(r#"{{"name":{name},"arguments":{arguments}}}"#);
        let answered: Result<Answer, RpcError> =
            self.request(sandbox, "tools/call", &params).await?;
        match answered {
            Ok(answer) if answer.is_error => answer.error().map(Err),
            Ok(answer) => Ok(Ok(answer)),
            Err(error) if error.code == INVALID_PARAMS => Ok(Err(ToolError {
                kind: "invalid-input".to_owned(),
                message: error.message,
                ..ToolError::default()
            })),
            Err(error) => bail!("{}", error.message),
        }
    }

    async fn request<T: DeserializeOwned>(
        &self,
        sandbox: &Sandbox,
        method: &str,
        params: &str,
    ) -> Result<Result<T, RpcError>> {
        let message =
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#);
        let answered = self.ask(sandbox, &message).await;
        let answer = answered.context("the component failed")?;
        let answer: Response<T> = serde_json::from_str(&answer).context("the server's answer")?;
        match (answer.result, answer.error) {
            (Some(result), _) => Ok(Ok(result)),
            (None, Some(error)) => Ok(Err(error)),
            (None, None) => bail!("the server answered nothing"),
        }
    }
}

impl Answer {
    /// Returns the answer as text: JSON with the API's digits, or CSV; of a file all blocks, as JSON.
    #[must_use]
    pub fn text(&self) -> String {
        match (&self.structured_content, self.content.as_slice()) {
            (Some(_), [block, ..]) => block["text"].as_str().unwrap_or_default().to_owned(),
            (_, blocks) => Value::from(blocks).to_string(),
        }
    }

    /// Reads the error of a tool that failed: the message, which stands alone, then a line of JSON.
    fn error(&self) -> Result<ToolError> {
        let text = self
            .content
            .first()
            .and_then(|block| block["text"].as_str());
        let parts = text.and_then(|text| text.rsplit_once('\n'));
        let (message, error) = parts.ok_or_else(|| format_err!("an error without its kind"))?;
        let error: ToolError = serde_json::from_str(error).context("the server's error")?;
        Ok(ToolError {
            message: message.to_owned(),
            ..error
        })
    }
}

/// Reads JSON as text.
fn as_it_came<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let json = Option::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(json.map(|json| json.get().to_owned()))
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
