//! The stage of the day: a mock, the MCP server, and a record of what happened.

use crate::{
    demo::script::{Memory, Step},
    target,
};
use anyhow::{Context, Result};
use cli::{mcp_server, say};
use host::{SHIPPED_MCP, Sandbox, mcp::McpServer};
use mock::{LoggedRequest, Mock, Origin};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeSet;

/// Longer answers are cut here, and longer lines of requests.
const ANSWER: usize = 300;
const REQUEST: usize = 160;

pub struct Stage {
    mock: Mock,
    server: McpServer,
    sandbox: Sandbox,
    memory: Memory,
    tools: usize,
    unused: BTreeSet<String>,
    calls: usize,
    requests: usize,
    problems: Vec<String>,
}

impl Stage {
    pub async fn set() -> Result<Self> {
        let mock = Mock::start().await?;
        let server = mcp_server()?;
        let sandbox = target::of(&mock)?.for_a_person().sandbox()?;
        let short = sandbox.clone().env("GORGIAS_TOOL_NAMES", "short");
        let tools = server.list(&short).await?.into_iter();
        let names = tools.filter_map(|tool| Some(tool["name"].as_str()?.replace('_', "-")));
        let unused: BTreeSet<String> = names.collect();
        Ok(Self {
            mock,
            server,
            sandbox,
            memory: Memory::default(),
            tools: unused.len(),
            unused,
            calls: 0,
            requests: 0,
            problems: Vec::new(),
        })
    }

    /// Returns what stands above the day.
    pub fn program(&self) -> String {
        format!(
            "The MCP server ({} bytes, {} tools) runs in its sandbox. It may reach {} and {}, \
             nothing else.\n\
             Below: > the call, - what went over the wire, < the answer.",
            SHIPPED_MCP.len(),
            self.tools,
            self.mock.base_url(),
            self.mock.files_origin(),
        )
    }

    /// Makes a call, prints it, and notes what is not as it should be.
    pub async fn play(&mut self, step: &Step<'_>) -> Result<()> {
        let name = step.tool;
        say(step.words.join("\n"))?;
        let arguments = self.memory.fill(step.arguments);
        say(format_args!("  > {name} {}", shortened(&arguments, ANSWER)))?;
        self.mock.clear_requests();
        let arguments: &RawValue = serde_json::from_str(&arguments).context(arguments.clone())?;
        let answered = self.server.call(&self.sandbox, name, arguments).await?;
        self.calls += 1;
        self.unused.remove(name);

        let sent = self.mock.requests();
        self.requests += sent.len();
        for request in &sent {
            say(format_args!("  - {}", line(request)))?;
        }
        let (words, answer, refused) = match answered {
            Ok(answer) => {
                let text = answer.text();
                let json = match &answer.structured_content {
                    Some(object) => serde_json::from_str(object.get())?,
                    None => answer.content.into(),
                };
                (text, json, None)
            }
            Err(error) => {
                let words = format!("{}: {}", error.kind, error.message);
                (words, Value::Null, Some(error.kind))
            }
        };
        say(format_args!("  < {}\n", shortened(&words, ANSWER)))?;

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
        if !self.unused.is_empty() {
            let unused: Vec<_> = self.unused.iter().map(String::as_str).collect();
            say(format_args!("Not used: {}", unused.join(", ")))?;
        }
        for problem in &self.problems {
            say(format_args!("Unexpected: {problem}"))?;
        }
        say(format_args!(
            "{} of {} tools, {} calls, {} requests, {} unexpected",
            self.tools - self.unused.len(),
            self.tools,
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
    let target = shortened(&request.target(), REQUEST);
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

/// Returns one line of at most `width` characters; what is left out is marked.
fn shortened(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    let mut short: String = line.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}
