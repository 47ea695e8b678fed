//! `tools`: what the component can do, as it says itself.

use crate::cli::{EXIT_USAGE, say};
use anyhow::Result;
use host_test::{
    SHIPPED,
    tools::{self, Effect, Tool},
};
use std::{fmt::Write, process::ExitCode};

/// List the tools with effect, parameters and the first line of their descriptions
///
/// All of it is read from the component, as an agent host reads it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Show only these tools (part of the name), with their whole description
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tools = tools::read(SHIPPED)?;
    if arguments.names.is_empty() {
        say(overview(&tools)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&Tool> = tools
        .iter()
        .filter(|tool| {
            arguments
                .names
                .iter()
                .any(|name| tool.name.contains(name.as_str()))
        })
        .collect();
    for tool in &chosen {
        say(format_args!("{} -> {}", tool.signature(), tool.result))?;
        say(format_args!("[{}] {}\n", tool.effect, tool.description))?;
    }
    if chosen.is_empty() {
        eprintln!("no tool's name contains {}", arguments.names.join(" or "));
        return Ok(ExitCode::from(EXIT_USAGE));
    }
    Ok(ExitCode::SUCCESS)
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
