//! `demo`: a day of a support agent, with all 25 tools.

mod answer;
mod day;
mod stage;
mod wire;

use super::{EXIT_TOOL_ERROR, say};
use anyhow::Result;
use stage::Stage;
use std::process::ExitCode;

/// Walk through a day of a support agent, with all 25 tools, against the mock
///
/// Prints each call as it is written in WAVE, what went over the wire for it, and the answer.
/// Ends with exit code 1 if anything was not as it should be.
#[derive(clap::Args)]
pub struct Arguments {}

pub async fn run(_: Arguments) -> Result<ExitCode> {
    let mut stage = Stage::set().await?;
    say(format_args!("{}\n", stage.program()))?;

    // A day that cannot go on still gets its summary, since that tells what went wrong before.
    if let Err(error) = day::play(&mut stage).await {
        stage.problem(format!("the day could not go on: {error:#}"))?;
    }

    let summary = stage.end()?;
    say(&summary.text)?;
    Ok(ExitCode::from(if summary.good {
        0
    } else {
        EXIT_TOOL_ERROR
    }))
}
