//! `tools`: what the component can do, as it says itself.

use crate::{EXIT_USAGE, mcp_server, say, tell};
use anyhow::{Result, bail};
use host::{
    SHIPPED, Sandbox,
    tools::{self, Effect, Tool},
};
use serde_json::Value;
use std::{fmt::Write, process::ExitCode};

/// List the tools with effect, parameters and the first line of their descriptions
///
/// All of it is read from the component, as an agent host reads it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Show only these tools (part of the name), with their whole description
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// Print the list that the MCP server gives its clients, all of it, as JSON
    #[arg(long, conflicts_with = "names")]
    json: bool,
}

pub async fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.json {
        say(serde_json::to_string_pretty(&mcp_list("full").await?)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let tools = tools::read(SHIPPED)?;
    if arguments.names.is_empty() {
        say(overview(&tools)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    // In each spelling: `get-customer`, `gorgias_customers_get_customer`.
    let names = arguments.names.iter();
    let names: Vec<String> = names
        .map(|it| it.to_lowercase().replace('_', "-"))
        .collect();
    let is_named = |tool: &&Tool| names.iter().any(|name| tool.name.contains(name));
    let chosen: Vec<&Tool> = tools.iter().filter(is_named).collect();
    for tool in &chosen {
        say(format_args!("{} -> {}", tool.signature(), tool.result))?;
        say(format_args!("[{}] {}\n", tool.effect, tool.description))?;
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

/// Lists the tools as an MCP client sees them with this access.
pub async fn mcp_list(access: &str) -> Result<Vec<Value>> {
    let sandbox = Sandbox::new().env("GORGIAS_ACCESS", access);
    let ask = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let answer = mcp_server()?.ask(&sandbox, ask).await?;
    let mut answer: Value = serde_json::from_str(&answer)?;
    match answer["result"]["tools"].take() {
        Value::Array(tools) => Ok(tools),
        _ => bail!("the server lists no tools: {answer}"),
    }
}

fn overview(tools: &[Tool]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for tool in tools {
        writeln!(text, "{:<12} {}", tool.effect, tool.signature())?;
        writeln!(text, "{:<12} {}\n", "", tool.summary())?;
    }
    let count = |effect| tools.iter().filter(|tool| tool.effect == effect).count();
    write!(
        text,
        "{} tools: {} read, {} write, {} destructive. `tools NAME` shows a whole description.",
        tools.len(),
        count(Effect::Read),
        count(Effect::Write),
        count(Effect::Destructive),
    )?;
    Ok(text)
}
