//! The requests that have no answer yet, as far as an instance that trapped can leave some.

use serde::Deserialize;
use serde_json::value::RawValue;

/// The requests of a client that wait for an answer.
#[derive(Default)]
pub(super) struct Open {
    /// Their ids as they are written, in their order.
    ids: Vec<String>,
    /// The message that begins a session of the older protocol: a new instance hears it again.
    pub hello: Option<Vec<u8>>,
}

/// A message of either side, as far as it matters here.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    method: Option<String>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cancelled<'a> {
    #[serde(borrow)]
    request_id: &'a RawValue,
}

impl Open {
    /// Notes what the client sends.
    pub fn asked(&mut self, line: &[u8]) {
        for message in read(line) {
            match (message.method.as_deref(), message.id, message.params) {
                (Some("notifications/cancelled"), _, Some(params)) => {
                    if let Ok(cancelled) = serde_json::from_str::<Cancelled>(params.get()) {
                        self.close(cancelled.request_id.get());
                    }
                }
                (Some(method), Some(id), _) => {
                    if method == "initialize" {
                        self.hello = Some(line.to_vec());
                    }
                    self.ids.push(id.get().to_owned());
                }
                _ => {}
            }
        }
    }

    /// Notes what the server answers. Says whether it answered anything that was asked.
    pub fn answered(&mut self, line: &[u8]) -> bool {
        let answers = read(line).into_iter().filter(|it| it.method.is_none());
        // Each has to be closed.
        answers
            .filter_map(|it| it.id)
            .map(|id| self.close(id.get()))
            .fold(false, |any, closed| any | closed)
    }

    fn close(&mut self, id: &str) -> bool {
        let place = self.ids.iter().position(|open| open == id);
        place.map(|place| self.ids.remove(place)).is_some()
    }

    /// Makes the answers that an instance left open when it trapped.
    pub fn failed(&mut self) -> Vec<String> {
        let ids = self.ids.drain(..);
        ids.map(|id| {
            format!(
                r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32603,"message":"Internal error: the server failed on this or on another request, and has started anew. What this one changes may have been changed."}}}}"#
            )
        })
        .collect()
    }
}

/// Reads a message or a list of them; none from what is neither.
fn read(line: &[u8]) -> Vec<Message<'_>> {
    match line.trim_ascii_start().first() {
        Some(b'[') => serde_json::from_slice(line).unwrap_or_default(),
        _ => serde_json::from_slice(line).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::Open;

    #[test]
    fn what_was_asked_and_not_answered_is_open() {
        let mut open = Open::default();
        for line in [
            r#"{"id":1,"method":"initialize","params":{"requestId":5}}"#,
            r#"[{"id":"a","method":"tools/call","params":{"name":"x"}},{"id":3,"method":"ping"}]"#,
            r#"{"method":"notifications/initialized"}"#,
            r#"{"id":4,"method":"tools/list","params":[]}"#,
            r#"{"method":"notifications/cancelled","params":{"requestId":"a","reason":"late"}}"#,
            // The client's answer to a question.
            r#"{"id":9,"result":{}}"#,
            "garbage",
        ] {
            open.asked(line.as_bytes());
        }
        assert!(open.hello.is_some());
        // A question of the server's is no answer.
        for (line, answers) in [
            (r#"{"id":4,"method":"elicitation/create"}"#, false),
            (r#"{"jsonrpc":"2.0","id":1,"result":{"id":4}}"#, true),
            (r#"{"id":null,"error":{}}"#, false),
        ] {
            assert_eq!(open.answered(line.as_bytes()), answers, "{line}");
        }
        let answers = open.failed();
        let ids = answers.iter().map(|it| it.split(',').nth(1).unwrap());
        assert_eq!(ids.collect::<Vec<_>>(), [r#""id":3"#, r#""id":4"#]);
        assert!(open.failed().is_empty());
    }
}
