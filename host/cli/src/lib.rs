//! The commands of the program `gorgias-customers`: call a tool, list the tools, check an account, find
//! out what is true of it, run the MCP server.
//!
//! Each works on a [`Target`]: the program makes it from the environment, and `host-test` from a mock.

mod account;
mod call;
mod doctor;
mod layout;
mod log;
mod mcp;
mod shell;
mod tools;
mod verify;

pub use ::mcp::settings::setting;
pub use account::{Target, Variables, settings};
pub use shell::quoted;

use ::mcp::escape_hidden;
use anyhow::Result;
use clap::Subcommand;
use host::{ClientOptions, Options, mcp::McpServer};
use std::{
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write, stderr, stdout},
    process::{self, ExitCode},
};

/// A tool answered with an error, or a check found something wrong.
pub const EXIT_TOOL_ERROR: u8 = 1;
/// There is no such tool, or its arguments are no JSON. The same that clap uses for its own arguments.
pub const EXIT_USAGE: u8 = 2;
/// The host failed: a trap, no free port, a file that cannot be written.
pub const EXIT_FAILED: u8 = 3;
/// Nobody reads the output any more; the status of a program that SIGPIPE ended.
const EXIT_BROKEN_PIPE: i32 = 141;

/// A command; its arguments' doc comment is its help.
#[derive(Subcommand)]
#[expect(missing_docs, reason = "the help is at the arguments")]
pub enum Command {
    Mcp(mcp::Stdio),
    Serve(mcp::Http),
    Call(call::Arguments),
    Tools(tools::Arguments),
    Doctor(doctor::Arguments),
    Verify(verify::Arguments),
}

/// Runs a command on a target.
///
/// # Errors
///
/// When the settings, the machine or the network do not allow it.
pub async fn run(command: Command, target: Target) -> Result<ExitCode> {
    match command {
        Command::Mcp(arguments) => mcp::stdio(arguments, target).await,
        Command::Serve(arguments) => mcp::http(arguments, target).await,
        Command::Call(arguments) => call::run(arguments, target).await,
        Command::Tools(arguments) => tools::run(&arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments, target).await,
        Command::Verify(arguments) => verify::run(arguments, target).await,
    }
}

/// Turns the end of a program into its exit code, and says on stderr why it failed.
#[must_use]
pub fn exit_code(ended: Result<ExitCode>) -> ExitCode {
    ended.unwrap_or_else(|error| {
        tell(format_args!("error: {error:#}"));
        ExitCode::from(EXIT_FAILED)
    })
}

/// Compiles the MCP server; machine code is kept for the next start.
///
/// # Errors
///
/// When the engine cannot be set up on this machine.
pub fn mcp_server() -> Result<McpServer> {
    Ok(McpServer::shipped(Options {
        cache: true,
        client: client_options(),
        ..Options::default()
    })?)
}

/// Goes through the proxies, and trusts the certificates, that the environment names.
fn client_options() -> ClientOptions {
    ClientOptions {
        from_environment: true,
        ..ClientOptions::default()
    }
}

/// Prints a line. On a terminal, characters that would act on it or hide something are written out.
/// Ends the program where nobody reads any more, as other programs end; `println!` would panic.
///
/// # Errors
///
/// When stdout cannot be written for another reason.
pub fn say(text: impl Display) -> Result<()> {
    match write(&mut stdout(), text) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(EXIT_BROKEN_PIPE),
        other => Ok(other?),
    }
}

/// Writes a line to stderr, likewise. Where that is closed the line is lost and nothing else;
/// `eprintln!` would panic.
pub fn tell(text: impl Display) {
    let _ = write(&mut stderr(), text);
}

fn write(stream: &mut (impl Write + IsTerminal), text: impl Display) -> io::Result<()> {
    match stream.is_terminal() {
        true => writeln!(stream, "{}", escape_hidden::in_text(&text.to_string())),
        false => writeln!(stream, "{text}"),
    }
}
