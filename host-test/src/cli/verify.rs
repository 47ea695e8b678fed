//! `verify`: find out what is true of an account.

mod evidence;
pub mod facts;
mod files;
mod findings;
mod own;
mod pace;
mod page;
mod probe;
mod reading;
mod report;
mod shape;
mod stop;
#[cfg(test)]
mod tests;
mod writing;

use crate::cli::{EXIT_TOOL_ERROR, EXIT_USAGE, account, plugin, say};
use anyhow::{Context, Result, bail};
use gorgias_customers::config::{Access, Settings};
use host_test::{Grant, Plugin, Sandbox};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use mock::Mock;
use own::Own;
use pace::Pace;
use probe::{End, Probe};
use reading::Subject;
use report::{COMPLETE, Report, Run};
use std::{
    fs,
    io::{BufRead, IsTerminal, stdin, stdout},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};
use stop::Stop;

/// The time in which a full budget runs empty, as the vendor documents it.
const WINDOW: Duration = Duration::from_secs(20);

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
  verify
  GORGIAS_DOMAIN=acme GORGIAS_EMAIL=… GORGIAS_API_KEY=… verify --live --markdown report.md
  GORGIAS_ACCESS=full … verify --live --write")]
pub struct Arguments {
    /// Ask the account that the GORGIAS_* variables of the environment name, not the mock
    #[arg(long)]
    live: bool,

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

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let stop = Stop::listen();
    // The mock lives until the report is made.
    let (variables, sandbox, mock) = if arguments.live {
        let variables = account::settings();
        let sandbox = account::live(variables.clone())?;
        (variables, sandbox, None)
    } else {
        let mock = Mock::start().await?;
        (mock.env(), account::against(&mock)?, Some(mock))
    };
    let settings = account::read(variables)?;
    let file = match (&arguments.file, &mock) {
        (Some(file), _) => Some(file.clone()),
        (None, Some(mock)) => Some(mock.base_url() + mock::FILE),
        (None, None) => None,
    };
    if arguments.write && settings.access != Access::Full {
        eprintln!(
            "error: --write deletes what it creates, so it takes GORGIAS_ACCESS=full; it is {}",
            settings.access.name()
        );
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    if arguments.write && arguments.live && !arguments.yes && !agreed(&settings)? {
        eprintln!("Nothing was done.");
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    let task = Task {
        account: if arguments.live {
            "a live account"
        } else {
            "the mock"
        },
        write: arguments.write,
        file,
        window: WINDOW,
    };
    let sandbox = sandbox.grants(arguments.grant);
    let report = examine(&plugin()?, sandbox, settings, &task, stop).await?;

    if let Some(path) = &arguments.markdown {
        write(path, &page::markdown(&report, true))?;
    }
    if let Some(path) = &arguments.json {
        write(path, &report.json()?)?;
    }
    // In a terminal the conclusions would scroll away.
    say(page::markdown(&report, !stdout().is_terminal()))?;
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
    eprintln!(
        "On {}, this will:\n{}",
        settings.origin.authority,
        writing::PLAN
    );
    eprintln!("Automations of the account may react to new customers.");
    if !stdin().is_terminal() {
        bail!("there is nobody to ask; --yes goes on without asking");
    }
    eprint!("Go on? [y/N] ");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// What to do.
struct Task {
    account: &'static str,
    write: bool,
    file: Option<String>,
    window: Duration,
}

/// Asks everything, cleans up, and reports. Says on stderr what is left.
async fn examine(
    plugin: &Plugin,
    sandbox: Sandbox,
    settings: Settings,
    task: &Task,
    stop: Stop,
) -> Result<Report> {
    // Whatever the settings allow: without --write nothing can be changed.
    let access = if task.write {
        Access::Full
    } else {
        Access::ReadOnly
    };
    let sandbox = sandbox.env("GORGIAS_ACCESS", access.name());
    let authority = settings.origin.authority.clone();
    let mut probe = Probe::start(plugin, sandbox, settings, Pace::new(task.window), stop).await?;
    let now = Timestamp::now();
    let subject = Subject {
        file: match &task.file {
            Some(file) => Some(
                files::address(file, |host| host == authority)
                    .context("--file is no address of a file of this account")?,
            ),
            None => None,
        },
        period: month_before(now)?,
    };

    probe.allowance = reading::MOST_REQUESTS;
    let read = reading::run(&mut probe, &subject).await;
    probe.allowance = usize::MAX;
    let mut own = Own::new(&now.strftime("%Y%m%dT%H%M%SZ").to_string());
    let ended = match read {
        Ok(fields) if task.write => {
            // Said beforehand, for whoever has to look for it after this was killed.
            eprintln!("All that is created has {:?} in its name.", own.name);
            let written = writing::run(&mut probe, &mut own, &fields).await;
            probe.patience = 2;
            let cleaned = writing::clean_up(&mut probe, &mut own).await;
            written.and(cleaned)
        }
        read => read.map(drop),
    };
    let left = own.left();
    for left in left.iter().filter(|left| !left.unavoidable) {
        eprintln!("Left in the account, please remove: {}", left.real);
    }
    for left in left.iter().filter(|left| left.unavoidable) {
        eprintln!("Left in the account: {}", left.real);
    }
    let run = Run {
        account: task.account,
        write: task.write,
        ended: ended.map_or_else(End::words, |()| COMPLETE),
        budget: probe.budget(),
    };
    let left = left.into_iter().map(|left| left.shown).collect();
    Report::new(run, probe.findings, left)
}

/// The first of the last 30 days, and tomorrow.
fn month_before(now: Timestamp) -> Result<[String; 2]> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let (start, end) = (today.checked_sub(30.days())?, today.checked_add(1.day())?);
    Ok([start.to_string(), end.to_string()])
}
