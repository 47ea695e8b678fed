//! `mcp` and `serve`: the MCP server, over stdio and over HTTP.

use crate::{
    EXIT_FAILED,
    account::{self, Target},
    mcp_server, tell,
};
use anyhow::{Context, Result};
use gorgias_customers::config::FILE_HOST;
use host::{Grant, Sandbox, mcp::Log};
use std::{
    net::SocketAddr,
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

    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    /// Host that files are downloaded from
    #[arg(long, default_value = FILE_HOST, value_name = "HOST")]
    file_host: Grant,

    /// How calls are logged to standard error, a line each
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    log: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub async fn stdio(arguments: Stdio, target: Target) -> Result<ExitCode> {
    let common = arguments.common;
    let sandbox = common.sandbox(&target)?;
    let server = mcp_server()?;
    let ended = server
        .stdio(&sandbox, io::stdin(), io::stdout(), &common.log())
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
    let common = arguments.common;
    account::guarded(&target.variables)?;
    let sandbox = common.sandbox(&target)?;
    let server = mcp_server()?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("listening on {}", arguments.listen))?;
    let address = listener.local_addr()?;
    tell(format_args!(
        "listening on http://{address}/gorgias-customers"
    ));
    tokio::select! {
        never = server.serve(listener, sandbox, common.log()) => match never {},
        stopped = ctrl_c() => stopped.context("waiting for Ctrl-C")?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Common {
    fn sandbox(&self, target: &Target) -> Result<Sandbox> {
        Ok(target.sandbox()?.grants([self.file_host.clone()]))
    }

    fn log(&self) -> Log {
        Log::stderr(self.log == Format::Json)
    }
}
