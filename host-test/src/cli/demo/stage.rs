//! What the day is played on: a mock, a session of the plugin, and a record of what happened.

use super::answer::Answer;
use super::wire;
use crate::cli::{call::against, render, say};
use anyhow::{Context, Result};
use host_test::call::Call;
use host_test::tools::{self, PREFIX};
use host_test::{Plugin, SHIPPED, Session};
use mock::Mock;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Longer answers are cut here.
const WIDTH: usize = 300;

pub struct Stage {
    mock: Mock,
    plugin: Plugin,
    session: Session,
    tools: BTreeSet<String>,
    used: BTreeSet<String>,
    calls: usize,
    requests: usize,
    problems: Vec<String>,
}

/// How the day ended.
pub struct Summary {
    pub good: bool,
    pub text: String,
}

/// How a call is meant to end.
#[derive(Clone, Copy)]
enum Expected {
    Success,
    /// An error of this kind.
    Error(&'static str),
}

impl Stage {
    pub async fn set() -> Result<Self> {
        let mock = Mock::start().await?;
        let plugin = Plugin::shipped().map_err(anyhow::Error::from)?;
        let session = plugin
            .start(&against(&mock)?)
            .await
            .map_err(anyhow::Error::from)?;
        let tools = tools::read(SHIPPED)?.into_iter().map(|tool| tool.name);
        Ok(Self {
            tools: tools.collect(),
            mock,
            plugin,
            session,
            used: BTreeSet::new(),
            calls: 0,
            requests: 0,
            problems: Vec::new(),
        })
    }

    /// What is on.
    pub fn program(&self) -> String {
        format!(
            "The plugin ({} bytes, {} tools) runs in its sandbox. It may reach {} and {}, \
             nothing else.\n\
             Below: > the call, - what went over the wire, < the answer.",
            SHIPPED.len(),
            self.tools.len(),
            self.mock.base_url(),
            self.mock.files_origin(),
        )
    }

    /// Starts a part of the day.
    pub fn scene(title: &str) -> Result<()> {
        say(format_args!("== {title}\n"))
    }

    /// Makes a call that is meant to succeed with one request.
    pub async fn call(&mut self, story: &str, call: &str) -> Result<Answer> {
        self.play(story, call, Expected::Success, 1).await
    }

    /// Makes a call that is meant to succeed with so many requests.
    pub async fn call_with(&mut self, story: &str, call: &str, requests: usize) -> Result<Answer> {
        self.play(story, call, Expected::Success, requests).await
    }

    /// Makes a call that the API is meant to refuse.
    pub async fn refused(&mut self, story: &str, call: &str, kind: &'static str) -> Result<Answer> {
        self.play(story, call, Expected::Error(kind), 1).await
    }

    async fn play(
        &mut self,
        story: &str,
        text: &str,
        expected: Expected,
        requests: usize,
    ) -> Result<Answer> {
        say(story)?;
        let call = Call::parse(text, &self.plugin)?;
        say(format_args!("  > {call}"))?;
        self.mock.clear_requests();
        let outcome = self
            .session
            .call(&call)
            .await
            .map_err(anyhow::Error::from)
            .with_context(|| format!("the plugin trapped in {call}"))?;
        self.calls += 1;
        self.used.insert(call.function().to_owned());

        let sent = self.mock.requests();
        self.requests += sent.len();
        for request in &sent {
            say(format_args!("  - {}", wire::line(request)))?;
        }
        let answer = match outcome.get() {
            Ok(Some(value)) => render::shortened(&render::compact(value), WIDTH),
            Ok(None) => "done".to_owned(),
            Err(error) => format!("{}: {}", error.kind, error.message),
        };
        say(format_args!("  < {answer}\n"))?;

        let name = call.function().trim_start_matches(PREFIX).to_owned();
        if sent.len() != requests {
            self.problem(format!(
                "{name} sent {} requests, not {requests}",
                sent.len()
            ))?;
        }
        let kind = outcome.get().err().map(|error| error.kind);
        match (expected, kind.as_deref()) {
            (Expected::Success, None) => {}
            (Expected::Error(wanted), Some(kind)) if kind == wanted => {}
            (Expected::Success, Some(kind)) => self.problem(format!("{name} answered {kind}"))?,
            (Expected::Error(wanted), got) => self.problem(format!(
                "{name} answered {}, not {wanted}",
                got.unwrap_or("success")
            ))?,
        }
        Ok(Answer::new(outcome))
    }

    /// Notes what is not as it should be.
    pub fn check(&mut self, what: &str, holds: bool) -> Result<()> {
        if holds {
            return Ok(());
        }
        self.problem(format!("it does not hold that {what}"))
    }

    pub fn problem(&mut self, problem: String) -> Result<()> {
        say(format_args!("  ! {problem}\n"))?;
        self.problems.push(problem);
        Ok(())
    }

    pub fn end(self) -> Result<Summary> {
        let unused: Vec<&str> = self
            .tools
            .difference(&self.used)
            .map(|name| name.trim_start_matches(PREFIX))
            .collect();
        let mut text = String::new();
        if !unused.is_empty() {
            writeln!(text, "Not used: {}", unused.join(", "))?;
        }
        for problem in &self.problems {
            writeln!(text, "Unexpected: {problem}")?;
        }
        write!(
            text,
            "{} of {} tools, {} calls, {} requests, {} unexpected",
            self.used.len(),
            self.tools.len(),
            self.calls,
            self.requests,
            self.problems.len()
        )?;
        Ok(Summary {
            good: unused.is_empty() && self.problems.is_empty(),
            text,
        })
    }
}
