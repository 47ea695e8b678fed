//! What the shipped files ask for when they run, beside `permissions.json`.
//!
//! That file is written from the names inside the components. Here they run, and each variable that
//! could matter is changed by itself: what changes an answer was read.

use super::{SERVER, call, http::post, request};
use crate::support::plugin;
use host::{SHIPPED, SHIPPED_MCP, Sandbox};
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

/// What runs everywhere. No host is granted, so that nothing depends on a server.
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

/// Every word in capitals inside the file, which could be the name of a variable.
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
        // Malformed for each of them.
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

/// The list and a call, over stdio and over HTTP, there from a page and without a token too.
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
        format!("{token}\norigin: https://?"),
        "authorization:".to_owned(),
    ] {
        let (_, answer) = post(&sandbox, &head, &read).await;
        let lines = answer.lines().filter(|line| !line.starts_with("date: "));
        answers.extend(lines.map(str::to_owned));
    }
    answers.join("\n")
}

async fn check(component: &[u8], file: &str, behaviour: impl AsyncFn(Option<&str>) -> String) {
    let listed = agreed(file, "variables");
    let mut names = words(component);
    names.extend(COMMON.map(str::to_owned));
    assert!(listed.is_subset(&names));
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
