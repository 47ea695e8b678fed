//! `mcp` and `serve` as a client or a shell sees them.

use crate::{program, stderr, stdout};
use mock::Mock;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
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

#[cfg(unix)]
#[test]
fn an_interrupt_ends_either_while_calls_are_computed() {
    const TOKEN: &str = "a-token-of-the-callers";
    let interrupted = |mut child: Child| {
        std::thread::sleep(Duration::from_millis(100));
        let kill = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        child.wait().unwrap().code()
    };
    let started = |arguments: &[&str]| {
        program(arguments)
            .envs([
                ("GORGIAS_DOMAIN", "acme"),
                ("GORGIAS_ACCESS_TOKEN", "any-token-at-all"),
                ("GORGIAS_MCP_TOKEN", TOKEN),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    // Takes a second or two to be read and refused.
    let arguments = format!(r#"{{"id":[{}1]}}"#, "1,".repeat(12 << 20));
    let call = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"gorgias_customers_get_customer","arguments":{arguments}}}}}"#
    );

    let mut child = started(&["serve", "--listen", "127.0.0.1:0"]);
    let mut line = String::new();
    let mut messages = BufReader::new(child.stderr.take().unwrap());
    messages.read_line(&mut line).unwrap();
    let address = line.strip_prefix("listening on http://").expect(&line);
    let (address, _) = address.split_once('/').unwrap();
    let request = format!(
        "POST /gorgias-customers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{call}",
        call.len()
    );
    let callers: Vec<_> = (0..4)
        .map(|_| {
            let mut caller = TcpStream::connect(address).unwrap();
            caller.write_all(request.as_bytes()).unwrap();
            caller
        })
        .collect();
    assert_eq!(interrupted(child), Some(0));
    let answered = callers.into_iter().filter(|mut caller| {
        let mut byte = [0];
        matches!(caller.read(&mut byte), Ok(1))
    });
    assert!(answered.count() < 4);

    let mut child = started(&["mcp"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(call.as_bytes()).unwrap();
    stdin.write_all(b"\n").unwrap();
    // By the signal itself.
    assert_eq!(interrupted(child), None);
    assert_eq!(stdout.read_to_end(&mut Vec::new()).unwrap(), 0);
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
