//! The shipped server, in this process, against the mock.

use super::{Log, McpServer};
use crate::{Options, Sandbox};
use mock::Mock;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

static SERVER: LazyLock<McpServer> =
    LazyLock::new(|| McpServer::shipped(Options::default()).unwrap());

/// The shipped server with connections of its own: a test's runtime ends with the test.
fn server() -> McpServer {
    McpServer {
        client: crate::Client::default(),
        ..SERVER.clone()
    }
}

fn sandbox(mock: &Mock) -> Sandbox {
    let sandbox = Sandbox::new().envs(mock.env());
    sandbox.grant(&mock.base_url()).unwrap()
}

/// A log that a test can read.
fn log(json: bool) -> (Log, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let written = Arc::clone(&lines);
    let log = Log::new(json, move |line| {
        written.lock().unwrap().push(line.to_owned());
    });
    (log, lines)
}

fn call(id: u64, customer: u64) -> String {
    let params = json!({"name": "gorgias_customers_get_customer", "arguments": {"id": customer}});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
}

#[tokio::test]
async fn a_message_a_line_is_answered_until_the_input_ends() {
    let mock = Mock::start().await.unwrap();
    let (mut client, stdin) = tokio::io::duplex(1 << 20);
    let (stdout, mut answers) = tokio::io::duplex(1 << 20);
    let list = r#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#;
    let input = [&call(1, 700_101), "garbage", &call(2, 1), list].join("\n");
    client.write_all(input.as_bytes()).await.unwrap();
    drop(client);

    let (log, lines) = log(false);
    let ended = server().stdio(&sandbox(&mock), stdin, stdout, &log).await;
    ended.unwrap();
    let mut text = String::new();
    answers.read_to_string(&mut text).await.unwrap();
    let answers: Vec<Value> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let ids: Vec<&Value> = answers.iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, [&json!(1), &json!(null), &json!(2), &json!(7)]);
    assert_eq!(answers[0]["result"]["structuredContent"]["id"], 700_101);

    let lines = lines.lock().unwrap();
    let [done, failed] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    for (line, outcome) in [(done, "ok"), (failed, "not-found")] {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[..2], ["gorgias_customers_get_customer", outcome]);
        assert_eq!(words[3..], ["ms", "1", "request"]);
    }
}

/// A server on a port of its own, for as long as the test's runtime.
async fn serving(mock: &Mock, log: Log) -> SocketAddr {
    let sandbox = sandbox(mock).env("GORGIAS_MCP_TOKEN", "the-callers-token");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server().serve(listener, sandbox, log));
    address
}

fn post(token: &str, body: &str) -> String {
    format!(
        "POST /gorgias-customers HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         authorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_is_answered_and_logged_without_what_is_in_it() {
    let mock = Mock::start().await.unwrap();
    let (log, lines) = log(true);
    let address = serving(&mock, log).await;
    let answer = exchange(address, &post("the-callers-token", &call(1, 700_101))).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("ada@shop.test"), "{answer}");
    let answer = exchange(address, &post("another-token", &call(1, 700_101))).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(mock.requests().len(), 1);

    let lines = lines.lock().unwrap();
    let read = |line: &String| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        assert!(line["ms"].take().is_f64());
        line
    };
    let lines: Vec<Value> = lines.iter().map(read).collect();
    let line = |tool, outcome, requests| json!({"tool": tool, "outcome": outcome, "ms": null, "requests": requests});
    let expected = [
        line("gorgias_customers_get_customer", "ok", 1),
        line("-", "http-401", 0),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn health_says_that_the_server_is_up_and_nothing_else() {
    let mock = Mock::start().await.unwrap();
    let (log, lines) = log(false);
    let address = serving(&mock, log).await;
    let get = "GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = exchange(address, get).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nup\n"), "{answer}");
    assert_eq!(lines.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn calls_of_many_callers_go_on_at_once_and_one_who_leaves_ends_his() {
    let slow = Duration::from_millis(500);
    let mock = Mock::builder().delay(slow).start().await.unwrap();
    let (log, lines) = log(false);
    let address = serving(&mock, log).await;
    let mut leaving = TcpStream::connect(address).await.unwrap();
    let request = post("the-callers-token", &call(1, 700_101));
    leaving.write_all(request.as_bytes()).await.unwrap();
    while mock.requests().is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    drop(leaving);

    let begun = std::time::Instant::now();
    let calls: Vec<_> = (0..32)
        .map(|_| {
            tokio::spawn({
                let request = request.clone();
                async move { exchange(address, &request).await }
            })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().starts_with("HTTP/1.1 200 OK"));
    }
    assert!(begun.elapsed() < 8 * slow, "{:?}", begun.elapsed());
    let lines = lines.lock().unwrap();
    let count = |outcome| lines.iter().filter(|it| it.contains(outcome)).count();
    assert_eq!((count(" gone "), count(" ok ")), (1, 32), "{lines:?}");
}

#[tokio::test]
async fn an_address_without_grant_is_refused_by_the_sandbox() {
    let mock = Mock::start().await.unwrap();
    let sandbox = Sandbox::new().envs(mock.env());
    let (stdout, mut answers) = tokio::io::duplex(1 << 20);
    let input = call(1, 700_101);
    let (log, _) = log(false);
    let stdin = std::io::Cursor::new(input);
    let ended = server().stdio(&sandbox, stdin, stdout, &log).await;
    ended.unwrap();
    let mut text = String::new();
    answers.read_to_string(&mut text).await.unwrap();
    assert!(text.contains("\"isError\":true"), "{text}");
    assert!(text.contains("blocked-by-policy"), "{text}");
    assert_eq!(mock.connections(), 0);
}
