//! The report: of each tool, of each fact, and the exchanges that show it.

use crate::{
    evidence::Evidence,
    facts::{self, Fact, Seen},
};
use anyhow::{Result, ensure};
use gorgias_customers::tool::{Effect, Tool};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a run ends that was not stopped.
pub const COMPLETE: &str = "complete";

/// The verdict on a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is as expected.
    Confirmed,
    /// It is not.
    Refuted,
    /// Nothing showed it.
    NotSeen,
}

/// The verdict on a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All calls that should succeed did.
    Works,
    /// One did not.
    Differs,
    /// There was no call that should succeed.
    NotTried,
}

/// The findings about a tool.
#[derive(Clone, Debug, Default)]
pub struct Trials {
    /// The first failure: the error's kind, and the status.
    pub failure: Option<String>,
    /// Why the tool could not be tried.
    pub hindrance: Option<&'static str>,
    /// How many calls succeeded.
    pub good: usize,
    /// Numbers of exchanges.
    pub by: Vec<usize>,
}

/// Everything found so far.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// By tool, without the prefix.
    pub tools: BTreeMap<String, Trials>,
    /// By fact: whether it holds, and the numbers of the exchanges that show it.
    pub facts: BTreeMap<String, (bool, Vec<usize>)>,
    /// All exchanges, in their order.
    pub exchanges: Vec<Evidence>,
}

impl Findings {
    /// Notes what was seen of a fact, if anything. It holds as long as nothing refutes it.
    pub fn conclude(&mut self, fact: &str, holds: Option<bool>, by: &[usize]) {
        let Some(holds) = holds else {
            return;
        };
        let known = self.facts.entry(fact.to_owned());
        let (held, evidence) = known.or_insert((true, Vec::new()));
        *held &= holds;
        evidence.extend(by);
    }
}

/// How the run went.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Run {
    /// Name and version.
    pub program: &'static str,
    /// The target: the mock or a live account.
    pub account: &'static str,
    /// Whether anything was written.
    pub wrote: bool,
    /// `complete`, or why it ended before.
    pub ended: &'static str,
    /// How many were sent.
    pub requests: usize,
    /// The size of the account's budget, as its answers say.
    pub budget: Option<u32>,
}

/// The whole report. It holds no value of any answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How the run went.
    #[serde(flatten)]
    pub run: Run,
    /// In the order of the component's exports.
    pub tools: Vec<ToolLine>,
    /// In the order of `facts.json`.
    pub facts: Vec<FactLine>,
    /// Records still in the account.
    pub left: Vec<String>,
    /// In the order of sending.
    pub exchanges: Vec<Evidence>,
}

/// A tool.
#[derive(Clone, Debug, Serialize)]
pub struct ToolLine {
    /// Without the prefix.
    pub tool: String,
    /// The verdict.
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
    /// The verdict.
    pub verdict: Verdict,
    /// Says what the plugin does as it is; or why it was not seen.
    pub note: String,
    /// Numbers of exchanges.
    pub by: Vec<usize>,
}

impl Report {
    /// Puts the findings in order.
    ///
    /// # Errors
    /// When a fact was found that is none of `facts.json`.
    pub fn new(run: Run, mut findings: Findings, left: Vec<String>) -> Result<Self> {
        let tools = Tool::ALL.iter().map(|&tool| {
            let trials = findings.tools.remove(tool.name());
            tool_line(tool, trials.unwrap_or_default(), run.wrote)
        });
        let tools = tools.collect();
        let facts = facts::all()?.into_iter().map(|fact| {
            let found = findings.facts.remove(&fact.id);
            fact_line(fact, found, run.wrote)
        });
        let facts = facts.collect();
        let unknown = findings.facts.keys().chain(findings.tools.keys());
        let unknown: Vec<_> = unknown.collect();
        ensure!(unknown.is_empty(), "neither facts nor tools: {unknown:?}");
        let exchanges = findings.exchanges;
        Ok(Self {
            run,
            tools,
            facts,
            left,
            exchanges,
        })
    }

    /// Tells whether every tool that was tried works, and the run came to its end.
    pub fn is_good(&self) -> bool {
        let mut tools = self.tools.iter();
        self.run.ended == COMPLETE && tools.all(|line| line.state != State::Differs)
    }

    /// Returns the report as JSON.
    ///
    /// # Errors
    /// None that is known of.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

fn tool_line(tool: Tool, trials: Trials, wrote: bool) -> ToolLine {
    let (state, note) = match (trials.failure, trials.good) {
        (Some(failure), _) => (State::Differs, Some(failure)),
        (None, 1..) => (State::Works, None),
        (None, 0) => {
            let reason = trials
                .hindrance
                .unwrap_or(match (tool.name(), tool.effect()) {
                    ("download-file", _) => "it takes --file with a file's address",
                    (_, Effect::Write | Effect::Destructive) if !wrote => "it takes --write",
                    _ => "there was nothing to try it on",
                });
            (State::NotTried, Some(reason.to_owned()))
        }
    };
    ToolLine {
        tool: tool.name().to_owned(),
        state,
        note,
        by: trials.by,
    }
}

fn fact_line(fact: Fact, found: Option<(bool, Vec<usize>)>, wrote: bool) -> FactLine {
    let (verdict, note) = match (&found, fact.seen) {
        (Some((true, _)), _) => (Verdict::Confirmed, fact.if_so),
        (Some((false, _)), _) => (Verdict::Refuted, fact.if_not),
        (None, seen) => {
            let reason = match seen {
                Seen::Writing if !wrote => "It takes --write.",
                Seen::Reading | Seen::Writing => "Nothing in this account showed it.",
                Seen::Chance => "It shows only by chance.",
                Seen::Never => "It cannot be tried without harm, or not through the API.",
            };
            (Verdict::NotSeen, reason.to_owned())
        }
    };
    let by = found.map(|(_, by)| by).unwrap_or_default();
    FactLine {
        fact: fact.id,
        expected: fact.expected,
        verdict,
        note,
        by,
    }
}
