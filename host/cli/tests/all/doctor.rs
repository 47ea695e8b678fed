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

/// The mock's settings with one changed.
fn with(mock: &Mock, name: &str, value: &str) -> Vec<(String, String)> {
    let others = mock.env().into_iter().filter(|(known, _)| known != name);
    others
        .chain([(name.to_owned(), value.to_owned())])
        .collect()
}

/// One check is wrong, those before it are well, those behind it had to wait.
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
async fn a_wrong_key_is_told_by_the_account() {
    let mock = Mock::start().await.unwrap();
    let (text, well) = doctor(with(&mock, "GORGIAS_API_KEY", "another-key"));
    assert!(!well);
    assert_wrong(
        &text,
        "credentials",
        "Check GORGIAS_EMAIL and GORGIAS_API_KEY",
    );
    assert!(!text.contains("another-key"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_are_missing_or_misspelt_are_named() {
    let mock = Mock::start().await.unwrap();
    let (text, well) = doctor(with(&mock, "GORGIAS_API_KEY", ""));
    assert!(!well);
    assert_wrong(&text, "settings", "GORGIAS_API_KEY is not set");

    let (text, well) = doctor(with(&mock, "GORGIAS_ACESS", "read-only"));
    assert!(!well);
    let words = "GORGIAS_ACESS is no setting, but nearly GORGIAS_ACCESS";
    assert!(text.contains(words), "{text}");

    let (text, well) = doctor(with(&mock, "GORGIAS_TOOLS", "serch"));
    assert!(!well);
    assert!(
        text.starts_with("server       WRONG") && text.contains("GORGIAS_TOOLS"),
        "{text}"
    );
}

/// The name is longer than names can be, so that no name server is asked for it.
#[test]
fn an_unknown_host_is_told_as_such() {
    let url = format!("https://{}gorgias.com", "no-such-account.".repeat(20));
    let settings = [
        ("GORGIAS_BASE_URL", url.as_str()),
        ("GORGIAS_EMAIL", "me@acme.test"),
        ("GORGIAS_API_KEY", "any-key-at-all"),
    ];
    let (text, well) = doctor(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(!well);
    assert_wrong(&text, "DNS", "the name was not found");
}

#[tokio::test]
async fn a_refused_connection_is_told_as_such() {
    let mock = Mock::start().await.unwrap();
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (text, well) = doctor(with(
        &mock,
        "GORGIAS_BASE_URL",
        &format!("http://{address}"),
    ));
    assert!(!well);
    assert_wrong(&text, "connection", "refused");
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
