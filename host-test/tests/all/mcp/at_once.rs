//! Many calls at once over stdio, as the API sees them: how many there are, and which one ends when
//! it is cancelled.

use super::{SERVER, call, no_log};
use crate::support::sandbox;
use serde_json::Value;
use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, duplex},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

/// An API that answers no request before it is told to.
struct Api {
    may_answer: Semaphore,
    asked: Mutex<Vec<String>>,
    left: Mutex<Vec<String>>,
}

impl Api {
    async fn serve(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(Arc::clone(&self).answer(stream));
        }
    }

    async fn answer(self: Arc<Self>, stream: TcpStream) {
        let mut lines = BufReader::new(stream).lines();
        let line = lines.next_line().await.expect("a request").expect("a line");
        let customer = line.split(['/', ' ']).nth(4).expect(&line).to_owned();
        while lines.next_line().await.expect("a head") != Some(String::new()) {}
        self.asked.lock().unwrap().push(customer.clone());
        let mut stream = lines.into_inner();
        let mut more = [0];
        tokio::select! {
            _closed = self.may_answer.acquire() => {
                let body = format!(r#"{{"id":{customer}}}"#);
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
                let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(answer.as_bytes()).await.expect("a reader");
            }
            _end = stream.read(&mut more) => self.left.lock().unwrap().push(customer),
        }
    }

    /// How many requests have no answer, before there are any.
    fn open(&self) -> usize {
        self.asked.lock().unwrap().len() - self.left.lock().unwrap().len()
    }
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
        asked: Mutex::default(),
        left: Mutex::default(),
    });
    let serving = tokio::spawn(Arc::clone(&api).serve(listener));
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
        until(|| *api.left.lock().unwrap() == ["103"]).await;
        until(|| api.open() == 16).await;
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
