//! A server that says the caller's credentials aloud: in an error, or in an answer that is none.

use super::case::secrets;
use crate::support::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use host_test::call::ToolError;
use mock::Canned;
use serde_json::json;

/// As long as the vendor's keys.
const KEY: &str = "3b8f41c0a7d94e52b6d1f09a8c7e6d5b4a39281706f5e4d3c2b1a09f8e7d6c5b";

/// The error of a call with [`KEY`] that is answered like this.
async fn error(call: &str, answer: Canned) -> ToolError {
    let world = World::start().await;
    world.mock.answer_next(answer);
    let sandbox = world.sandbox().env("GORGIAS_API_KEY", KEY);
    let result = world.call_in(&sandbox, call).await;
    result.expect_err("the answer is a failure")
}

fn basic() -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("agent@acme.test:{KEY}"))
    )
}

#[track_caller]
fn assert_quiet(error: &ToolError) {
    let told = format!("{error:?}");
    let environment = [
        ("GORGIAS_EMAIL", "agent@acme.test"),
        ("GORGIAS_API_KEY", KEY),
    ];
    for secret in secrets(
        environment
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .into(),
    ) {
        // A piece is too much already.
        for piece in secret.as_bytes().windows(12) {
            let piece = String::from_utf8_lossy(piece);
            assert!(!told.contains(&*piece), "{piece} of {secret} in {told}");
        }
    }
}

#[tokio::test]
async fn an_error_that_echoes_the_header_is_told_without_it() {
    let body = json!({"error": {"msg": format!("Bad header: {}", basic()), "data": {"key": KEY}}});
    for status in [400, 401, 403, 404, 409, 413, 418, 500] {
        let error = error("get-customer(1)", Canned::new(status).json(&body)).await;
        assert_quiet(&error);
        assert!(error.message.contains("Bad header"), "{error}");
        assert!(error.message.contains("***"), "{error}");
        assert!(error.details.is_some_and(|details| details.contains("***")));
    }
}

#[tokio::test]
async fn an_error_page_that_echoes_the_key_is_told_without_it() {
    let page = format!("<html><title>No: {KEY}</title><p>{}</p>", basic());
    let error = error("get-customer(1)", Canned::new(400).html(&page)).await;
    assert_quiet(&error);
    assert!(error.message.contains("No: ***"), "{error}");
}

/// What is quoted is cut off somewhere, and that may be inside a secret.
#[tokio::test]
async fn no_piece_of_a_secret_is_told_where_a_quote_is_cut_off() {
    for before in [420, 450, 470, 490, 500, 505] {
        for secret in [KEY.to_owned(), basic()] {
            let text = format!("{} {secret} after", "x".repeat(before));
            let answer = Canned::new(400).body(text.clone());
            assert_quiet(&error("get-customer(1)", answer).await);
            let answer = Canned::new(200).body(text);
            assert_quiet(&error("get-customer(1)", answer).await);
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_quoted_without_secrets() {
    let answer = Canned::new(200).body(format!("Hello {KEY} {}", basic()));
    let error = error("get-customer(1)", answer).await;
    assert_quiet(&error);
    assert!(error.message.contains("Hello ***"), "{error}");
}

#[tokio::test]
async fn headers_that_echo_the_key_are_told_without_it() {
    let answer = Canned::new(301)
        .header("location", &format!("/api/customers/2?key={KEY}"))
        .header("x-request-id", KEY);
    let error = error("get-customer(1)", answer).await;
    assert_eq!(error.kind, "merged");
    assert_quiet(&error);
}
