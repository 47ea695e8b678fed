//! `tools`: what can be called, as the MCP server says itself.

use crate::{EXIT_USAGE, mcp_server, say, tell};
use anyhow::Result;
use host::Sandbox;
use serde_json::Value;
use std::{fmt::Write, process::ExitCode};

/// List the tools with effect, parameters and the beginning of their descriptions
///
/// All of it is read from the component, as a client reads it. A question mark stands behind parameters that
/// may be left out.
#[derive(clap::Args)]
pub struct Arguments {
    /// Show only these tools (part of the name), with the whole description and the parameters' schemas
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// Print the list that the MCP server gives its clients, all of it, as JSON
    #[arg(long, conflicts_with = "names")]
    json: bool,
}

/// A tool of the list.
struct Tool<'a> {
    name: String,
    effect: &'static str,
    description: &'a str,
    schema: &'a Value,
}

pub async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let sandbox = Sandbox::new().env("GORGIAS_ACCESS", "full");
    let list = mcp_server()?.list(&sandbox).await?;
    if arguments.json {
        say(serde_json::to_string_pretty(&list)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let tools: Vec<Tool> = list.iter().map(Tool::of).collect();
    if arguments.names.is_empty() {
        say(overview(&tools)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let names: Vec<String> = arguments.names.iter().map(|name| spelt(name)).collect();
    let is_named = |tool: &&Tool| names.iter().any(|name| tool.name.contains(name));
    let chosen: Vec<&Tool> = tools.iter().filter(is_named).collect();
    for tool in &chosen {
        say(format_args!(
            "{}\n[{}] {}",
            tool.form(),
            tool.effect,
            tool.description
        ))?;
        for (name, schema) in tool.parameters() {
            say(format_args!("  {name}: {schema}"))?;
        }
        say("")?;
    }
    if chosen.is_empty() {
        tell(format_args!(
            "no tool's name contains {}",
            arguments.names.join(" or ")
        ));
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    Ok(ExitCode::SUCCESS)
}

impl<'a> Tool<'a> {
    fn of(entry: &'a Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let hint = |name: &str| entry["annotations"][name] == true;
        Self {
            name: spelt(text("name")),
            effect: match (hint("readOnlyHint"), hint("destructiveHint")) {
                (true, _) => "read",
                (_, true) => "destructive",
                _ => "write",
            },
            description: text("description"),
            schema: &entry["inputSchema"],
        }
    }

    /// Returns the parameters' names and schemas.
    fn parameters(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.schema["properties"].as_object().into_iter().flatten()
    }

    /// Returns the name with the parameters, `get-customer {id, relationships?}`.
    fn form(&self) -> String {
        let required = self.schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
        let parameters = self.parameters().map(|(name, _)| match is_required(name) {
            true => name.clone(),
            false => format!("{name}?"),
        });
        let parameters: Vec<String> = parameters.collect();
        format!("{} {{{}}}", self.name, parameters.join(", "))
    }
}

/// Spells a name as the README does, `get-customer`, from each spelling.
fn spelt(name: &str) -> String {
    let name = name.to_lowercase().replace('_', "-");
    name.strip_prefix("gorgias-customers-")
        .unwrap_or(&name)
        .to_owned()
}

fn overview(tools: &[Tool]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for tool in tools {
        let (summary, _) = tool
            .description
            .split_once(". ")
            .unwrap_or((tool.description, ""));
        writeln!(text, "{:<12} {}", tool.effect, tool.form())?;
        writeln!(text, "{:<12} {}.\n", "", summary.trim_end_matches('.'))?;
    }
    let count = |effect| tools.iter().filter(|tool| tool.effect == effect).count();
    write!(
        text,
        "{} tools: {} read, {} write, {} destructive. `tools NAME` shows all of one.",
        tools.len(),
        count("read"),
        count("write"),
        count("destructive"),
    )?;
    Ok(text)
}
