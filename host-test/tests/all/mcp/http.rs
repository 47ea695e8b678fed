//! HTTP: who is let in, with what, and to which account. Every rule is tested in `mcp`; here
//! are those that show that the component hands it all that a request has.

use super::{SERVER, call, no_log};
use crate::support::sandbox_with;
use host::Sandbox;
use mock::Mock;
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Headers of a good request. `head` replaces some.
const GOOD: &str = "POST /gorgias-customers HTTP/1.1
host: localhost
connection: close
authorization: Bearer s3cret-token-of-the-test
content-type: application/json";

/// Writes the head of a good request with other lines in it: a request line, a header, or `name:`
/// for one that is left out.
fn head(changes: &str) -> String {
    let key = |line: &str| line.split_inclusive(':').next().map(str::to_owned);
    let mut lines: Vec<&str> = GOOD.lines().collect();
    for change in changes.lines() {
        match change.ends_with(" HTTP/1.1") {
            true => lines[0] = change,
            false => lines.retain(|line| key(line) != key(change)),
        }
        if !change.ends_with(':') && !change.ends_with(" HTTP/1.1") {
            lines.push(change);
        }
    }
    lines.join("\r\n") + "\r\n"
}

/// Serves one connection's request: status, head and body of what is answered.
async fn exchange(sandbox: &Sandbox, head: &str, body: &[u8]) -> (u16, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serving = SERVER.clone().serve(listener, sandbox.clone(), no_log());
    let asking = async {
        let mut stream = TcpStream::connect(address).await.expect("a server");
        stream.write_all(head.as_bytes()).await.expect("a reader");
        stream.write_all(body).await.expect("a reader");
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        timeout(Duration::from_secs(60), read)
            .await
            .expect("an end")
            .expect("text");
        answer
    };
    let answer = tokio::select! {
        answer = asking => answer,
        never = serving => match never {},
    };
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    (status.expect(&answer), answer)
}

/// Sends the same with a body whose length is announced.
pub(super) async fn post(sandbox: &Sandbox, changes: &str, body: &str) -> (u16, String) {
    let head = head(changes) + &format!("content-length: {}\r\n\r\n", body.len());
    exchange(sandbox, &head, body.as_bytes()).await
}

#[tokio::test]
async fn only_who_is_let_in_reaches_the_account() {
    let mock = Mock::start().await.expect("a port is free");
    let plain = sandbox_with(&mock).env("GORGIAS_MCP_ORIGINS", "https://app.example");
    let token = plain
        .clone()
        .env("GORGIAS_MCP_TOKEN", "s3cret-token-of-the-test");
    let off = plain.clone().env("GORGIAS_MCP_TOKEN", "off");
    let good = call("get_customer", r#"{"id":700101}"#);
    for (sandbox, changes, status, named) in [
        (&token, "", 200, "ada@shop.test"),
        (&off, "authorization:", 200, "ada@shop.test"),
        (&plain, "", 503, "not set up to accept callers"),
        (&token, "authorization:", 401, "www-authenticate: Bearer"),
        (
            &token,
            "authorization: Bearer s3cret-token-of-the-tesu",
            401,
            "www-authenticate: Bearer",
        ),
        (&token, "origin: https://app.example", 200, "ada@shop.test"),
        (&token, "origin: null", 403, "GORGIAS_MCP_ORIGINS"),
        (&token, "POST / HTTP/1.1", 404, "/gorgias-customers"),
        (
            &token,
            "GET /gorgias-customers HTTP/1.1",
            405,
            "allow: POST",
        ),
        (&token, "content-type: text/plain", 415, "application/json"),
        (&token, "mcp-protocol-version: 2026-07-28", 400, "-32602"),
    ] {
        mock.clear_requests();
        let (got, answer) = post(sandbox, changes, &good).await;
        assert!(
            got == status && answer.contains(named),
            "{changes}: {answer}"
        );
        let requests = mock.requests();
        assert_eq!(requests.len(), usize::from(status == 200), "{changes}");
        let told = requests
            .iter()
            .any(|it| format!("{:?}", it.headers).contains("s3cret"));
        assert!(!told, "the caller's token went to Gorgias");
    }
}

#[tokio::test]
async fn bodies_that_are_no_message_are_refused() {
    let sandbox = Sandbox::new().env("GORGIAS_MCP_TOKEN", "s3cret-token-of-the-test");
    for (body, status, named) in [
        ("\u{0}garbage", 400, "-32700"),
        ("", 400, "-32700"),
        (
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            202,
            "",
        ),
    ] {
        let (got, answer) = post(&sandbox, "", body).await;
        assert!(got == status && answer.contains(named), "{body}: {answer}");
    }
    // No byte is read of what says beforehand that it is too large.
    let announced = head("") + "content-length: 34603008\r\n\r\n";
    let (status, answer) = exchange(&sandbox, &announced, b"").await;
    assert!(status == 413 && answer.contains("32 MiB"), "{answer}");
    let chunked = head("") + "transfer-encoding: chunked\r\n\r\n2000001\r\n";
    let (status, answer) = exchange(&sandbox, &chunked, &vec![b' '; (32 << 20) + 1]).await;
    assert!(status == 413 && answer.contains("32 MiB"), "{answer}");
}

/// Three accounts: two connections, and the plain variables, which no call may use.
#[tokio::test]
async fn a_token_reaches_its_own_account_alone() {
    let mut mocks = Vec::new();
    let mut sandbox = Sandbox::new();
    for (id, suffix) in [("a", "__a"), ("b", "__b"), ("plain", "")] {
        let key = format!("key-of-{id}");
        let mock = Mock::builder().api_key(&key).start().await;
        let mock = mock.expect("a port is free");
        for (name, value) in mock.env() {
            sandbox = sandbox.env(name + suffix, value);
        }
        let token = format!("token-of-connection-{id}");
        sandbox = sandbox
            .env("GORGIAS_MCP_TOKEN".to_owned() + suffix, token)
            .grant(&mock.base_url())
            .expect("a grant");
        mocks.push((id, mock));
    }
    for token in ["a", "b", "plain"] {
        for pcid in ["a", "b", "plain", ""] {
            let authorization = format!("authorization: Bearer token-of-connection-{token}");
            let arguments = json!({"id": 700_101, "PCID": pcid}).to_string();
            let body = call("get_customer", &arguments);
            let (status, answer) = post(&sandbox, &authorization, &body).await;
            let place = format!("token of {token}, PCID {pcid}: {answer}");
            let is_own = token == pcid && token != "plain";
            assert_eq!(status, if token == "plain" { 401 } else { 200 }, "{place}");
            assert_eq!(answer.contains("ada@shop.test"), is_own, "{place}");
            for (id, mock) in &mocks {
                let expected = usize::from(is_own && *id == token);
                assert_eq!(mock.requests().len(), expected, "{place}, account {id}");
                mock.clear_requests();
            }
        }
    }
}
