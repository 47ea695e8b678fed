//! Credentials, rate limit, canned answers, the log, many calls at once, and the guard.

use super::client::{BASIC, call, send};
use crate::{Canned, Mock, Origin};
use serde_json::json;
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
async fn canned_answers_are_given_once_and_in_order() {
    let mock = Mock::start().await.unwrap();
    let merged = Canned::new(301).header("location", "/9");
    mock.answer_next(Canned::rate_limited(7).on("delete", "/api/events"));
    mock.answer_next(Canned::error(500, "Boom."));
    mock.answer_next(merged.header("x-request-id", "mine"));
    mock.answer_next(Canned::new(503).html("<h1>Down</h1>").bare());
    let boom = r#"{"error":{"msg":"Boom."}}"#;
    let busy = r#"{"error":{"msg":"Rate limit exceeded."}}"#;
    for (method, status, body, name, value) in [
        ("GET", 500, boom, "x-gorgias-release", "2026-05-29"),
        ("DELETE", 429, busy, "retry-after", "7"),
        ("GET", 301, "", "x-request-id", "mine"),
        ("GET", 503, "<h1>Down</h1>", "x-request-id", ""),
    ] {
        let answer = call(&mock, method, "/api/events", "").await;
        assert_eq!((answer.status, answer.text()), (status, body));
        assert_eq!(answer.header(name), value);
    }
    assert_eq!(mock.pending_answers(), 0);
}

#[tokio::test]
async fn the_log_has_what_was_on_the_wire() {
    let mock = Mock::start().await.unwrap();
    let path = "/api/search?a%5Bgte%5D=x%2By+z&b=%C3%A9";
    call(&mock, "POST", path, r#"{"type": "tag"}"#).await;
    let request = mock.requests().pop().unwrap();
    assert_eq!((request.origin, &*request.method), (Origin::Api, "POST"));
    assert_eq!(format!("{}?{}", request.path, request.raw_query), path);
    let pairs = [("a[gte]", "x+y z"), ("b", "é")];
    assert_eq!(request.query, pairs.map(|it| (it.0.into(), it.1.into())));
    assert!(BASIC.ends_with(request.header("authorization").unwrap()));
    assert_eq!(request.json(), Some(json!({"type": "tag"})));
    assert_eq!(request.status, Some(400), "no query is documented there");
    mock.clear_requests();
    call(&mock, "GET", "/api/events/1", "").await;
    assert_eq!((mock.requests().len(), mock.connections()), (1, 2));
    assert_eq!(mock.counts(), [("GET /api/events/{id}", 1)].into());
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
    assert_eq!(mock.counts()["GET /api/events"], 16);
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
