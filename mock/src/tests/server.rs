//! Credentials, canned answers, the log, and the guard.

use super::client::{Api, BASIC, header};
use crate::{Canned, Mock, Origin};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{net::TcpStream, time::sleep};

#[tokio::test]
async fn credentials_come_before_everything() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let lower = BASIC.1.replace("Basic", "basic");
    for (credentials, status, used) in [
        (BASIC.1, 404, "1/40"),
        (&*lower, 404, "1/40"),
        ("Bearer mock-access-token", 404, "1/80"),
        ("Bearer wrong", 401, "1/40"),
        ("Basic YWdlbnRAYWNtZS50ZXN0Ondyb25n", 401, "1/40"),
        ("Basic ???", 401, "1/40"),
        ("mock-access-token", 401, "1/40"),
        ("", 401, "1/40"),
    ] {
        let headers = [("authorization", credentials)];
        let answer = api.send("GET", "/nowhere", &headers, "").await;
        assert_eq!(answer.status(), status, "{credentials}");
        let told = header(&answer, "x-gorgias-account-api-call-limit");
        assert_eq!(told, used, "{credentials}");
        let refused = answer.body() == r#"{"error":{"msg":"Unauthorized."}}"#;
        assert_eq!(refused, status == 401);
    }
}

#[tokio::test]
async fn canned_answers_are_given_once_and_in_order() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
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
        let answer = api.call(method, "/api/events", "").await;
        assert_eq!(answer.status(), status);
        assert_eq!(answer.body(), body);
        assert_eq!(header(&answer, name), value);
    }
    assert_eq!(mock.pending_answers(), 0);
    let logged = mock.requests();
    let statuses: Vec<_> = logged.iter().filter_map(|one| one.status).collect();
    assert_eq!(statuses, [500, 429, 301, 503]);
}

#[tokio::test]
async fn the_log_has_what_was_on_the_wire() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let query = "a%5Bgte%5D=x%2By+z&b=%C3%A9";
    let url = format!("/api/search?{query}");
    api.call("POST", &url, r#"{"type": "tag"}"#).await;
    let request = mock.requests().pop().unwrap();
    assert_eq!((request.origin, &*request.method), (Origin::Api, "POST"));
    assert_eq!(
        (&*request.path, &*request.raw_query),
        ("/api/search", query)
    );
    let pairs = [("a[gte]", "x+y z"), ("b", "é")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(request.query, pairs);
    assert_eq!(request.header("authorization"), Some(BASIC.1));
    assert_eq!(request.json(), Some(json!({"type": "tag"})));
    assert_eq!(request.status, Some(400), "no query is documented there");
    mock.clear_requests();
    api.call("GET", "/api/events", "").await;
    assert_eq!((mock.requests().len(), mock.connections()), (1, 1));
}

#[tokio::test]
async fn a_pause_comes_before_each_answer() {
    let pause = Duration::from_millis(100);
    let mock = Mock::builder().latency(pause).start().await.unwrap();
    let start = Instant::now();
    Api::new(&mock).call("GET", "/nowhere", "").await;
    assert!(start.elapsed() >= pause);
}

#[tokio::test]
async fn a_dropped_mock_no_longer_answers() {
    let mock = Mock::start().await.unwrap();
    let address = mock.base_url().replace("http://", "");
    assert!(TcpStream::connect(&address).await.is_ok());
    drop(mock);
    // The listeners close as soon as their tasks run.
    for _ in 0..200 {
        if TcpStream::connect(&address).await.is_err() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("still listening");
}
