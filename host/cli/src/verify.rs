//! `verify`: find out what is true of an account.

use crate::{EXIT_TOOL_ERROR, EXIT_USAGE, account::Target, mcp_server, say, tell};
use ::verify::{Interrupt, PLAN, Task, WINDOW, examine, markdown};
use anyhow::{Context, Result, anyhow, bail};
use gorgias_customers::config::{Access, Settings};
use host::Grant;
use std::{
    fs,
    io::{BufRead, IsTerminal, stdin, stdout},
    path::PathBuf,
    process::ExitCode,
};

/// Find out which tools work on an account, and which open facts about the API hold
///
/// Calls every reading tool once or twice, in at most 40 requests, slower as the account's budget
/// fills. With --write it also creates customers and a custom field of its own, tries every other
/// tool on them, and takes them away again. Ctrl-C stops it at any time.
///
/// Prints the report as Markdown, on a terminal without the exchanges that show each finding.
///
/// The report holds statuses, names of headers and the shapes of answers, and no value of any:
/// it can be published as it is. What goes to stderr is for you alone.
///
/// Exit codes: 0 every tool that was tried works, 1 one does not, or the run was stopped, 2 usage,
/// 3 the host failed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  verify --markdown report.md
  verify --write                 deletes what it creates: of an account it takes GORGIAS_ACCESS=full")]
pub struct Arguments {
    /// Also create, change, merge and delete customers and a custom field of its own
    #[arg(long)]
    write: bool,

    /// Do not ask before --write
    #[arg(long, requires = "write")]
    yes: bool,

    /// A file of the account to download: https://…/api/attachment/download/…/…
    #[arg(long, value_name = "ADDRESS")]
    file: Option<String>,

    /// Let the plugin reach one address more, such as the host that files lie on; can be repeated
    #[arg(long, value_name = "HOST[:PORT]")]
    grant: Vec<Grant>,

    /// Write the report with all exchanges to this file
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,

    /// Write the report as JSON to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

pub async fn run(arguments: Arguments, target: Target) -> Result<ExitCode> {
    let interrupt = Interrupt::listen();
    let settings = Settings::read(target.variables.clone());
    let settings = settings.map_err(|error| anyhow!("{}", mcp::dialect::message(&error)))?;
    let target = target.for_a_person();
    let sandbox = target.sandbox()?.grants(arguments.grant);
    if arguments.write && settings.access != Access::Full {
        tell(format_args!(
            "error: --write deletes what it creates, so it takes GORGIAS_ACCESS=full; it is {}",
            settings.access.name()
        ));
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    if arguments.write && target.is_live && !arguments.yes && !agreed(&settings)? {
        tell("Nothing was done.");
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    let task = Task {
        account: target.account,
        write: arguments.write,
        file: arguments.file.or(target.file),
        window: WINDOW,
    };
    let report = examine(&mcp_server()?, sandbox, settings, &task, interrupt).await?;

    if let Some(path) = &arguments.markdown {
        write(path, &markdown(&report, true))?;
    }
    if let Some(path) = &arguments.json {
        write(path, &report.json()?)?;
    }
    // In a terminal the conclusions would scroll away.
    say(markdown(&report, !stdout().is_terminal()))?;
    Ok(ExitCode::from(if report.is_good() {
        0
    } else {
        EXIT_TOOL_ERROR
    }))
}

fn write(path: &PathBuf, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// Shows what will be done, and asks.
fn agreed(settings: &Settings) -> Result<bool> {
    tell(format_args!(
        "On {}, this will:\n{PLAN}\nAutomations of the account may react to new customers.",
        settings.origin.authority
    ));
    if !stdin().is_terminal() {
        bail!("there is nobody to ask; --yes goes on without asking");
    }
    tell("Go on? [y/N]");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}
