//! Checks what holds for every error record, whatever went wrong.

use serde_json::{Value, value::RawValue};

/// Longest message and longest details, in bytes. The server's words in a message have 512
/// characters at most.
const MAX_TEXT: usize = 4096;
/// Longest request id, in bytes.
const MAX_REQUEST_ID: usize = 2048;

/// The parts of an error record in which a server's words may stand.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub message: &'a str,
    pub details: Option<&'a str>,
    pub request_id: Option<&'a str>,
}

impl Record<'_> {
    /// Returns what is wrong with the record: nothing, normally. No secret may stand in it.
    pub fn flaws(&self, secrets: &[&str]) -> Vec<String> {
        let mut flaws = Vec::new();
        if self.message.is_empty() || self.message.len() >= MAX_TEXT {
            flaws.push(format!("the message has {} bytes", self.message.len()));
        }
        if self.message.chars().any(char::is_control) {
            flaws.push("the message holds control characters".into());
        }
        if self.message.contains("backtrace") {
            flaws.push("the message holds a trace of the host's stack".into());
        }
        if self.request_id.is_some_and(|id| id.len() > MAX_REQUEST_ID) {
            flaws.push("the request id is not bounded".into());
        }
        let mut texts = vec![self.message.to_owned()];
        texts.extend(self.request_id.map(str::to_owned));
        if let Some(details) = self.details {
            if details.len() > MAX_TEXT {
                flaws.push(format!("the details have {} bytes", details.len()));
            }
            if let Err(problem) = serde_json::from_str::<&RawValue>(details) {
                flaws.push(format!("the details are not JSON: {problem}"));
            }
            texts.push(details.to_owned());
            // With its escapes read. Half a surrogate is JSON, and no `Value`.
            let value = serde_json::from_str::<Value>(details);
            texts.extend(value.map(|json| json.to_string()));
        }
        for text in texts {
            for secret in secrets.iter().filter(|secret| text.contains(**secret)) {
                flaws.push(format!("{secret} shows in: {text}"));
            }
        }
        flaws
    }
}
