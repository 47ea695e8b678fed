//! The report: a line for each check, in the order in which one needs the other.

use crate::say;
use anyhow::{Error, Result};

/// The checks of each account.
pub const ACCOUNT: [&str; 6] = [
    "settings",
    "grants",
    "DNS",
    "connection",
    "TLS",
    "credentials",
];

/// Why checking ended early.
pub enum Stop {
    /// A check found something.
    Wrong {
        check: &'static str,
        what: String,
        /// Empty where `what` says it.
        mend: &'static str,
    },
    /// This program failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Prints a check that ended well.
pub fn well(check: &str, text: &str) -> Result<()> {
    line(check, "ok", text)
}

/// Prints the rest of the report: what is wrong, if anything, and those of `checks` that had to
/// wait for it. Says whether all is well.
pub fn end(checked: Result<(), Stop>, checks: &[&str]) -> Result<bool> {
    let (check, what, mend) = match checked {
        Ok(()) => return Ok(true),
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Wrong { check, what, mend }) => (check, what, mend),
    };
    line(check, "WRONG", &what)?;
    if !mend.is_empty() {
        line("", "", mend)?;
    }
    let waiting = checks.iter().skip_while(|name| **name != check).skip(1);
    for name in waiting {
        line(name, "-", "not checked")?;
    }
    Ok(false)
}

/// Prints a line.
pub fn line(check: &str, state: &str, text: &str) -> Result<()> {
    say(format!("{check:<12} {state:<6} {text}").trim_end())
}
