//! What was found out: of each tool, and of each fact.

use crate::evidence::Evidence;
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of a fact.
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

/// What became of a tool.
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

/// What was found of a tool.
#[derive(Clone, Debug, Default)]
pub struct Trials {
    /// The first failure: the error's kind, and the status.
    pub failure: Option<String>,
    /// Why the tool could not be tried.
    pub hindrance: Option<String>,
    /// How many calls succeeded.
    pub good: usize,
    /// Numbers of exchanges.
    pub by: Vec<usize>,
}

impl Trials {
    /// What they come to.
    pub fn state(&self) -> State {
        match (&self.failure, self.good) {
            (Some(_), _) => State::Differs,
            (None, 0) => State::NotTried,
            (None, _) => State::Works,
        }
    }
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
