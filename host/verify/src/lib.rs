//! Finds out which tools work on an account, and which open facts about the API hold.

mod created;
mod evidence;
mod facts;
mod interrupt;
mod known;
mod look;
mod markdown;
mod pace;
mod probe;
mod questions;
mod report;
mod shape;
#[cfg(test)]
mod tests;

pub use created::PLAN;
pub use interrupt::Interrupt;
pub use markdown::markdown;
pub use report::Report;

use anyhow::{Context, Result};
use created::Created;
use gorgias_customers::config::{Access, Settings};
use host::{Sandbox, mcp::McpServer};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use known::Known;
use probe::{End, Probe};
use questions::{MOST_REQUESTS, Question};
use serde_json::{Value, json};
use std::{
    fmt::Display,
    io::{Write, stderr},
    time::Duration,
};

/// The time in which a full budget runs empty, as the vendor documents it.
pub const WINDOW: Duration = Duration::from_secs(20);

/// Says what to find out.
pub struct Task {
    /// Names the account in the report: "a live account".
    pub account: &'static str,
    /// Also creates, changes and deletes.
    pub write: bool,
    /// The address of a file of the account.
    pub file: Option<String>,
    /// The time in which a full budget runs empty.
    pub window: Duration,
}

/// Asks everything, cleans up, and reports. Says on stderr what is left.
///
/// # Errors
///
/// When the task names no file of the account.
pub async fn examine(
    server: &McpServer,
    sandbox: Sandbox,
    settings: Settings,
    task: &Task,
    interrupt: Interrupt,
) -> Result<Report> {
    let now = Timestamp::now();
    let names = created::names(&now.strftime("%Y%m%dT%H%M%SZ").to_string());
    let mut known = Known::new(names);
    period(&mut known, now)?;
    let authority = settings.origin.authority.clone();
    if let Some(file) = &task.file {
        let parts = look::address(file, |host| host == authority);
        let parts = parts.context("--file is no address of a file of this account")?;
        known.set("file", json!(parts));
    }
    known.set("authority", authority.into());

    let questions = questions::all()?;
    let sandbox = sandbox.envs(overrides(task.write));
    let report = Report::new(task.account, task.write)?;
    let mut probe = Probe::new(server, sandbox, settings, task.window, interrupt, report);
    let mut created = Created::default();
    probe.allowance = MOST_REQUESTS;
    let read = ask(&questions.reading, &mut probe, &mut known, &mut created).await;
    probe.allowance = usize::MAX;
    let ended = match read {
        Ok(()) if task.write => {
            // Said beforehand, for whoever has to look for it after this was killed.
            tell(format_args!(
                "All that is created has {} in its name.",
                known.get("name")
            ));
            let written = ask(&questions.writing, &mut probe, &mut known, &mut created).await;
            probe.patience = 2;
            let cleaned = created.clean_up(&mut probe).await;
            written.and(cleaned)
        }
        read => read,
    };
    let mut report = probe.report;
    if let Err(end) = ended {
        report.ended = end.words();
    }
    for left in created.left() {
        let please = if left.unavoidable {
            ""
        } else {
            ", please remove"
        };
        tell(format_args!("Left in the account{please}: {}", left.real));
        report.left.push(left.shown);
    }
    Ok(report)
}

async fn ask(
    questions: &[Question],
    probe: &mut Probe,
    known: &mut Known,
    created: &mut Created,
) -> Result<(), End> {
    for question in questions {
        question.ask(probe, known, created).await?;
    }
    Ok(())
}

/// Lists what counts whatever the settings are: nothing is hidden, and the pace is its own. Without
/// `--write` nothing can be changed.
fn overrides(write: bool) -> [(&'static str, &'static str); 4] {
    let access = if write {
        Access::Full
    } else {
        Access::ReadOnly
    };
    [
        ("GORGIAS_ACCESS", access.name()),
        ("GORGIAS_HIDE", ""),
        ("GORGIAS_LOG", "off"),
        ("GORGIAS_PACE", "off"),
    ]
}

/// Knows the last 30 days and today, as reporting and as legacy statistics take them.
fn period(known: &mut Known, now: Timestamp) -> Result<()> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let (start, end) = (today.checked_sub(30.days())?, today.checked_add(1.day())?);
    let filter = |member: &str, operator: &str, day: &dyn Display| -> Value {
        json!({"member": member, "operator": operator, "values": [day.to_string()]})
    };
    let filters = [
        filter("periodStart", "afterDate", &start),
        filter("periodEnd", "beforeDate", &end),
    ];
    known.set("period", json!(filters));
    let [start, end] = [start, end].map(|day| format!("{day}T00:00:00Z"));
    let period = json!({"period": {"start_datetime": start, "end_datetime": end}});
    known.set("legacy_period", period);
    Ok(())
}

/// Writes a line to stderr. Where nobody reads it, it is lost, and the report is not.
fn tell(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
