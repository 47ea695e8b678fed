//! Compares what the shipped files ask for when they run with `permissions.json`.
//!
//! That file is written from the names inside the components. Here they run, and each variable that
//! could matter is changed by itself: what changes an answer was read. And each tool is called: the
//! network notes which hosts it asks for, and lets nothing out.

use super::{SERVER, call, http::post, request};
use crate::{
    calls::{Row, examples},
    support::{plugin, sandbox_for},
};
use gorgias_customers::tool::Tool;
use host::{Recorder, SHIPPED, SHIPPED_MCP, Sandbox};
use mock::faults::{Answer, Exchange, FaultServer};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AGREED: &str = include_str!("../../../../permissions.json");

/// Variables that programs commonly read.
const COMMON: [&str; 20] = [
    "ALL_PROXY",
    "AWS_SECRET_ACCESS_KEY",
    "DEBUG",
    "GH_TOKEN",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "NO_PROXY",
    "OPENAI_API_KEY",
    "PATH",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "SSL_CERT_FILE",
    "TMPDIR",
    "TZ",
    "USER",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Settings of the programs around the server, which knows them so that they pass for no slip.
const OF_OTHERS: [&str; 1] = ["GORGIAS_FILE_HOST"];

/// Arguments that run everywhere. No host is granted, so that nothing depends on a server.
const SETTINGS: [(&str, &str); 5] = [
    ("GORGIAS_ACCESS", "full"),
    ("GORGIAS_API_KEY", "key-of-the-test"),
    ("GORGIAS_DOMAIN", "acme"),
    ("GORGIAS_EMAIL", "agent@acme.test"),
    ("GORGIAS_MCP_TOKEN", "s3cret-token-of-the-test"),
];

fn agreed(file: &str, kind: &str) -> BTreeSet<String> {
    let agreed: Value = serde_json::from_str(AGREED).unwrap();
    let names = agreed[file][kind].as_array().unwrap();
    names
        .iter()
        .map(|it| it.as_str().unwrap().to_owned())
        .collect()
}

/// Collects every word in capitals inside the file, which could be the name of a variable.
fn words(component: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(component).replace("GORGIAS_", " GORGIAS_");
    text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .map(|word| word.trim_matches('_'))
        .filter(|word| word.len() > 2 && word.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

fn sandbox(changed: Option<&str>) -> Sandbox {
    let sandbox = Sandbox::new().envs(SETTINGS);
    match changed {
        // An origin that is malformed allows nobody, as none does.
        Some(name) if name.ends_with("_ORIGINS") => sandbox.env(name, "https://page.test"),
        // Malformed for all others.
        Some(name) => sandbox.env(name, "?\u{7f}?"),
        None => sandbox,
    }
}

async fn of_typed(changed: Option<&str>) -> String {
    let mut session = plugin().start(&sandbox(changed)).await.unwrap();
    let answer = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, 1, None)
        .await;
    format!("{answer:?}")
}

/// Asks for the list and a call, over stdio and over HTTP, there from a page and without a token
/// too.
async fn of_mcp(changed: Option<&str>) -> String {
    let sandbox = sandbox(changed);
    let read = call("get_customer", r#"{"id":1}"#);
    let mut answers = Vec::new();
    for message in [
        request("tools/list", json!({})),
        read.clone(),
        call("delete_customer", r#"{"id":1}"#),
    ] {
        answers.push(
            SERVER
                .ask(&sandbox, &message)
                .await
                .unwrap_or_else(|error| error.to_string()),
        );
    }
    let token = "authorization: Bearer s3cret-token-of-the-test";
    for head in [
        token.to_owned(),
        format!("{token}\norigin: https://page.test"),
        "authorization:".to_owned(),
    ] {
        let (_, answer) = post(&sandbox, &head, &read).await;
        let lines = answer.lines().filter(|line| !line.starts_with("date: "));
        answers.extend(lines.map(str::to_owned));
    }
    answers.join("\n")
}

async fn check(component: &[u8], file: &str, behaviour: impl AsyncFn(Option<&str>) -> String) {
    let mut listed = agreed(file, "variables");
    listed.retain(|name| !OF_OTHERS.contains(&name.as_str()));
    let mut names = words(component);
    assert!(listed.is_subset(&names));
    // Those that are not listed are near some that are, and refused as slips.
    names.retain(|name| !name.starts_with("GORGIAS_") || listed.contains(name));
    names.extend(COMMON.map(str::to_owned));
    let unchanged = behaviour(None).await;
    assert!(unchanged.contains("acme.gorgias.com"), "{unchanged}");
    assert_eq!(behaviour(None).await, unchanged);
    let mut read = BTreeSet::new();
    for name in names {
        if behaviour(Some(&name)).await != unchanged {
            read.insert(name);
        }
    }
    assert_eq!(read, listed, "{file}");
}

#[tokio::test]
async fn the_typed_component_reads_the_variables_that_were_agreed_to() {
    let file = "gorgias_customers.wasm";
    check(SHIPPED, file, of_typed).await;
}

#[tokio::test]
async fn the_mcp_server_reads_the_variables_that_were_agreed_to() {
    let file = "gorgias_customers_mcp.wasm";
    check(SHIPPED_MCP, file, of_mcp).await;
}

/// Collects which hosts are asked for while each tool is called, and while a download is
/// redirected to where Gorgias keeps its files.
async fn hosts(call: impl AsyncFn(&Sandbox, &Row)) -> BTreeSet<String> {
    let recorder = Recorder::new();
    let sandbox = sandbox(None).record(&recorder);
    let examples = examples();
    for (_, row) in &examples {
        call(&sandbox, row).await;
    }
    let files = Answer::new(302).header("location", "https://uploads.gorgias.io/a/b.png");
    let server = FaultServer::start([Exchange::answering(files)]).await;
    let server = server.expect("a port is free");
    let is_download = |(tool, _): &&(Tool, &Row)| tool.name() == "download-file";
    let (_, download) = examples.iter().find(is_download).unwrap();
    call(&sandbox_for(&server, 5).record(&recorder), download).await;
    let asked = recorder.take().into_iter();
    let hosts = asked.filter_map(|exchange| exchange.uri.host().map(str::to_owned));
    let hosts = hosts.filter(|host| host != "127.0.0.1");
    hosts
        .map(|host| host.replace("acme.", "ACCOUNT."))
        .collect()
}

#[tokio::test]
async fn the_typed_component_asks_for_the_hosts_that_were_agreed_to() {
    let asked = hosts(async |sandbox, row| {
        let mut session = plugin().start(sandbox).await.unwrap();
        let _ = row.call().make(&mut session).await.unwrap();
    });
    assert_eq!(asked.await, agreed("gorgias_customers.wasm", "hosts"));
}

#[tokio::test]
async fn the_mcp_server_asks_for_the_hosts_that_were_agreed_to() {
    let asked = hosts(async |sandbox, row| {
        let called = SERVER.call(sandbox, &row.tool, &row.arguments).await;
        let _ = called.unwrap();
    });
    assert_eq!(asked.await, agreed("gorgias_customers_mcp.wasm", "hosts"));
}
