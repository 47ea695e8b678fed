//! `mcp` and `serve` as a client or a shell sees them.

use crate::{program, stderr, stdout};
use mock::Mock;
use serde_json::Value;
use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

#[test]
fn without_a_token_http_is_not_served() {
    let account = [
        ("GORGIAS_DOMAIN", "acme"),
        ("GORGIAS_ACCESS_TOKEN", "any-token-at-all"),
    ];
    let refused = |token: &str, listen: &str| {
        let mut command = program(&["serve", "--listen", listen]);
        command.envs(account).env("GORGIAS_MCP_TOKEN", token);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        stderr(&output)
    };
    for (token, listen, words) in [
        ("", "127.0.0.1:0", "GORGIAS_MCP_TOKEN is not set"),
        ("short", "127.0.0.1:0", "GORGIAS_MCP_TOKEN"),
        ("Off", "0.0.0.0:0", "--behind-gateway"),
    ] {
        let message = refused(token, listen);
        assert!(message.contains(words), "{message}");
    }
}

/// A list is what the component computes longest for without asking anybody.
const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;

/// Sends so much that the server never rests, and reads whatever it answers.
fn flood(mut to: impl Write + Send + 'static, mut from: impl Read + Send + 'static, text: String) {
    thread::spawn(move || while to.write_all(text.as_bytes()).is_ok() {});
    let mut byte = [0];
    from.read_exact(&mut byte).unwrap();
    thread::spawn(move || io::copy(&mut from, &mut io::sink()));
}

#[cfg(unix)]
fn interrupt(mut child: Child) -> ExitStatus {
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    child.wait().unwrap()
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_serving_however_busy_it_is() {
    let mut child = program(&["serve", "--listen", "127.0.0.1:0"])
        .envs([
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_ACCESS_TOKEN", "any-token-at-all"),
        ])
        .env("GORGIAS_MCP_TOKEN", "a-token-of-the-callers")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut messages = BufReader::new(child.stderr.take().unwrap());
    messages.read_line(&mut line).unwrap();
    let address = line.strip_prefix("listening on http://").expect(&line);
    let (address, _) = address.split_once('/').unwrap();
    let request = format!(
        "POST /gorgias-customers HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer a-token-of-the-callers\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{LIST}",
        LIST.len()
    );
    for _ in 0..4 {
        let stream = TcpStream::connect(address).unwrap();
        flood(stream.try_clone().unwrap(), stream, request.clone());
    }
    assert_eq!(interrupt(child).code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_logged_with_the_time_and_settings_of_others_are_not_passed_on() {
    let mock = Mock::start().await.unwrap();
    let file = std::env::temp_dir().join(format!("gorgias-mcp-log-{}", std::process::id()));
    let mut child = program(&["mcp", "--log"])
        .arg(&file)
        .envs(mock.env())
        .env("GORGIAS_WEBHOOK_SECRET", "of-another-program")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gorgias_customers_get_customer","arguments":{"id":700101}}}"#;
    child
        .stdin
        .take()
        .unwrap()
        .write_all(call.as_bytes())
        .unwrap();
    let output = tokio::task::block_in_place(|| child.wait_with_output()).unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(answer["result"]["structuredContent"]["id"], 700_101);
    let logged = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let line: Value = serde_json::from_str(&logged).unwrap();
    assert_eq!(line["outcome"], "ok", "{line}");
    assert!(line["time"].as_str().unwrap().ends_with('Z'), "{line}");
    let told = stderr(&output);
    assert!(told.contains(logged.trim_end()), "{told}");
    assert!(
        told.contains("GORGIAS_WEBHOOK_SECRET is no setting"),
        "{told}"
    );
    assert!(!told.contains("of-another-program"), "{told}");
}
