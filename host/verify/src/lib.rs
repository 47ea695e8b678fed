//! Finds out which tools work on an account, and which open facts about the API hold.

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

pub use page::markdown;
pub use report::Report;
pub use stop::Stop;
pub use writing::PLAN;

use anyhow::{Context, Result};
use gorgias_customers::config::{Access, Settings};
use host::{Plugin, Sandbox};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use own::Own;
use pace::Pace;
use probe::{End, Probe};
use reading::Subject;
use report::{COMPLETE, Run};
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
pub async fn examine(
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
            tell(format_args!(
                "All that is created has {:?} in its name.",
                own.name
            ));
            let written = writing::run(&mut probe, &mut own, &fields).await;
            probe.patience = 2;
            let cleaned = writing::clean_up(&mut probe, &mut own).await;
            written.and(cleaned)
        }
        read => read.map(drop),
    };
    let left = own.left();
    for left in left.iter().filter(|left| !left.unavoidable) {
        tell(format_args!(
            "Left in the account, please remove: {}",
            left.real
        ));
    }
    for left in left.iter().filter(|left| left.unavoidable) {
        tell(format_args!("Left in the account: {}", left.real));
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

/// Writes a line to stderr. `eprintln!` panics when nobody reads it any more, and the report would be
/// lost.
fn tell(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
