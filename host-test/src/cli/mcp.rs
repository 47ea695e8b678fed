//! `mcp` and `serve`: the MCP server, over stdio and over HTTP.

use crate::cli::{
    EXIT_FAILED,
    account::{self, Variables},
    mcp_server,
};
use anyhow::{Context, Result, ensure};
use host_test::{Grant, Sandbox, mcp::Log};
use mock::Mock;
use packing::release::Policy;
use std::{net::SocketAddr, process::ExitCode};
use tokio::{io, net::TcpListener, signal::ctrl_c};

/// Run the MCP server on standard input and output, for a client that starts it
///
/// Ends with its input. Without --live it works on a mock Gorgias, which is forgotten at the end.
#[derive(clap::Args)]
pub struct Stdio {
    #[command(flatten)]
    common: Common,
}

/// Run the MCP server on an address, for clients that reach it over HTTP
///
/// The path is /gorgias-customers; /health says that the server is up. Callers need the token in
/// GORGIAS_MCP_TOKEN; only on a loopback address and without --live may it be missing, and then
/// whoever is on this machine may call the mock. Runs until Ctrl-C.
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
    /// Work on the account that the GORGIAS_* variables of the environment name, not on the mock
    #[arg(long)]
    live: bool,

    /// Host that files are downloaded from, with --live
    #[arg(long, default_value = Policy::FILE_HOST, value_name = "HOST")]
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

pub async fn stdio(arguments: Stdio) -> Result<ExitCode> {
    let common = arguments.common;
    let (sandbox, _mock) = common.sandbox(account::settings()).await?;
    let server = mcp_server()?;
    let ended = server
        .stdio(&sandbox, io::stdin(), io::stdout(), &common.log())
        .await;
    // Reading standard input cannot be called off, and would hold up the end of the runtime.
    match ended {
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::exit(EXIT_FAILED.into())
        }
    }
}

pub async fn http(arguments: Http) -> Result<ExitCode> {
    let common = arguments.common;
    let mut settings = account::settings();
    let guarded = account::guarded(&settings);
    if common.live {
        guarded?;
    } else if guarded.is_err() {
        ensure!(
            arguments.listen.ip().is_loopback(),
            "GORGIAS_MCP_TOKEN is not set, and {} is not an address of this machine alone",
            arguments.listen
        );
        settings.push(("GORGIAS_MCP_TOKEN".to_owned(), "off".to_owned()));
    }
    let (sandbox, _mock) = common.sandbox(settings).await?;
    let server = mcp_server()?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("listening on {}", arguments.listen))?;
    let address = listener.local_addr()?;
    eprintln!("listening on http://{address}/gorgias-customers");
    tokio::select! {
        never = server.serve(listener, sandbox, common.log()) => match never {},
        stopped = ctrl_c() => stopped.context("waiting for Ctrl-C")?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Common {
    /// The sandbox, and the mock that it leads to, which lives as long as it is kept.
    async fn sandbox(&self, settings: Variables) -> Result<(Sandbox, Option<Mock>)> {
        if self.live {
            let sandbox = account::live(settings)?;
            return Ok((sandbox.grants([self.file_host.clone()]), None));
        }
        let mock = Mock::start().await?;
        // The server's own settings count here too, those of an account do not.
        let own = settings.into_iter().filter(|(name, _)| !is_account(name));
        let sandbox = account::against(&mock)?.envs(own);
        Ok((sandbox, Some(mock)))
    }

    fn log(&self) -> Log {
        Log::stderr(self.log == Format::Json)
    }
}

/// Whether the variable says whose account it is, or belongs to one of several.
fn is_account(name: &str) -> bool {
    const ACCOUNT: [&str; 6] = [
        "GORGIAS_ACCESS_TOKEN",
        "GORGIAS_API_KEY",
        "GORGIAS_AUTH",
        "GORGIAS_BASE_URL",
        "GORGIAS_DOMAIN",
        "GORGIAS_EMAIL",
    ];
    name.contains("__") || ACCOUNT.contains(&name)
}
