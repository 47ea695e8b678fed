//! The program `gorgias-customers`, always on the accounts that the environment names.

use clap::Parser;
use cli::{Command, Target};
use std::process::ExitCode;

/// Let AI agents work on a Gorgias helpdesk account, from within a sandbox
///
/// 25 tools (customers, custom fields, events, statistics, files, search) run as WebAssembly
/// components that reach the account's host and the file host, and nothing else. The account is the one that
/// the GORGIAS_* variables of the environment name.
#[derive(Parser)]
#[command(name = "gorgias-customers", version, arg_required_else_help = true)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Program { command } = Program::parse();
    cli::exit_code(live(command).await)
}

async fn live(command: Command) -> anyhow::Result<ExitCode> {
    cli::run(command, Target::live()?).await
}
