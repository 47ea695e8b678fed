//! `demo`: a day of a support agent, with all 25 tools.

mod script;
mod stage;

use anyhow::Result;
use cli::{EXIT_TOOL_ERROR, say};
use script::Step;
use stage::Stage;
use std::process::ExitCode;

/// The day itself. Grace answers the tickets of a shoe shop; her agent has the tools.
const DAY: &str = include_str!("demo/day.txt");

/// Walk through a day of a support agent, with all 25 tools, against the mock
///
/// Prints each call as `call` takes it, what went over the wire for it, and the answer.
/// Ends with exit code 1 if anything was not as it should be.
#[derive(clap::Args)]
pub struct Arguments {}

pub async fn run(_: Arguments) -> Result<ExitCode> {
    let mut stage = Stage::set().await?;
    say(format_args!("{}\n", stage.program()))?;
    for paragraph in DAY.split("\n\n") {
        let Some(step) = Step::read(paragraph.trim_end()) else {
            say(format_args!("{paragraph}\n"))?;
            continue;
        };
        // A day that cannot go on still gets its summary, since that tells what went wrong before.
        if let Err(error) = stage.play(&step).await {
            stage.problem(format!("the day could not go on: {error:#}"))?;
            break;
        }
    }
    let good = stage.end()?;
    Ok(ExitCode::from(if good { 0 } else { EXIT_TOOL_ERROR }))
}
