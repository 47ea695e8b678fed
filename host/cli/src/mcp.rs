//! `mcp` and `serve`: the MCP server, over stdio and over HTTP.

use crate::{
    EXIT_FAILED,
    account::{Target, value},
    log, mcp_server, tell,
};
use anyhow::{Context, Result, anyhow, ensure};
use gorgias_customers::config::FILE_HOST;
use host::{Grant, Sandbox, mcp::Log};
use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{self, ExitCode},
};
use tokio::{io, net::TcpListener, signal::ctrl_c};

/// Run the MCP server on standard input and output, for a client that starts it
///
/// Ends with its input.
#[derive(clap::Args)]
pub struct Stdio {
    #[command(flatten)]
    common: Common,
}

/// Run the MCP server on an address, for clients that reach it over HTTP
///
/// The path is /gorgias-customers; /health says that the server is up. Callers need the token in
/// GORGIAS_MCP_TOKEN. Runs until Ctrl-C.
#[derive(clap::Args)]
pub struct Http {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:8321", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Serve callers without a token (GORGIAS_MCP_TOKEN=off) on an address that others can reach,
    /// because a gateway in front of it signs them in
    #[arg(long)]
    behind_gateway: bool,

    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    /// Host that files are downloaded from
    #[arg(long, default_value = FILE_HOST, value_name = "HOST")]
    file_host: Grant,

    /// Append the log to this file, as JSON; lines on standard error are JSON then, too. GORGIAS_LOG
    /// says what they look like otherwise
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

pub async fn stdio(arguments: Stdio, target: Target) -> Result<ExitCode> {
    let (sandbox, log) = arguments.common.prepare(&target)?;
    let server = mcp_server()?;
    let ended = server
        .stdio(&sandbox, io::stdin(), io::stdout(), &log)
        .await;
    // Reading standard input cannot be called off, and would hold up the end of the runtime.
    match ended {
        Ok(()) => process::exit(0),
        Err(error) => {
            tell(format_args!("error: {error:#}"));
            process::exit(EXIT_FAILED.into())
        }
    }
}

pub async fn http(arguments: Http, target: Target) -> Result<ExitCode> {
    guard(&target, &arguments)?;
    let (sandbox, log) = arguments.common.prepare(&target)?;
    let server = mcp_server()?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("listening on {}", arguments.listen))?;
    let address = listener.local_addr()?;
    tell(format_args!(
        "listening on http://{address}/gorgias-customers"
    ));
    tokio::select! {
        never = server.serve(listener, sandbox, log) => match never {},
        stopped = ctrl_c() => stopped.context("waiting for Ctrl-C")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses to serve HTTP where nobody could be let in, or everybody from elsewhere would be.
fn guard(target: &Target, arguments: &Http) -> Result<()> {
    let problem = |problem: String| anyhow!(problem);
    let shut = target.server()?.check_tokens().map_err(problem)?;
    if !shut.is_empty() {
        tell(shut);
    }
    let token = value(&target.variables, "GORGIAS_MCP_TOKEN").unwrap_or_default();
    ensure!(
        !token.eq_ignore_ascii_case("off")
            || arguments.listen.ip().is_loopback()
            || arguments.behind_gateway,
        "GORGIAS_MCP_TOKEN is off: whoever reaches {} could use the account. Listen on 127.0.0.1, or say --behind-gateway where a gateway signs callers in",
        arguments.listen
    );
    Ok(())
}

impl Common {
    fn prepare(&self, target: &Target) -> Result<(Sandbox, Log)> {
        let sandbox = target.sandbox()?.grants([self.file_host.clone()]);
        Ok(match &self.log {
            None => (sandbox, log::to_stderr()),
            Some(file) => (sandbox.env("GORGIAS_LOG", "json"), log::to_file(file)?),
        })
    }
}
