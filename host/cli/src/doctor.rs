//! `doctor`: whether all is there for a first call, and how to mend what is not.

mod checks;
mod clients;
mod report;
mod variables;

use crate::{
    EXIT_TOOL_ERROR,
    account::{self, Target},
    say,
};
use anyhow::Result;
use gorgias_customers::config::FILE_HOST;
use host::Grant;
use std::{env, process::ExitCode};

/// Check the account in the environment, and print how clients are set up on this machine
///
/// Looks at the GORGIAS_* variables, at name lookup, connection and TLS, and makes one harmless call
/// (list-customers, one customer, which is not shown) through the component that ships. Says what is wrong
/// and how to mend it. When all is well, prints the configuration for Claude Desktop, Claude Code,
/// Cursor, VS Code and wassette, with the paths of this machine and without credentials.
///
/// Exit codes: 0 all is well, 1 something is not.
#[derive(clap::Args)]
pub struct Arguments {
    /// Host that files are downloaded from
    #[arg(long, default_value = FILE_HOST, value_name = "HOST")]
    file_host: Grant,
}

pub async fn run(arguments: Arguments, target: Target) -> Result<ExitCode> {
    let settings = &target.variables;
    let mut well = report::end(checks::server(settings).await, &[])?;
    for id in account::connections(settings) {
        if let Some(id) = &id {
            say(format_args!("\nConnection {id}"))?;
        }
        let of_connection = Target {
            variables: account::of(settings, id.as_deref()),
            ..target.clone()
        };
        let checked = checks::account(&of_connection, &arguments.file_host).await;
        well &= report::end(checked, &report::ACCOUNT)?;
    }
    if !well {
        say(
            "\nNot all is well. Mend it and run this again; it then prints the configuration of clients.",
        )?;
        return Ok(ExitCode::from(EXIT_TOOL_ERROR));
    }
    say("\nAll is well. This sets up clients on this machine; put the secrets where … stands.")?;
    let program = env::current_exe()?;
    let component = env::current_dir()?.join("dist/gorgias_customers.wasm");
    say(clients::blocks(settings, &program, &component)?)?;
    Ok(ExitCode::SUCCESS)
}
