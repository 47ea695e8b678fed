//! The MCP server as it ships: what its clients see, and what reaches the API.
//!
//! Protocol, settings and decoding are tested beside their sources in `mcp/`; here the packed
//! component runs in wasmtime, and talks to servers over sockets.

mod at_once;
mod generated;
mod http;
mod life;
pub mod list;
mod permissions;
mod requests;

use host::{
    ClientOptions, Options,
    mcp::{Log, McpServer},
};
use serde_json::{Value, json};
use std::{sync::LazyLock, time::Duration};

/// The beginning of all names of tools.
const PREFIX: &str = "gorgias_customers_";

/// Compiled once. It keeps no connections, which would end with the runtime of the test that
/// opened them.
pub static SERVER: LazyLock<McpServer> = LazyLock::new(|| {
    let client = ClientOptions {
        idle_timeout: Duration::ZERO,
        ..ClientOptions::default()
    };
    McpServer::shipped(Options {
        client,
        ..Options::default()
    })
    .expect("the shipped component loads")
});

/// Makes a log that nobody reads.
fn no_log() -> Log {
    Log::none()
}

/// Writes a request. Everything that a client sends is one.
fn request(method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string()
}

/// Writes a call, its arguments as they are written. The tool's name without its prefix.
pub fn call(tool: &str, arguments: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{PREFIX}{tool}","arguments":{arguments}}}}}"#
    )
}
