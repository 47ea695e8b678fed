//! As much of the protocol as a line in the log needs.

use memchr::memmem::{find, rfind};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Where a failed call's kind is looked for, from the end of its answer.
const TAIL: usize = 8 << 10;

/// A call of a tool.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ToolCall {
    /// The message's id as it is written; none for a notification.
    pub id: Option<String>,
    /// The tool's name. What is no name of a tool is "unknown", since it could be anything.
    pub tool: String,
}

impl ToolCall {
    /// None for what is no call of a tool.
    pub fn read(message: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Message<'a> {
            #[serde(borrow)]
            id: Option<&'a RawValue>,
            #[serde(borrow)]
            method: Cow<'a, str>,
            #[serde(borrow)]
            params: Option<Params<'a>>,
        }
        #[derive(Deserialize)]
        struct Params<'a> {
            #[serde(borrow)]
            name: Option<Cow<'a, str>>,
        }
        let message: Message<'_> = serde_json::from_slice(message).ok()?;
        if message.method != "tools/call" {
            return None;
        }
        let name = message.params.and_then(|params| params.name);
        let is_name = |name: &Cow<'_, str>| {
            name.len() <= 64 && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
        };
        Some(Self {
            id: message.id.map(|id| id.get().to_owned()),
            tool: name
                .filter(is_name)
                .map_or("unknown".to_owned(), Cow::into_owned),
        })
    }
}

/// The id of an answer as it is written.
pub(super) fn answer_id(answer: &[u8]) -> Option<&str> {
    let rest = answer.strip_prefix(br#"{"jsonrpc":"2.0","id":"#)?;
    let end = [&br#","result":"#[..], br#","error":"#];
    let end = end.iter().filter_map(|end| find(rest, end)).min()?;
    std::str::from_utf8(&rest[..end]).ok()
}

/// How the call ended: `ok`, the kind of its error, or what else it was answered with. `answer`
/// may lack its middle.
pub(super) fn outcome(answer: &[u8]) -> String {
    let tail = &answer[answer.len().saturating_sub(TAIL)..];
    let flag = br#""isError":"#;
    let word = match rfind(tail, flag) {
        Some(at) if tail[at + flag.len()..].starts_with(b"true") => kind(tail).unwrap_or("error"),
        Some(_) => "ok",
        None if find(tail, br#""resultType":"input_required""#).is_some() => "asks",
        None => "refused",
    };
    word.to_owned()
}

/// The kind in the line of JSON that follows an error's message.
fn kind(tail: &[u8]) -> Option<&str> {
    let start = br#"{\"kind\":\""#;
    let rest = &tail[find(tail, start)? + start.len()..];
    let is_kind = |byte: &&u8| byte.is_ascii_lowercase() || **byte == b'-';
    let end = rest.iter().take_while(is_kind).count();
    std::str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_its_tool_and_nothing_else() {
        let call = |message: &str| ToolCall::read(message.as_bytes()).map(|it| (it.id, it.tool));
        let read = call(
            r#"{"method":"tools/call","params":{"arguments":{"id":1},"name":"get_it"},"id":"a"}"#,
        );
        assert_eq!(read, Some((Some("\"a\"".into()), "get_it".into())));
        let secret = call(r#"{"id":1,"method":"tools/call","params":{"name":"Key=5"}}"#);
        assert_eq!(secret, Some((Some("1".into()), "unknown".into())));
        assert_eq!(call(r#"{"id":1,"method":"tools/list"}"#), None);
        assert_eq!(call("garbage"), None);
    }

    #[test]
    fn an_outcome_is_a_word() {
        let answered = |end: &str| {
            let answer = format!(r#"{{"jsonrpc":"2.0","id":"x",{end}}}"#);
            assert_eq!(answer_id(answer.as_bytes()), Some("\"x\""));
            outcome(answer.as_bytes())
        };
        assert_eq!(answered(r#""result":{"a":1,"isError":false}"#), "ok");
        assert_eq!(
            answered(
                r#""result":{"text":"Gone\n{\"kind\":\"not-found\",\"a\":1}","isError":true}"#
            ),
            "not-found"
        );
        assert_eq!(
            answered(r#""result":{"text":"Gone","isError":true}"#),
            "error"
        );
        assert_eq!(answered(r#""error":{"code":-32602}"#), "refused");
        assert_eq!(
            answered(r#""result":{"resultType":"input_required"}"#),
            "asks"
        );
    }
}
