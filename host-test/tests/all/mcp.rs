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
    ClientOptions, Options, Sandbox,
    mcp::{Log, McpServer},
};
use serde_json::{Value, json};
use std::{io::Cursor, sync::LazyLock, time::Duration};
use tokio::io::{AsyncReadExt, duplex};

/// The beginning of all names of tools.
const PREFIX: &str = "gorgias_customers_";

/// Compiled once. It keeps no connections, which would end with the runtime of the test that
/// opened them.
static SERVER: LazyLock<McpServer> = LazyLock::new(|| {
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

/// A log that nobody reads.
fn no_log() -> Log {
    Log::none()
}

/// A whole session over stdio: what is answered to this input, line by line.
pub async fn session(sandbox: &Sandbox, input: String) -> Vec<String> {
    let (stdout, mut answers) = duplex(1 << 20);
    let mut text = String::new();
    let log = no_log();
    let (ended, read) = tokio::join!(
        SERVER.stdio(sandbox, Cursor::new(input), stdout, &log),
        answers.read_to_string(&mut text)
    );
    ended.expect("the server ends well");
    read.expect("answers are text");
    text.lines().map(str::to_owned).collect()
}

/// A request. Everything that a client sends is one.
fn request(method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string()
}

/// A call, its arguments as they are written. The tool's name without its prefix.
pub fn call(tool: &str, arguments: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{PREFIX}{tool}","arguments":{arguments}}}}}"#
    )
}
