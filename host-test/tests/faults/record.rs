//! What holds for every error record, whatever went wrong.

use host_test::bindings::types::Error;
use serde_json::value::RawValue;

/// Longest message, in bytes. The server's words in it have 512 characters at most.
const MAX_MESSAGE: usize = 4096;
/// Longest details, in bytes.
const MAX_DETAILS: usize = 4096;

/// What is wrong with an error record: nothing, normally. `secrets` must not be in it.
pub fn flaws(error: &Error, secrets: &[&str]) -> Vec<String> {
    let mut flaws = Vec::new();
    if error.message.is_empty() || error.message.len() >= MAX_MESSAGE {
        flaws.push(format!("the message has {} bytes", error.message.len()));
    }
    if error.message.chars().any(char::is_control) {
        flaws.push("the message holds control characters".into());
    }
    if error.message.contains("backtrace") {
        flaws.push("the message holds a trace of the host's stack".into());
    }
    if let Some(details) = &error.details {
        if details.len() > MAX_DETAILS {
            flaws.push(format!("the details have {} bytes", details.len()));
        }
        if let Err(problem) = serde_json::from_str::<&RawValue>(details) {
            flaws.push(format!("the details are not JSON: {problem}"));
        }
    }
    if error.request_id.as_ref().is_some_and(|id| id.len() > 2048) {
        flaws.push("the request id is not bounded".into());
    }
    if error.status.is_some() && !error.request_sent {
        flaws.push("there was an answer to a request that was not sent".into());
    }
    let texts = [
        Some(&error.message),
        error.details.as_ref(),
        error.request_id.as_ref(),
    ];
    for text in texts.into_iter().flatten() {
        for secret in secrets {
            if text.contains(secret) {
                flaws.push(format!("a secret shows in: {text}"));
            }
        }
    }
    flaws
}
