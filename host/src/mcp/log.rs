//! A line for each call: never arguments, answers or credentials.

use serde_json::json;
use std::{
    io::{Write, stderr},
    sync::Arc,
    time::{Duration, Instant},
};

/// Where lines about calls go.
#[derive(Clone)]
pub struct Log {
    json: bool,
    write: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Log {
    /// Lines for people, or JSON for programs, each handed to `write` without its newline.
    pub fn new(json: bool, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self {
            json,
            write: Arc::new(write),
        }
    }

    /// Lines on stderr. Where that is closed, they are lost and nothing else.
    #[must_use]
    pub fn stderr(json: bool) -> Self {
        Self::new(json, |line| {
            let _ = writeln!(stderr(), "{line}");
        })
    }

    /// Writes the line of a call that began then.
    pub(super) fn call(&self, tool: &str, outcome: &str, begun: Instant, requests: u64) {
        let ms = round(begun.elapsed());
        let line = if self.json {
            json!({"tool": tool, "outcome": outcome, "ms": ms, "requests": requests}).to_string()
        } else {
            let plural = if requests == 1 { "" } else { "s" };
            format!("{tool} {outcome} {ms} ms {requests} request{plural}")
        };
        (self.write)(&line);
    }
}

/// Milliseconds with one decimal.
fn round(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}
