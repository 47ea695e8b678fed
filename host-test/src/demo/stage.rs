//! The stage of the day: a mock, a session of the plugin, and a record of what happened.

use crate::{
    demo::script::{Memory, Step},
    target,
};
use anyhow::{Context, Result};
use cli::{compact, say, shortened};
use host::{
    Plugin, SHIPPED, Session,
    call::{Call, json},
    tools::{self, PREFIX},
};
use mock::{LoggedRequest, Mock, Origin};
use serde_json::Value;
use std::collections::BTreeSet;

/// Longer answers are cut here, and longer lines of requests.
const ANSWER: usize = 300;
const REQUEST: usize = 160;

pub struct Stage {
    mock: Mock,
    plugin: Plugin,
    session: Session,
    memory: Memory,
    unused: BTreeSet<String>,
    calls: usize,
    requests: usize,
    problems: Vec<String>,
}

impl Stage {
    pub async fn set() -> Result<Self> {
        let mock = Mock::start().await?;
        let plugin = cli::plugin()?;
        let session = plugin
            .start(&target::of(&mock)?.sandbox()?)
            .await
            .map_err(anyhow::Error::from)?;
        Ok(Self {
            unused: tools::read(SHIPPED)?
                .into_iter()
                .map(|it| it.name)
                .collect(),
            mock,
            plugin,
            session,
            memory: Memory::default(),
            calls: 0,
            requests: 0,
            problems: Vec::new(),
        })
    }

    /// The step under way.
    pub fn program(&self) -> String {
        format!(
            "The plugin ({} bytes, {} tools) runs in its sandbox. It may reach {} and {}, \
             nothing else.\n\
             Below: > the call, - what went over the wire, < the answer.",
            SHIPPED.len(),
            self.unused.len(),
            self.mock.base_url(),
            self.mock.files_origin(),
        )
    }

    /// Makes a call, prints it, and notes what is not as it should be.
    pub async fn play(&mut self, step: &Step<'_>) -> Result<()> {
        say(step.words.join("\n"))?;
        let call = Call::parse(&self.memory.fill(step.call), &self.plugin)?;
        say(format_args!("  > {call}"))?;
        self.mock.clear_requests();
        let outcome = self
            .session
            .call(&call)
            .await
            .map_err(anyhow::Error::from)
            .with_context(|| format!("the plugin trapped in {call}"))?;
        self.calls += 1;
        self.unused.remove(call.function());

        let sent = self.mock.requests();
        self.requests += sent.len();
        for request in &sent {
            say(format_args!("  - {}", line(request)))?;
        }
        let (words, answer, refused) = match outcome.get() {
            Ok(Some(value)) => (
                shortened(&compact(value), ANSWER),
                serde_json::from_str(&json(value))?,
                None,
            ),
            Ok(None) => ("done".to_owned(), Value::Null, None),
            Err(error) => {
                let words = format!("{}: {}", error.kind, error.message);
                (words, Value::Null, Some(error.kind))
            }
        };
        say(format_args!("  < {words}\n"))?;

        let name = call.function().trim_start_matches(PREFIX);
        let mut problems = Vec::new();
        if sent.len() != step.requests {
            let (sent, wanted) = (sent.len(), step.requests);
            problems.push(format!("{name} sent {sent} requests, not {wanted}"));
        }
        if refused.as_deref() != step.refused {
            let or_success = |kind: Option<&str>| kind.unwrap_or("success").to_owned();
            let (got, wanted) = (or_success(refused.as_deref()), or_success(step.refused));
            problems.push(format!("{name} answered {got}, not {wanted}"));
        }
        for note in &step.notes {
            if !self.memory.note(note, &answer)? {
                problems.push(format!("{name}: it does not hold that {note}"));
            }
        }
        for problem in problems {
            self.problem(problem)?;
        }
        Ok(())
    }

    pub fn problem(&mut self, problem: String) -> Result<()> {
        say(format_args!("  ! {problem}\n"))?;
        self.problems.push(problem);
        Ok(())
    }

    /// Prints how the day went, and returns whether it went well.
    pub fn end(self) -> Result<bool> {
        let all = tools::read(SHIPPED)?.len();
        if !self.unused.is_empty() {
            let unused: Vec<_> = self.unused.iter().map(String::as_str).collect();
            say(format_args!("Not used: {}", unused.join(", ")))?;
        }
        for problem in &self.problems {
            say(format_args!("Unexpected: {problem}"))?;
        }
        say(format_args!(
            "{} of {all} tools, {} calls, {} requests, {} unexpected",
            all - self.unused.len(),
            self.calls,
            self.requests,
            self.problems.len()
        ))?;
        Ok(self.unused.is_empty() && self.problems.is_empty())
    }
}

/// `PUT /api/customers/700101 {"name":"Ada"} -> 200`
fn line(request: &LoggedRequest) -> String {
    let host = match request.origin {
        Origin::Files => "(file host) ",
        Origin::Api => "",
    };
    let mut target = request.path.clone();
    if !request.raw_query.is_empty() {
        target = format!("{target}?{}", request.raw_query);
    }
    let target = shortened(&target, REQUEST);
    let status = request
        .status
        .map_or("no answer".to_owned(), |it| it.to_string());
    let line = format!("{} {host}{target} {}", request.method, body(request));
    format!("{} -> {status}", line.trim_end())
}

fn body(request: &LoggedRequest) -> String {
    if request.parts.is_empty() {
        return shortened(&String::from_utf8_lossy(&request.body), REQUEST);
    }
    let parts = request.parts.iter().map(|part| {
        format!(
            "{} ({}, {} bytes)",
            part.filename.as_deref().unwrap_or(&part.name),
            part.content_type.as_deref().unwrap_or("no type"),
            part.bytes.len()
        )
    });
    format!("[{}]", parts.collect::<Vec<_>>().join(", "))
}
