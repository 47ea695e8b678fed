//! Credentials, rate limit, many calls at once, and the guard.

use super::client::{BASIC, call, send};
use crate::Mock;
use std::time::Duration;
use tokio::{io::AsyncWriteExt as _, net::TcpStream, task::JoinSet, time};

#[tokio::test]
async fn credentials_come_before_everything_and_each_call_counts() {
    let mock = Mock::builder().documented().start().await.unwrap();
    for (credentials, status, used) in [
        (BASIC, 404, "1/40"),
        ("authorization: Bearer mock-access-token", 404, "2/80"),
        ("authorization: Bearer wrong", 401, "2/40"),
        (
            "authorization: Basic YWdlbnRAYWNtZS50ZXN0Ondyb25n",
            401,
            "2/40",
        ),
        ("authorization: Basic ???", 401, "2/40"),
        ("authorization: mock-access-token", 401, "2/40"),
        ("accept: */*", 401, "2/40"),
    ] {
        let answer = send("GET", &(mock.base_url() + "/nowhere"), &[credentials], b"").await;
        let limit = answer.header("x-gorgias-account-api-call-limit");
        assert_eq!((answer.status, limit), (status, used), "{credentials}");
        let refused = answer.text() == r#"{"error":{"msg":"Unauthorized."}}"#;
        assert_eq!(refused, status == 401);
    }
}

#[tokio::test]
async fn many_calls_at_once_wait_together_and_survive_those_that_go_away() {
    let delay = Duration::from_millis(100);
    let mock = Mock::builder().delay(delay).start().await.unwrap();
    let url = mock.base_url() + "/api/events";
    let start = time::Instant::now();
    let mut calls = JoinSet::new();
    for number in 0..16 {
        let asked = url.clone();
        calls.spawn(async move { send("GET", &asked, &[BASIC], b"").await.status });
        // Some go away within the head, some while their answer is awaited.
        let head = format!("GET /api/customers HTTP/1.1\r\nhost: x\r\n{BASIC}\r\n\r\n");
        let gone = TcpStream::connect(url.split('/').nth(2).unwrap()).await;
        let head = &head.as_bytes()[..head.len() - number % 2];
        gone.unwrap().write_all(head).await.unwrap();
    }
    assert_eq!(calls.join_all().await, [200; 16]);
    assert!(start.elapsed() >= delay);
    let got = mock.requests().into_iter().map(|it| it.path);
    assert_eq!(got.filter(|path| path == "/api/events").count(), 16);
    assert_eq!(call(&mock, "GET", "/api/events/1", "").await.status, 404);
}

#[tokio::test]
async fn a_dropped_mock_no_longer_answers() {
    let mock = Mock::start().await.unwrap();
    let address = mock.base_url().replace("http://", "");
    assert!(TcpStream::connect(&address).await.is_ok());
    drop(mock);
    // The listeners close as soon as their tasks run.
    while TcpStream::connect(&address).await.is_ok() {
        time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_fact_without_an_alternative_is_refused() {
    let builder = Mock::builder().play_alternatives(&["data-202", "weather"]);
    let error = builder.start().await.unwrap_err();
    assert_eq!(error.to_string(), "weather has no alternative");
}
