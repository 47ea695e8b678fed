//! `call`: one call.

use crate::{
    EXIT_TOOL_ERROR, EXIT_USAGE, account::Target, layout::laid_out, mcp_server, say, tell,
};
use ::mcp::tools::Tool;
use anyhow::{Result, anyhow, ensure};
use host::Grant;
use serde_json::value::RawValue;
use std::{
    io::{IsTerminal, read_to_string, stdin, stdout},
    process::ExitCode,
};

/// Make one call, as an agent makes it
///
/// Prints what the tool returned as JSON, with the digits and the order that the API gave it; text, such as
/// CSV, as it is; a file as its blocks, images and other bytes in base64. On a terminal JSON is laid out.
/// Characters that would act on a terminal or hide something are written out.
///
/// The settings of the MCP server that bound what agents do count for them alone, all but GORGIAS_HIDE.
///
/// Exit codes: 0 the tool succeeded, 1 it answered with an error (on stderr), 2 there is no such tool, or the
/// arguments are no JSON, 3 the host failed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  call list-customers
  call search '{\"type\": \"customer\", \"query\": \"ada\"}'
  call get-customer '{\"id\": 700101, \"fields\": [\"name\", \"channels.address\"]}'
  call delete-customer '{\"id\": 700140, \"dry_run\": true}'
  call post-api-upload - < files.json")]
pub struct Arguments {
    /// The tool; `tools` lists them all
    #[arg(value_name = "TOOL")]
    tool: String,

    /// Its arguments, a JSON object; with `-` it is read from standard input
    #[arg(value_name = "JSON", default_value = "{}")]
    arguments: String,

    /// Let the tool reach one address more, such as the host that files lie on; can be repeated
    #[arg(long, value_name = "HOST[:PORT]")]
    grant: Vec<Grant>,
}

pub async fn run(call: Arguments, target: Target) -> Result<ExitCode> {
    let arguments = match call.arguments.as_str() {
        "-" => read_to_string(stdin())?,
        json => json.to_owned(),
    };
    let arguments = match object(&arguments) {
        Ok(object) => object,
        Err(problem) => {
            tell(format_args!("error: {problem}"));
            return Ok(usage());
        }
    };
    let sandbox = target.for_a_person().sandbox()?.grants(call.grant);
    match mcp_server()?.call(&sandbox, &call.tool, arguments).await? {
        Ok(answer) => {
            let text = answer.text();
            say(match stdout().is_terminal() {
                true => laid_out(&text),
                false => text,
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            tell(format_args!("error: {error}"));
            Ok(match Tool::meant(&call.tool) {
                Some(_) => ExitCode::from(EXIT_TOOL_ERROR),
                None => usage(),
            })
        }
    }
}

/// Reads arguments.
fn object(json: &str) -> Result<&RawValue> {
    let object: &RawValue = serde_json::from_str(json)
        .map_err(|error| anyhow!("the arguments are no JSON: {error}"))?;
    ensure!(
        object.get().starts_with('{'),
        "the arguments are no JSON object"
    );
    Ok(object)
}

/// Shows how a call is written.
fn usage() -> ExitCode {
    tell(
        "Write it as call TOOL JSON, for example: call search '{\"type\": \"customer\", \"query\": \"ada\"}'. \
         The command `tools` lists the tools.",
    );
    ExitCode::from(EXIT_USAGE)
}
