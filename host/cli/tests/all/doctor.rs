//! `doctor`, as a shell sees it: each thing that can be wrong is told where it is wrong.

use crate::{program, stdout};
use gorgias_customers::tool::{Effect, Tool};
use mock::Mock;
use std::fs;
use tokio::net::TcpListener;

/// Returns what it prints with these settings, or without them where the value is empty, and
/// whether all is well.
fn doctor(settings: impl IntoIterator<Item = (String, String)>) -> (String, bool) {
    let output = program(&["doctor"]).envs(settings).output().unwrap();
    let code = output.status.code().unwrap();
    assert!(code <= 1, "{output:?}");
    (stdout(&output), code == 0)
}

/// Returns the mock's settings with one changed.
fn with(mock: &Mock, name: &str, value: &str) -> Vec<(String, String)> {
    let others = mock.env().into_iter().filter(|(known, _)| known != name);
    others
        .chain([(name.to_owned(), value.to_owned())])
        .collect()
}

/// Asserts that one check is wrong, those before it are well, those behind it had to wait.
fn assert_wrong(text: &str, check: &str, says: &str) {
    let states: Vec<(&str, &str)> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split_at(12))
        .map(|(name, rest)| (name.trim(), rest.split_whitespace().next().unwrap()))
        .collect();
    let at = states.iter().position(|(name, _)| *name == check).unwrap();
    assert!(
        states[..at].iter().all(|(_, state)| *state == "ok"),
        "{text}"
    );
    assert_eq!(states[at].1, "WRONG", "{text}");
    assert!(
        states[at + 1..].iter().all(|(_, state)| *state == "-"),
        "{text}"
    );
    assert!(text.contains(says), "{text}");
    assert!(!text.contains("mcpServers"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_all_is_well_the_clients_are_told_without_secrets() {
    let mock = Mock::start().await.unwrap();
    let (text, well) = doctor(with(&mock, "GORGIAS_ACCESS", "read-only"));
    assert!(well, "{text}");
    let program = fs::canonicalize(env!("CARGO_BIN_EXE_gorgias-customers")).unwrap();
    let reading = Tool::ALL.iter().filter(|it| it.effect() == Effect::Read);
    for part in [
        &*format!("{} tools for MCP clients", reading.count()),
        "an API key of agent@acme.test, read-only",
        "An agent            reads, and changes nothing",
        "requests used now, by this check alone",
        "\"GORGIAS_TOOL_NAMES\": \"short\"",
        "\"mcpServers\"",
        "claude mcp add",
        "${input:GORGIAS_API_KEY}",
        "wassette run --disable-builtin-tools",
        program.to_str().unwrap(),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("mock-api-key"), "{text}");
    let requests: Vec<String> = mock
        .requests()
        .iter()
        .map(|it| it.method.to_string())
        .collect();
    assert_eq!(requests, ["GET"], "one harmless call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_told_where_it_is_wrong() {
    let mock = Mock::start().await.unwrap();
    // Longer than names can be, so that no name server is asked for it.
    let nowhere = format!("https://{}gorgias.com", "no-such-account.".repeat(20));
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mend = "Check GORGIAS_EMAIL and GORGIAS_API_KEY";
    for (name, value, check, says) in [
        (
            "GORGIAS_API_KEY",
            "",
            "settings",
            "GORGIAS_API_KEY is not set",
        ),
        (
            "GORGIAS_BASE_URL",
            &nowhere,
            "DNS",
            "the name was not found",
        ),
        ("GORGIAS_BASE_URL", &closed, "connection", "refused"),
        ("GORGIAS_API_KEY", "another-key", "credentials", mend),
    ] {
        let (text, well) = doctor(with(&mock, name, value));
        assert!(!well, "{text}");
        assert_wrong(&text, check, says);
        assert!(!text.contains("another-key"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_of_the_server_that_are_misspelt_are_named() {
    let mock = Mock::start().await.unwrap();
    for (name, value, says) in [
        (
            "GORGIAS_ACESS",
            "read-only",
            "GORGIAS_ACESS is no setting, but nearly GORGIAS_ACCESS",
        ),
        (
            "GORGIAS_TOOLS",
            "serch",
            "GORGIAS_TOOLS names no tool with `serch`",
        ),
    ] {
        let (text, well) = doctor(with(&mock, name, value));
        assert!(!well, "{text}");
        assert!(
            text.starts_with("server       WRONG") && text.contains(says),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_account_of_several_is_checked() {
    let mock = Mock::start().await.unwrap();
    let of = |id: &str, key: Option<&str>| {
        let settings = mock.env().into_iter().map(|(name, value)| {
            let value = key
                .filter(|_| name == "GORGIAS_API_KEY")
                .map_or(value, str::to_owned);
            (format!("{name}__{id}"), value)
        });
        settings.collect::<Vec<_>>()
    };
    let (text, well) = doctor([of("acme", None), of("shop", Some("another-key"))].concat());
    assert!(!well);
    let (acme, shop) = text.split_once("Connection shop").unwrap();
    assert!(acme.contains("credentials  ok"), "{text}");
    assert!(shop.contains("credentials  WRONG"), "{text}");
}
