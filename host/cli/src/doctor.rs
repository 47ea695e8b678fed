//! `doctor`: whether all is there for a first call, how to mend what is not, and what an agent may do.

mod checks;
mod clients;
mod report;
mod rights;

use crate::{EXIT_TOOL_ERROR, account::Target, say};
use anyhow::Result;
use gorgias_customers::config::FILE_HOST;
use host::Grant;
use std::{env, process::ExitCode};

/// Check the account in the environment, say what an agent may do there, and print how clients are set up
///
/// Looks at the GORGIAS_* variables, at name lookup, connection and TLS, and makes one harmless call
/// (list_customers, one customer, which is not shown) through the component that ships. Says what is wrong
/// and how to mend it. When all is well, says in words what these settings let an agent do, and prints
/// the configuration for Claude Desktop, Claude Code, Cursor, VS Code and wassette, with the paths of this
/// machine and without credentials.
///
/// Exit codes: 0 all is well, 1 something is not.
#[derive(clap::Args)]
pub struct Arguments {
    /// Host that files are downloaded from
    #[arg(long, default_value = FILE_HOST, value_name = "HOST")]
    file_host: Grant,
}

pub async fn run(arguments: Arguments, target: Target) -> Result<ExitCode> {
    let mut well = report::end(checks::server(&target).await, &[])?;
    for account in target.accounts().unwrap_or_default() {
        if let Some(id) = &account.id {
            say(format_args!("\nConnection {id}"))?;
        }
        let checked = checks::account(&account, &target, &arguments.file_host).await;
        let checked = checked.map(|budget| {
            let said = rights::of(&account, &target.variables, budget.as_deref());
            said.iter()
                .try_for_each(|(about, words)| report::line(about, "", words))
        });
        well &= match checked {
            Ok(said) => said.map(|()| true)?,
            Err(stop) => report::end(Err(stop), &report::ACCOUNT)?,
        };
    }
    if !well {
        say(
            "\nNot all is well. Mend it and run this again; it then prints the configuration of clients.",
        )?;
        return Ok(ExitCode::from(EXIT_TOOL_ERROR));
    }
    if !target.is_live {
        say(
            "\nAll is well. For an account, `gorgias-customers doctor` then prints the configuration of clients.",
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    say("\nAll is well. This sets up clients on this machine; put the secrets where … stands.")?;
    let program = env::current_exe()?;
    let component = env::current_dir()?.join("dist/gorgias_customers.wasm");
    say(clients::blocks(&target, &program, &component)?)?;
    Ok(ExitCode::SUCCESS)
}
