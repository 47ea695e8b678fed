//! The program `host-test`: what `gorgias-customers` does, on a mock Gorgias; the mock alone; the demo.

mod demo;
mod mock;
mod target;

use ::mock::Mock;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Try the gorgias-customers plugin without an account
///
/// The commands of the program `gorgias-customers`, always on a mock Gorgias that is made for them and
/// forgotten at the end, and that mock alone.
#[derive(Parser)]
#[command(version, after_help = "Without a subcommand the demo runs.")]
struct Program {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Mock(mock::Arguments),
    #[command(flatten)]
    OnMock(cli::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    cli::exit_code(run(Program::parse()).await)
}

async fn run(program: Program) -> Result<ExitCode> {
    match program.command.unwrap_or(Command::Demo(demo::Arguments {})) {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Mock(arguments) => mock::run(arguments).await,
        Command::OnMock(command) => {
            // Lives until the command ends.
            let mock = Mock::start().await?;
            cli::run(command, target::with_environment(&mock)?).await
        }
    }
}
