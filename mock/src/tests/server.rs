//! Credentials, rate limit, and the guard.

use super::client::{BASIC, send};
use crate::Mock;
use std::time::Duration;
use tokio::{net::TcpStream, time};

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
