//! Conversations with a fresh mock, written down in text files.
//!
//! A conversation has a title after `#`. A request stands after `>`, with a JSON body; what it has
//! to be answered with stands after `<`: the status, and one of
//! - JSON, whose keys must be there with these values; `"<any>"` is any value, `"<absent>"` none;
//! - `ids`, and the ids of the rows;
//! - a header, such as `location: /`.
//!
//! Each answer needs the headers that the API always sends, and each error the API's shape. Lines
//! that begin with spaces go on with the line before.

use super::client::{Answer, call};
use crate::Mock;
use serde_json::Value;

async fn play(script: &str) {
    let script = format!("\n{script}").replace("\n    ", " ");
    for conversation in script.split("\n# ").skip(1) {
        let mock = Mock::start().await.unwrap();
        let mut exchanges = conversation.split("\n> ");
        let title = exchanges.next().unwrap();
        for exchange in exchanges {
            let (request, expected) = exchange.split_once("\n< ").expect(exchange);
            let mut words = request.splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default();
            let answer = call(&mock, word(), word(), word()).await;
            let at = format!("{title}\n{request}\n{}", answer.text());
            check(&answer, expected.trim(), &at);
        }
    }
}

fn check(answer: &Answer, expected: &str, at: &str) {
    for name in ["x-request-id", "x-gorgias-account-api-call-limit"] {
        assert_ne!(answer.header(name), "", "{name}: {at}");
    }
    let json: Value = serde_json::from_str(answer.text()).unwrap_or_default();
    match answer.status {
        202 | 204 | 301 | 307 => {
            assert_eq!(answer.text(), "", "{at}");
            assert_eq!(answer.header("content-type"), "application/json", "{at}");
        }
        400.. => assert!(json["error"]["msg"].is_string(), "{at}"),
        _ => {}
    }
    let (status, expected) = expected.split_once(' ').unwrap_or((expected, ""));
    assert_eq!(answer.status.to_string(), status, "{at}");
    match expected.split_once(' ').unwrap_or((expected, "")) {
        ("", _) => {}
        (word, _) if word.starts_with('{') => {
            compare(&serde_json::from_str(expected).expect(at), Some(&json), at);
        }
        ("ids", wanted) => {
            let rows = json.get("data").unwrap_or(&json).as_array();
            let ids = rows.into_iter().flatten().map(|row| row["id"].to_string());
            assert_eq!(ids.collect::<Vec<_>>().join(" "), wanted, "{at}");
        }
        (name, wanted) => assert_eq!(answer.header(name.trim_end_matches(':')), wanted, "{at}"),
    }
}

fn compare(expected: &Value, told: Option<&Value>, at: &str) {
    match (expected, told) {
        (Value::String(text), None) if text == "<absent>" => {}
        (Value::String(text), Some(_)) if text == "<any>" => {}
        (Value::Object(keys), Some(told)) => {
            let keys = keys.iter();
            keys.for_each(|(key, value)| compare(value, told.get(key), at));
        }
        (Value::Array(items), Some(Value::Array(told))) => {
            assert_eq!(items.len(), told.len(), "{at}");
            let pairs = items.iter().zip(told);
            pairs.for_each(|(item, told)| compare(item, Some(told), at));
        }
        _ => assert_eq!(Some(expected), told, "{at}"),
    }
}

/// Makes a test of each file.
macro_rules! transcripts {
    ($($name:ident)*) => {
        $(#[tokio::test]
        async fn $name() {
            play(include_str!(concat!(stringify!($name), ".txt"))).await;
        })*
    };
}

transcripts! {
    customers
    custom_fields
    events
    paging
    requests
    search
    statistics
}
