//! `call`: one call.

use crate::{EXIT_FAILED, EXIT_TOOL_ERROR, EXIT_USAGE, account::Target, plugin, render, say, tell};
use anyhow::Result;
use host::{DryRun, Grant, call::Call};
use std::{
    io::{IsTerminal, stdout},
    process::ExitCode,
};

/// Make one call, written as `wasmtime run --invoke` takes it
///
/// Prints what the tool returned as JSON, with the digits and the order that the API gave it; text,
/// such as CSV, as it is. On a terminal JSON is laid out, and characters that would act on the
/// terminal or hide something are written out.
///
/// Exit codes: 0 the tool succeeded, 1 it answered with an error (on stderr), 2 the call does not
/// parse or fit, 3 the host failed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  call 'list-customers({limit: 2})'
  call 'search(\"customer\", \"ada\")'
  call 'create-customer({channels: [{type: \"email\", address: \"new@shop.test\"}], name: \"New\"})'")]
pub struct Arguments {
    /// The call in WAVE syntax; the prefix gorgias-customers- may be left out
    #[arg(value_name = "FUNCTION(ARGUMENTS)")]
    call: String,

    /// Let the plugin reach one address more, such as the host that files lie on; can be repeated
    #[arg(long, value_name = "HOST[:PORT]")]
    grant: Vec<Grant>,

    /// Print only these keys of the answer, or of each of its items; dots reach in: id,channels.address
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    fields: Vec<String>,

    /// Print the request that would be sent, without the credentials, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Print the whole result in WAVE, an error too
    #[arg(long, alias = "wave")]
    raw: bool,
}

pub async fn run(arguments: Arguments, target: Target) -> Result<ExitCode> {
    let plugin = plugin()?;
    let call = match Call::parse(&arguments.call, &plugin) {
        Ok(call) => call,
        Err(error) => {
            tell(format_args!("error: {error}"));
            return Ok(ExitCode::from(EXIT_USAGE));
        }
    };

    let mut sandbox = target.sandbox()?.grants(arguments.grant);
    let dry_run = DryRun::new();
    if arguments.dry_run {
        sandbox = sandbox.dry_run(&dry_run);
    }

    let mut session = plugin.start(&sandbox).await?;
    let outcome = match session.call(&call).await {
        Ok(outcome) => outcome,
        Err(trap) => {
            tell(format_args!("error: the plugin trapped: {trap:#}"));
            return Ok(ExitCode::from(EXIT_FAILED));
        }
    };

    if let Some(request) = dry_run.take() {
        say(render::request(&request))?;
        return Ok(ExitCode::SUCCESS);
    }
    let failed = outcome.get().is_err();
    match outcome.get() {
        _ if arguments.raw => say(outcome.wave())?,
        Ok(Some(value)) => {
            let text = render::text(&render::only(value, &arguments.fields));
            say(match stdout().is_terminal() {
                true => render::laid_out(&text),
                false => text,
            })?;
        }
        Ok(None) => tell("done"),
        Err(error) => tell(format_args!("error: {error}")),
    }
    Ok(ExitCode::from(if failed { EXIT_TOOL_ERROR } else { 0 }))
}
