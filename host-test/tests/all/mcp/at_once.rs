//! Many calls at once over stdio, as the API sees them: how many there are, and which one ends when
//! it is cancelled.

use super::{SERVER, call, no_log};
use crate::support::sandbox;
use axum::{
    Router,
    extract::{Path, State},
    routing,
};
use serde_json::{Value, json};
use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex},
    net::TcpListener,
    sync::Semaphore,
    time::{sleep, timeout},
};

/// An API that answers no request before it is told to.
struct Api {
    may_answer: Semaphore,
    /// The customers that are asked for, without those whose callers have hung up.
    open: Mutex<Vec<u64>>,
}

impl Api {
    fn open(&self) -> usize {
        self.open.lock().unwrap().len()
    }
}

/// A request on its way.
struct Request(Arc<Api>, u64);

impl Drop for Request {
    fn drop(&mut self) {
        self.0.open.lock().unwrap().retain(|id| *id != self.1);
    }
}

async fn customer(State(api): State<Arc<Api>>, Path(id): Path<u64>) -> String {
    api.open.lock().unwrap().push(id);
    let request = Request(api, id);
    let _closed = request.0.may_answer.acquire().await;
    json!({"id": id}).to_string()
}

/// Waits until this holds.
async fn until(holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    in_time(waiting).await;
}

async fn in_time<T>(what: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), what)
        .await
        .expect("it takes too long")
}

#[tokio::test]
async fn sixteen_are_on_the_way_a_cancelled_one_makes_room_and_the_end_of_input_waits() {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let api = Arc::new(Api {
        may_answer: Semaphore::new(0),
        open: Mutex::default(),
    });
    let routes = Router::new().route("/api/customers/{id}", routing::get(customer));
    let routes = routes.with_state(Arc::clone(&api));
    let serving = tokio::spawn(async { axum::serve(listener, routes).await });
    let sandbox = sandbox(&origin, 30).grant(&origin).expect("a grant");
    let (mut input, stdin) = duplex(1 << 16);
    let (stdout, answers) = duplex(1 << 16);
    let log = no_log();
    let client = async {
        for id in 100..120 {
            let call = call("get_customer", &format!(r#"{{"id":{id}}}"#));
            let line = call.replacen(r#""id":1"#, &format!(r#""id":{id}"#), 1) + "\n";
            input.write_all(line.as_bytes()).await.expect("a reader");
        }
        until(|| api.open() == 16).await;
        // No more of them come.
        sleep(Duration::from_millis(100)).await;
        assert_eq!(api.open(), 16);
        let cancel =
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":103}}"#;
        let line = format!("{cancel}\n");
        input.write_all(line.as_bytes()).await.expect("a reader");
        until(|| api.open() == 16 && !api.open.lock().unwrap().contains(&103)).await;
        drop(input);
        api.may_answer.close();
        let mut ids = Vec::new();
        let mut lines = BufReader::new(answers).lines();
        while let Some(line) = lines.next_line().await.expect("text") {
            let answer: Value = serde_json::from_str(&line).expect(&line);
            let id = answer["id"].as_u64().expect(&line);
            assert_eq!(answer["result"]["structuredContent"]["id"], id, "{line}");
            ids.push(id);
        }
        ids.sort_unstable();
        let expected: Vec<u64> = (100..120).filter(|&id| id != 103).collect();
        assert_eq!(ids, expected);
    };
    let served = SERVER.stdio(&sandbox, stdin, stdout, &log);
    let (ended, ()) = in_time(async { tokio::join!(served, client) }).await;
    ended.expect("the server ends with its input");
    serving.abort();
}
