//! `mock`: the mock Gorgias alone.

use anyhow::{Context, Result};
use cli::quoted;
use mock::Mock;
use std::{net::SocketAddr, process::ExitCode, time::Duration};

/// Run the mock Gorgias alone, and print the settings that point a plugin at it
///
/// Runs until Ctrl-C. It keeps a small shop in memory, checks credentials and rate limits as the
/// API does, and forgets everything when it ends. Downloads are redirected to a second port.
#[derive(clap::Args)]
pub struct Arguments {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Play an open fact of docs/facts.md the other way; can be repeated
    #[arg(long, value_name = "FACT", value_parser = fact)]
    refute: Vec<String>,

    /// Answer however many requests come; without this, 40 in 20 seconds, as the API does
    #[arg(long)]
    no_rate_limit: bool,

    /// Wait so long before each answer
    #[arg(long, default_value_t = 0, value_name = "MILLISECONDS")]
    delay: u64,
}

fn fact(id: &str) -> Result<String, &'static str> {
    match mock::alternatives().iter().any(|fact| fact == id) {
        true => Ok(id.to_owned()),
        false => Err("the mock plays no such fact both ways; docs/facts.md lists them"),
    }
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mock = Mock::builder()
        .listen(arguments.listen)
        .delay(Duration::from_millis(arguments.delay));
    let mock = mock.play_alternatives(&arguments.refute);
    let mock = match arguments.no_rate_limit {
        false => mock.documented(),
        true => mock,
    };
    let mock = mock.start().await?;
    let env = mock.env();

    println!("The mock Gorgias listens on {}", mock.base_url());
    println!("Downloads are redirected to {}", mock.files_origin());
    println!("\nSettings for a shell:\n");
    for (name, value) in &env {
        println!("  export {name}={}", quoted(value));
    }
    let flags: Vec<String> = env
        .iter()
        .map(|(name, value)| format!("--env {}", quoted(&format!("{name}={value}"))))
        .collect();
    println!("\nFor the wasmtime command line:\n");
    println!(
        "  wasmtime run -S http {} \\\n    --invoke 'gorgias-customers-list-customers({{limit: 2}})' dist/gorgias_customers.wasm",
        flags.join(" ")
    );
    println!("\nStop it with Ctrl-C.");

    tokio::signal::ctrl_c()
        .await
        .context("waiting for Ctrl-C")?;
    println!("\n{} requests served.", mock.requests().len());
    Ok(ExitCode::SUCCESS)
}
