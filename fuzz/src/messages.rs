//! Messages to the MCP server, and what it answers to all of them.

use super::{SECRETS, arguments, body, network::network, pick, record::Record};
use arbitrary::{Result, Unstructured};
use gorgias_customers::testing::{Script, finish};
use mcp::{
    channel::{Channel, Session},
    server::Server,
    settings::Caller,
    tools::{TOOLS as TABLE, Tool},
};
use serde_json::{Value, from_str, json, value::RawValue};
use std::{collections::BTreeMap, sync::LazyLock};

/// The tools as `tools/list` shows them.
pub static TOOLS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let entry = |tool: &Tool| {
        let mut entry = String::new();
        tool.push(&mut entry, None, 100, false);
        from_str(&entry).unwrap_or_else(|error| panic!("{error}: {entry}"))
    };
    TABLE.iter().map(entry).collect()
});

/// The calls of the table that succeed: the tool's name without the prefix, arguments, and the answer.
pub static CALLS: LazyLock<Vec<(String, Value, String)>> = LazyLock::new(|| {
    let rows: Vec<Value> =
        from_str(include_str!("../../host-test/calls.json")).unwrap_or_else(|it| panic!("{it}"));
    let is_good = |row: &Value| row.get("error").is_none() && row["only"] != "typed";
    let good = rows.into_iter().filter(is_good);
    let call = |mut row: Value| {
        let tool = row["tool"].as_str().unwrap_or_default().to_owned();
        let answer = match (&row["text"], &row["answer"]) {
            (Value::String(text), _) => text.clone(),
            (_, Value::Null) => "{}".into(),
            (_, answer) => answer.to_string(),
        };
        (tool, row["arguments"].take(), answer)
    };
    good.map(call).collect()
});

/// An answer that most tools take.
pub const ANSWER: &str = r#"{"id": 700101, "external_id": null, "name": "Ada é \u00e9 \ud83d\ude00", "score": -1.10e+2, "channels": [{"type": "email", "address": "ada@shop.test", "preferred": true}], "big": 12345678901234567890}"#;

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// There is none.
    Silence,
    /// A tool did what it was asked to.
    Done,
    /// A tool failed.
    Failed,
    /// Another result.
    Result,
    /// An error of the protocol.
    Error,
    Batch,
}

/// Sends a generated message, and looks at what comes back.
///
/// # Panics
///
/// When that is not one line of JSON-RPC, or a request went without TLS, or elsewhere with credentials.
pub fn check(mut u: Unstructured) -> Result<Ending> {
    let message = message(&mut u)?;
    let (script, _) = network(u, ANSWER);
    Ok(answer(&script, &message))
}

/// Calls a tool, by its name without the prefix.
///
/// # Panics
///
/// As [`check`].
pub fn call(script: &Script, tool: &str, arguments: &Value) -> Ending {
    let name = format!("gorgias_customers_{tool}");
    let params = json!({"name": name, "arguments": arguments});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    answer(script, message.to_string().as_bytes())
}

fn answer(script: &Script, message: &[u8]) -> Ending {
    let server = Server::new(script, &|_| ());
    let session = Session::default();
    let answer = server.answer(message, Caller::Anyone, Channel::Stdio(&session));
    let reply = finish(answer);
    for sent in script.sent.borrow().iter() {
        let is_own = sent.authority == "acme.gorgias.com";
        assert!(
            sent.https && (is_own || sent.header("authorization").is_none()),
            "{sent:?}"
        );
    }
    let Some(reply) = reply else {
        return Ending::Silence;
    };
    let line = reply.json;
    assert!(!line.contains('\n'), "{line:?}");
    // What a client says itself it may hear again.
    let is_told = |secret: &&str| {
        message
            .windows(secret.len())
            .any(|it| it == secret.as_bytes())
    };
    let secrets = match SECRETS.iter().any(is_told) {
        true => &[],
        false => &SECRETS[..],
    };
    if line.starts_with('[') {
        let responses: Vec<&RawValue> =
            from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(!responses.is_empty());
        for one in responses {
            ending(one.get(), secrets);
        }
        return Ending::Batch;
    }
    ending(&line, secrets)
}

fn ending(line: &str, secrets: &[&str]) -> Ending {
    type Members<'a> = BTreeMap<String, &'a RawValue>;
    let response: Members = from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert_eq!(response["jsonrpc"].get(), r#""2.0""#, "{line}");
    let Some(result) = response.get("result") else {
        let members = 2 + usize::from(response.contains_key("id"));
        assert_eq!(response.len(), members, "{line}");
        let error: Members = from_str(response["error"].get()).unwrap_or_default();
        assert!(from_str::<i32>(error["code"].get()).is_ok(), "{line}");
        assert!(from_str::<String>(error["message"].get()).is_ok(), "{line}");
        return Ending::Error;
    };
    assert!(response.len() == 3 && response.contains_key("id"), "{line}");
    let result: Members = from_str(result.get()).unwrap_or_else(|error| panic!("{error}: {line}"));
    match result.get("isError").map(|it| it.get()) {
        Some("true") => {
            assert!(!result.contains_key("structuredContent"), "{line}");
            check_error(result["content"].get(), secrets);
            Ending::Failed
        }
        Some("false") => {
            // Of a file there are blocks alone.
            let structured = result.get("structuredContent");
            assert!(
                structured.is_none_or(|it| it.get().starts_with('{')),
                "{line}"
            );
            Ending::Done
        }
        _ => Ending::Result,
    }
}

/// Checks the text of a failed call: the message, and its parts in a line of JSON.
fn check_error(content: &str, secrets: &[&str]) {
    let content: Value = from_str(content).unwrap_or_default();
    let text = content[0]["text"].as_str().unwrap_or_default();
    let (message, parts) = text.rsplit_once('\n').unwrap_or((text, "{}"));
    let parts: BTreeMap<String, &RawValue> =
        from_str(parts).unwrap_or_else(|error| panic!("{error}: {text}"));
    let details = parts.get("details").map(|it| it.get());
    let request_id = parts.get("request_id").map(|it| it.get());
    let record = Record {
        message,
        details,
        request_id,
    };
    let flaws = record.flaws(secrets);
    assert!(flaws.is_empty(), "{flaws:#?}: {message:?}");
}

/// Generates a message: most are requests, some are garbage.
fn message(u: &mut Unstructured) -> Result<Vec<u8>> {
    let mut message = match u.int_in_range(0..=11)? {
        0 => {
            let length = u.int_in_range(0..=300)?.min(u.len());
            u.bytes(length)?.to_vec()
        }
        1 => body::json(u, 5)?.into_bytes(),
        2 => {
            let requests: Result<Vec<String>> =
                (0..u.int_in_range(0..=3)?).map(|_| request(u)).collect();
            format!("[{}]", requests?.join(",")).into_bytes()
        }
        _ => request(u)?.into_bytes(),
    };
    if u.ratio(1, 3)? {
        body::mutate(&mut message, u)?;
    }
    Ok(message)
}

fn request(u: &mut Unstructured) -> Result<String> {
    const IDS: &str = r#""a"|-1.5|null|{}|1e999|"\ud800"|12345678901234567890"#;
    const METHODS: &str = "tools/list ping initialize server/discover notifications/initialized prompts/list tools/Call";
    let method = match u.ratio(3, 4)? {
        true => "tools/call",
        false => pick(u, METHODS, ' ')?,
    };
    let mut params = match u.int_in_range(0..=7)? {
        0 => body::json(u, 3)?,
        1 => "{}".into(),
        _ => {
            let tool = u.choose(&TOOLS)?;
            let (name, schema) = (&tool["name"], &tool["inputSchema"]);
            let arguments = match u.int_in_range(0..=5)? {
                0 => body::json(u, 4)?,
                1 | 2 => arguments::forbidden(name, schema, u)?.to_string(),
                _ => arguments::allowed(name, schema, u)?.to_string(),
            };
            format!(r#"{{"name":{name},"arguments":{arguments},"protocolVersion":"2025-06-18"}}"#)
        }
    };
    if u.ratio(1, 4)?
        && let Some(rest) = params.strip_prefix('{')
    {
        let version = *u.choose(&["2026-07-28", "2025-06-18", "7"])?;
        let meta = format!(
            r#"{{"_meta":{{"io.modelcontextprotocol/protocolVersion":"{version}","io.modelcontextprotocol/clientCapabilities":{{}}}}"#
        );
        let comma = if rest.starts_with('}') { "" } else { "," };
        params = format!("{meta}{comma}{rest}");
    }
    let id = match u.ratio(1, 8)? {
        true => pick(u, IDS, '|')?,
        false => "1",
    };
    Ok(match u.ratio(1, 10)? {
        true => format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#),
        false => format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#),
    })
}
