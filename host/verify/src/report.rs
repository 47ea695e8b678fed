//! What is reported: of each tool, of each fact, and the exchanges that show it.

use crate::{
    evidence::Evidence,
    facts::{self, Fact, Seen},
    findings::{Findings, State, Trials, Verdict},
};
use anyhow::Result;
use host::{
    SHIPPED,
    tools::{self, Effect, Tool},
};
use serde::Serialize;

/// The whole report. It holds no value of any answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Name and version.
    pub program: &'static str,
    /// What was asked: the mock or a live account.
    pub account: &'static str,
    /// Whether anything was written.
    pub wrote: bool,
    /// `complete`, or why it ended before.
    pub ended: &'static str,
    /// How many were sent.
    pub requests: usize,
    /// The size of the account's budget, as its answers say.
    pub budget: Option<u32>,
    /// In the order of the component's exports.
    pub tools: Vec<ToolLine>,
    /// In the order of `facts.json`.
    pub facts: Vec<FactLine>,
    /// What is still in the account.
    pub left: Vec<String>,
    /// In the order of sending.
    pub exchanges: Vec<Evidence>,
}

/// A tool.
#[derive(Clone, Debug, Serialize)]
pub struct ToolLine {
    /// Without the prefix.
    pub tool: String,
    /// What became of it.
    pub state: State,
    /// Why it differs, or was not tried.
    pub note: Option<String>,
    /// Numbers of exchanges.
    pub by: Vec<usize>,
}

/// A fact.
#[derive(Clone, Debug, Serialize)]
pub struct FactLine {
    /// As in `facts.json`.
    pub fact: String,
    /// The statement.
    pub expected: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What the plugin does as it is; or why it was not seen.
    pub note: String,
    /// Numbers of exchanges.
    pub by: Vec<usize>,
}

/// How the run went.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The mock or a live account.
    pub account: &'static str,
    /// With `--write`.
    pub write: bool,
    /// `complete`, or why not.
    pub ended: &'static str,
    /// The account's.
    pub budget: Option<u32>,
}

impl Report {
    /// Puts the findings in order.
    pub fn new(run: Run, mut findings: Findings, left: Vec<String>) -> Result<Self> {
        let tools = tools::read(SHIPPED)?.into_iter().map(|tool| {
            let trials = findings.tools.remove(tool.short_name());
            tool_line(&tool, trials.unwrap_or_default(), run.write)
        });
        let tools = tools.collect();
        let facts = facts::all()?.into_iter().map(|fact| {
            let found = findings.facts.remove(&fact.id);
            fact_line(fact, found, run.write)
        });
        Ok(Self {
            program: concat!("gorgias-customers ", env!("CARGO_PKG_VERSION")),
            account: run.account,
            wrote: run.write,
            ended: run.ended,
            requests: findings.exchanges.len(),
            budget: run.budget,
            tools,
            facts: facts.collect(),
            left,
            exchanges: findings.exchanges,
        })
    }

    /// Whether every tool that was tried works, and the run came to its end.
    pub fn is_good(&self) -> bool {
        let mut tools = self.tools.iter();
        self.ended == COMPLETE && tools.all(|line| line.state != State::Differs)
    }

    /// As JSON.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// How a run ends that was not stopped.
pub const COMPLETE: &str = "complete";

fn tool_line(tool: &Tool, trials: Trials, write: bool) -> ToolLine {
    let state = trials.state();
    let note = match state {
        State::Works => None,
        State::Differs => trials.failure,
        State::NotTried => Some(trials.hindrance.unwrap_or_else(|| {
            let reason = match (tool.short_name(), tool.effect) {
                ("download-file", _) => "it takes --file with a file's address",
                (_, Effect::Write | Effect::Destructive) if !write => "it takes --write",
                _ => "there was nothing to try it on",
            };
            reason.to_owned()
        })),
    };
    ToolLine {
        tool: tool.short_name().to_owned(),
        state,
        note,
        by: trials.by,
    }
}

fn fact_line(fact: Fact, found: Option<(bool, Vec<usize>)>, write: bool) -> FactLine {
    let (verdict, note) = match (&found, fact.seen) {
        (Some((true, _)), _) => (Verdict::Confirmed, fact.if_so),
        (Some((false, _)), _) => (Verdict::Refuted, fact.if_not),
        (None, seen) => {
            let reason = match seen {
                Seen::Writing if !write => "It takes --write.",
                Seen::Reading | Seen::Writing => "Nothing in this account showed it.",
                Seen::Chance => "It shows only by chance.",
                Seen::Never => "It cannot be tried without harm, or not through the API.",
            };
            (Verdict::NotSeen, reason.to_owned())
        }
    };
    FactLine {
        fact: fact.id,
        expected: fact.expected,
        verdict,
        note,
        by: found.map(|(_, by)| by).unwrap_or_default(),
    }
}
