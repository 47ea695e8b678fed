//! The questions: what is called with what, and which facts its answer shows.

use crate::{
    created::Created,
    known::Known,
    look::look,
    probe::{End, Kind, Probe},
};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};

/// Reading takes no more requests than this.
pub const MOST_REQUESTS: usize = 40;

/// All questions, in the order in which one needs what another found.
#[derive(Deserialize)]
pub struct Questions {
    /// Those that change nothing.
    pub reading: Vec<Question>,
    /// Those that change what was created for it, and nothing else.
    pub writing: Vec<Question>,
}

/// A question. It is passed over where it needs what is not known.
#[derive(Deserialize)]
pub struct Question {
    #[serde(flatten)]
    kind: Kind,
    /// Tells it from others of the same tool.
    about: Option<String>,
    /// Something known that has to be so, or `!` and what has to be false.
    #[serde(rename = "if")]
    condition: Option<String>,
    /// Waits before.
    #[serde(default)]
    after_seconds: u64,
    /// The arguments, or the body. `{customer/id}` stands for what is known by that name.
    #[serde(default)]
    with: Value,
    /// The number of the customer, or `field`, or `file`.
    creates: Option<String>,
    /// The number of the customer.
    removes: Option<String>,
    /// The value to know then.
    #[serde(default)]
    keep: BTreeMap<String, String>,
    /// The facts that it shows, and where to look.
    #[serde(default)]
    facts: BTreeMap<String, String>,
}

/// Reads the table.
pub fn all() -> Result<Questions> {
    serde_json::from_str(include_str!("questions.json")).context("reading questions.json")
}

impl Question {
    /// Asks, and notes what the answer shows.
    pub async fn ask(
        &self,
        probe: &mut Probe,
        known: &mut Known,
        created: &mut Created,
    ) -> Result<(), End> {
        let kind = self.kind.filled(known);
        let (Some(kind), Some(with)) = (kind, known.fill(&self.with)) else {
            return Ok(());
        };
        if !self.condition.as_ref().is_none_or(|it| known.is(it)) {
            return Ok(());
        }
        probe.rest(Duration::from_secs(self.after_seconds)).await?;
        if let Some(what) = &self.creates {
            created.tries(what, known);
        }
        let reply = probe.ask(&kind, self.about.as_deref(), &with).await?;
        if let Some(what) = &self.creates {
            created.tried(what, &reply);
        }
        if let Some(customer) = self.removes.as_ref().filter(|_| reply.result.is_ok()) {
            created.gone(customer);
        }
        for (fact, place) in &self.facts {
            let holds = look(place, known, &reply).and_then(|it| it.as_bool());
            probe.report.conclude(fact, holds, &reply.by);
        }
        for (name, place) in &self.keep {
            if let Some(value) = look(place, known, &reply) {
                known.set(name, value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::facts::{self, Seen};
    use std::collections::BTreeSet;

    #[test]
    fn the_questions_show_the_facts_that_can_be_seen() {
        let questions = all().unwrap();
        let asked = questions.reading.iter().chain(&questions.writing);
        let asked: BTreeSet<String> = asked.flat_map(|it| it.facts.keys().cloned()).collect();
        let facts = facts::all().unwrap().into_iter();
        let seen = facts.filter(|it| matches!(it.seen, Seen::Reading | Seen::Writing));
        // That one shows where there is a file.
        let seen = seen.map(|it| it.id).chain(["file-types".to_owned()]);
        assert_eq!(asked, seen.collect());
    }
}
