//! The report: of each tool, of each fact, and the exchanges that show it.

use crate::{
    evidence::Evidence,
    facts::{self, Fact, Seen},
};
use anyhow::Result;
use gorgias_customers::tool::{Effect, Tool};
use serde::Serialize;

/// How a run ends that was not stopped.
const COMPLETE: &str = "complete";

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

/// The whole report. It holds no value of any answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
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
    pub tool: &'static str,
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
    /// The notes of a fact that is so, and of one that is not.
    #[serde(skip)]
    notes: [String; 2],
}

impl Report {
    /// Begins a report, in which nothing was tried or seen yet.
    ///
    /// # Errors
    /// When `facts.json` does not have the form of facts.
    pub fn new(account: &'static str, wrote: bool) -> Result<Self> {
        let tools = Tool::ALL.iter().map(|tool| ToolLine::new(*tool, wrote));
        let facts = facts::all()?.into_iter();
        Ok(Self {
            program: concat!("gorgias-customers ", env!("CARGO_PKG_VERSION")),
            account,
            wrote,
            ended: COMPLETE,
            requests: 0,
            budget: None,
            tools: tools.collect(),
            facts: facts.map(|fact| FactLine::new(fact, wrote)).collect(),
            left: Vec::new(),
            exchanges: Vec::new(),
        })
    }

    /// Notes what was seen of a fact, if anything. It holds as long as nothing refutes it.
    pub fn conclude(&mut self, fact: &str, holds: Option<bool>, by: &[usize]) {
        let line = self.facts.iter_mut().find(|line| line.fact == fact);
        let (Some(line), Some(holds)) = (line, holds) else {
            return;
        };
        if line.verdict != Verdict::Refuted {
            let [so, not_so] = &line.notes;
            let (verdict, note) = match holds {
                true => (Verdict::Confirmed, so),
                false => (Verdict::Refuted, not_so),
            };
            (line.verdict, line.note) = (verdict, note.clone());
        }
        line.by.extend(by);
    }

    /// Returns a tool's line.
    pub fn tool(&mut self, name: &str) -> Option<&mut ToolLine> {
        self.tools.iter_mut().find(|line| line.tool == name)
    }

    /// Tells whether every tool that was tried works, and the run came to its end.
    pub fn is_good(&self) -> bool {
        let mut tools = self.tools.iter();
        self.ended == COMPLETE && tools.all(|line| line.state != State::Differs)
    }

    /// Returns the report as JSON.
    ///
    /// # Errors
    /// None that is known of.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl ToolLine {
    fn new(tool: Tool, wrote: bool) -> Self {
        let reason = match (tool, tool.effect()) {
            (Tool::DownloadFile, _) => "it takes --file with a file's address",
            (_, Effect::Write | Effect::Destructive) if !wrote => "it takes --write",
            _ => "there was nothing to try it on",
        };
        Self {
            tool: tool.name(),
            state: State::NotTried,
            note: Some(reason.to_owned()),
            by: Vec::new(),
        }
    }

    /// Notes that a call succeeded.
    pub fn worked(&mut self) {
        if self.state == State::NotTried {
            (self.state, self.note) = (State::Works, None);
        }
    }

    /// Notes why a call failed: the error's kind, and the status. The first failure counts.
    pub fn failed(&mut self, why: String) {
        if self.state != State::Differs {
            (self.state, self.note) = (State::Differs, Some(why));
        }
    }

    /// Notes why no call could be made that says anything about the tool.
    pub fn hindered(&mut self, why: &str) {
        if self.state == State::NotTried {
            self.note = Some(why.to_owned());
        }
    }
}

impl FactLine {
    fn new(fact: Fact, wrote: bool) -> Self {
        let reason = match fact.seen {
            Seen::Writing if !wrote => "It takes --write.",
            Seen::Reading | Seen::Writing => "Nothing in this account showed it.",
            Seen::Chance => "It shows only by chance.",
            Seen::Never => "It cannot be tried without harm, or not through the API.",
        };
        Self {
            fact: fact.id,
            expected: fact.expected,
            verdict: Verdict::NotSeen,
            note: reason.to_owned(),
            by: Vec::new(),
            notes: [fact.if_so, fact.if_not],
        }
    }
}
