//! The command line: try the plugin without an account, call it, look at it, find out what an account
//! lacks and what is true of it, run the MCP server.

mod account;
mod call;
mod demo;
mod doctor;
mod mcp;
mod mock;
mod render;
mod shell;
mod tools;
mod verify;

use anyhow::Result;
use clap::{Parser, Subcommand};
use host_test::{Options, Plugin, mcp::McpServer};
use std::{
    fmt::Display,
    io::{ErrorKind, Write, stdout},
    process::ExitCode,
};

/// A tool answered with an error, or the demo or the doctor found something wrong.
pub const EXIT_TOOL_ERROR: u8 = 1;
/// The call does not parse or does not fit. The same that clap uses for its own arguments.
pub const EXIT_USAGE: u8 = 2;
/// The host failed: a trap, no free port, a file that cannot be written.
pub const EXIT_FAILED: u8 = 3;

/// Run the gorgias-customers plugin in its sandbox.
///
/// The plugin is a WebAssembly component with 25 tools over the Gorgias helpdesk API. This program
/// holds it, the host that runs it, and a mock Gorgias to try it against without an account.
#[derive(Parser)]
#[command(version, after_help = "Without a subcommand the demo runs.")]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

// What each does is said by its arguments' doc comment.
#[derive(Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Mock(mock::Arguments),
    Call(call::Arguments),
    Tools(tools::Arguments),
    Doctor(doctor::Arguments),
    Verify(verify::Arguments),
    Mcp(mcp::Stdio),
    Serve(mcp::Http),
}

pub async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command.unwrap_or(Command::Demo(demo::Arguments {})) {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Mock(arguments) => mock::run(arguments).await,
        Command::Call(arguments) => call::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Mcp(arguments) => mcp::stdio(arguments).await,
        Command::Serve(arguments) => mcp::http(arguments).await,
        Command::Tools(arguments) => tools::run(&arguments).await,
        Command::Verify(arguments) => verify::run(arguments).await,
    }
}

/// The plugin.
fn plugin() -> Result<Plugin> {
    Ok(Plugin::with_options(options())?)
}

/// The MCP server.
fn mcp_server() -> Result<McpServer> {
    Ok(McpServer::shipped(options())?)
}

/// Machine code is kept for the next start.
fn options() -> Options {
    Options {
        cache: true,
        ..Options::default()
    }
}

/// Prints a line. Where `println!` panics because the reader of the pipe has seen enough, the
/// program just ends.
fn say(text: impl Display) -> Result<()> {
    match writeln!(stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}
