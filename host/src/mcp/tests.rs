//! The shipped server, in this process, against the mock.

use super::{Log, McpServer};
use crate::{Options, Recorder, Sandbox};
use bytes::Bytes;
use futures_util::stream;
use http::Request;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use mock::{
    Mock,
    faults::{Answer, Exchange, FaultServer},
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use wasmtime_wasi::HostMonotonicClock;

static SERVER: LazyLock<McpServer> =
    LazyLock::new(|| McpServer::shipped(Options::default()).unwrap());

/// Returns the shipped server with connections of its own: a test's runtime ends with the test.
fn server() -> McpServer {
    SERVER.with_connections_of_its_own().unwrap()
}

fn sandbox(mock: &Mock) -> Sandbox {
    let sandbox = Sandbox::new().envs(mock.env());
    let sandbox = sandbox.env("GORGIAS_MCP_TOKEN", TOKEN);
    sandbox.grant(&mock.base_url()).unwrap()
}

/// Makes a log that a test can read.
fn log() -> (Log, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let written = Arc::clone(&lines);
    let log = Log::new(move |line| written.lock().unwrap().push(line.to_owned()));
    (log, lines)
}

/// Returns the server's answers to this input, message by message, and its log.
async fn answers(sandbox: &Sandbox, input: String) -> (Vec<Value>, Vec<String>) {
    let (stdout, mut answers) = tokio::io::duplex(1 << 20);
    let (log, lines) = log();
    let ended = server()
        .stdio(sandbox, std::io::Cursor::new(input), stdout, &log)
        .await;
    ended.unwrap();
    let mut text = String::new();
    answers.read_to_string(&mut text).await.unwrap();
    let answers = text.lines().map(|it| serde_json::from_str(it).unwrap());
    (answers.collect(), lines.lock().unwrap().clone())
}

fn call(id: u64, customer: u64) -> String {
    let params = json!({"name": "gorgias_customers_get_customer", "arguments": {"id": customer}});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
}

/// The middle message is more than the sandbox has memory for.
#[tokio::test]
async fn after_a_trap_another_instance_goes_on() {
    let mock = Mock::start().await.unwrap();
    let sandbox = sandbox(&mock).max_memory(24 << 20);
    let ping = |id: u64| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
    let hello = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;
    let large = call(2, 1).replace(
        "\"id\":1",
        &format!("\"name\":\"{}\"", "x".repeat(24 << 20)),
    );
    let input = [hello, &ping(1), &large, &ping(3)].join("\n");
    let (answers, log) = answers(&sandbox, input).await;
    let ids: Vec<&Value> = answers.iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, [0, 1, 2, 3]);
    assert_eq!(answers[2]["error"]["code"], -32603, "{}", answers[2]);
    assert_eq!(answers[3]["result"], json!({}));
    assert!(log.iter().any(|it| it.starts_with("error: ")), "{log:?}");
}

#[tokio::test]
async fn a_sandbox_without_memory_for_anything_ends_it() {
    let (log, _) = log();
    let sandbox = Sandbox::new().max_memory(1);
    let ended = server()
        .stdio(&sandbox, tokio::io::empty(), tokio::io::sink(), &log)
        .await;
    assert!(ended.is_err());
}

const TOKEN: &str = "the-token-of-the-callers";

/// Starts a server on a port of its own, for as long as the test's runtime.
async fn serving(sandbox: Sandbox, log: Log) -> SocketAddr {
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
    let (log, lines) = log();
    let address = serving(sandbox(&mock), log).await;
    let answer = exchange(address, &post(TOKEN, &call(1, 700_101))).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("ada@shop.test"), "{answer}");
    let answer = exchange(address, &post("another-token", &call(1, 700_101))).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let health = "GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = exchange(address, health).await;
    assert!(answer.ends_with("\r\n\r\nup\n"), "{answer}");
    assert_eq!(mock.requests().len(), 1);
    let lines = lines.lock().unwrap().join("\n");
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(
        lines.contains("id=700101") && !lines.contains("ada@shop.test"),
        "{lines}"
    );
}

/// A body that never comes, and an answer that is not read, keep nobody waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_never_come_hold_no_place() {
    let mock = Mock::start().await.unwrap();
    let address = serving(sandbox(&mock), Log::none()).await;
    let request = post(TOKEN, &call(1, 700_101));
    let mut held = Vec::new();
    for _ in 0..256 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(&request.as_bytes()[..request.len() - 1])
            .await
            .unwrap();
        held.push(stream);
    }
    let answered = timeout(Duration::from_secs(1), exchange(address, &request)).await;
    assert!(answered.unwrap().starts_with("HTTP/1.1 200 OK"));

    held[0].write_all(b"}").await.unwrap();
    let mut answer = String::new();
    held[0].read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

/// More than the system keeps of a connection, so that the rest waits for a reader.
#[tokio::test]
async fn a_caller_who_reads_nothing_is_let_go() {
    let answer = format!(r#"{{"data":[{{"note":"{}"}}]}}"#, "x".repeat(7 << 20));
    let api = FaultServer::start([Exchange::answering(Answer::json(answer))]).await;
    let api = api.unwrap();
    let sandbox = Sandbox::new()
        .env("GORGIAS_BASE_URL", api.base_url())
        .env("GORGIAS_ACCESS_TOKEN", "any-token-at-all")
        .env("GORGIAS_MCP_TOKEN", TOKEN)
        .env("GORGIAS_MAX_RESULT_BYTES", "0")
        .grant(&api.base_url())
        .unwrap();
    let address = serving(sandbox, Log::none()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let call = call(1, 1).replace("get_customer", "list_customers");
    let request = post(TOKEN, &call.replace(r#""id":1}"#, "}"));
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.readable().await.unwrap();
    sleep(Duration::from_secs(3)).await;
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    let head = String::from_utf8_lossy(&read[..500]);
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    // The answer has it twice.
    assert!(read.len() < 14 << 20, "{} bytes came", read.len());
}

/// A clock by which nearly a minute passes from one look to the next.
#[derive(Default)]
struct Hasty(AtomicU64);

impl HostMonotonicClock for Hasty {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        self.0.fetch_add(59_500_000_000, Relaxed)
    }
}

/// Under a stock runtime nobody else sees to it.
#[tokio::test]
async fn an_instance_waits_neither_for_a_body_nor_for_a_reader_for_ever() {
    let sandbox = Sandbox::new()
        .env("GORGIAS_DOMAIN", "acme")
        .env("GORGIAS_AUTH", "host")
        .env("GORGIAS_MCP_TOKEN", TOKEN);
    let begin = async |body| {
        let request = Request::post("http://localhost/gorgias-customers")
            .header("host", "localhost")
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
        let server = server();
        let store = server.store(&sandbox, &Log::none(), super::MAX_COMPUTING, |wasi| {
            wasi.monotonic_clock(Hasty::default());
        });
        let begun = server.begin(store.unwrap(), request);
        timeout(Duration::from_secs(20), begun)
            .await
            .unwrap()
            .unwrap()
    };
    // Never silent for long.
    let dripping = stream::unfold((), |()| async {
        sleep(Duration::from_millis(50)).await;
        Some((Ok(Frame::data(Bytes::from_static(b" "))), ()))
    });
    let (response, _) = begin(BodyExt::boxed_unsync(StreamBody::new(dripping))).await;
    assert_eq!(response.status(), 408);

    // Their answers are more than the host takes in advance.
    let lists = [r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#; 100].join(",");
    let lists = Full::new(Bytes::from(format!("[{lists}]")));
    let lists = lists.map_err(|never| match never {}).boxed_unsync();
    let (unread, guest) = begin(lists).await;
    assert_eq!(unread.status(), 200);
    timeout(Duration::from_secs(20), guest)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn calls_of_many_callers_go_on_at_once_and_one_who_leaves_ends_his() {
    let slow = Duration::from_millis(500);
    let mock = Mock::builder().delay(slow).start().await.unwrap();
    let (log, _lines) = log();
    let address = serving(sandbox(&mock), log).await;
    let mut leaving = TcpStream::connect(address).await.unwrap();
    let request = post(TOKEN, &call(1, 700_101));
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
}

#[tokio::test]
async fn requests_of_the_hosts_own_go_where_the_sandbox_lets_them_and_are_recorded() {
    let mock = Mock::start().await.unwrap();
    let recorder = Recorder::new();
    let (server, sandbox) = (server(), sandbox(&mock).record(&recorder));
    let own = |origin: &str| Request::get(format!("{origin}/nowhere")).body(Bytes::new());
    let answer = server.send(&sandbox, own(&mock.base_url()).unwrap()).await;
    let elsewhere = server.send(&sandbox, own("http://127.0.0.1:1").unwrap());
    assert!(elsewhere.await.is_err());
    let exchanges = recorder.take();
    assert_eq!(exchanges[0].body, answer.unwrap().into_body());
    // What was not let out has no answer.
    let statuses: Vec<_> = exchanges.iter().map(|it| it.status.is_some()).collect();
    assert_eq!(statuses, [true, false]);
}
