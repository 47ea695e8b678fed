//! Conversations with a fresh mock, written down in text files.
//!
//! A conversation has a title after `#`. A request stands after `>`, with a JSON body; what it has
//! to be answered with stands after `<`: the status, and one of
//! - JSON, whose keys must be there with these values; `"<any>"` is any value, `"<absent>"` none;
//! - `ids`, and the ids of the rows; `keys`, and all keys in their order;
//! - `text`, and the whole body;
//! - a header, such as `location: /`.
//!
//! Each answer needs the headers that the API always sends, and each error the API's shape.
//!
//! Lines that begin with spaces go on with the line before.

use super::client::{Api, header, ids};
use crate::{Mock, MockBuilder, RateLimit};
use bytes::Bytes;
use http::{HeaderValue, Response};
use serde_json::Value;
use std::time::Duration;

const LIMIT: &str = "x-gorgias-account-api-call-limit";

async fn play(builder: MockBuilder, script: &str) {
    let script = format!("\n{script}").replace("\n    ", " ");
    for conversation in script.split("\n# ").skip(1) {
        let mock = builder.clone().start().await.unwrap();
        let api = Api::new(&mock);
        let mut lines = conversation.lines().filter(|line| !line.is_empty());
        let title = lines.next().unwrap();
        while let Some(request) = lines.next() {
            let mut words = request.strip_prefix("> ").expect(request).splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default();
            let answer = api.call(word(), word(), word()).await;
            let expected = lines.next().and_then(|line| line.strip_prefix("< "));
            let verdict = check(expected.expect(request), &answer);
            assert_eq!(verdict, Ok(()), "{title}\n{request}\n{answer:?}");
        }
    }
}

fn check(expected: &str, answer: &Response<Bytes>) -> Result<(), String> {
    let (status, expected) = expected.split_once(' ').unwrap_or((expected, ""));
    let body = String::from_utf8_lossy(answer.body());
    let json: Value = serde_json::from_str(&body).unwrap_or_default();
    let mut pairs = vec![(answer.status().to_string(), status)];
    pairs[0].0.truncate(3);
    if status.starts_with(['4', '5']) {
        pairs.push((json["error"]["msg"].is_string().to_string(), "true"));
    } else if ["202", "204", "301"].contains(&status) {
        pairs.push((body.to_string(), ""));
    }
    for name in ["x-request-id", LIMIT, "content-type"] {
        pairs.push((header(answer, name).is_empty().to_string(), "false"));
    }
    let (word, wanted) = expected.split_once(' ').unwrap_or((expected, ""));
    match word {
        _ if word.starts_with('{') => {
            let wanted = serde_json::from_str(expected).expect(expected);
            compare("", &wanted, Some(&json))?;
        }
        "ids" => pairs.push((ids(&json), wanted)),
        "keys" => {
            let keys = json.as_object().into_iter().flatten();
            let keys: Vec<_> = keys.map(|(key, _)| key.as_str()).collect();
            pairs.push((keys.join(" "), wanted));
        }
        "text" => pairs.push((body.replace('\n', "\\n"), wanted)),
        _ => pairs.push((header(answer, word.trim_end_matches(':')).into(), wanted)),
    }
    match pairs.iter().find(|(told, wanted)| told != wanted) {
        Some((told, wanted)) => Err(format!("{told} and not {wanted}")),
        None => Ok(()),
    }
}

fn compare(place: &str, expected: &Value, told: Option<&Value>) -> Result<(), String> {
    match (expected, told) {
        (Value::String(text), None) if text == "<absent>" => Ok(()),
        (Value::String(text), Some(_)) if text == "<any>" => Ok(()),
        (Value::Object(keys), Some(told)) => {
            let at = |key| format!("{place}.{key}");
            let mut keys = keys.iter();
            keys.try_for_each(|(key, value)| compare(&at(key), value, told.get(key)))
        }
        (Value::Array(items), Some(Value::Array(told))) if items.len() == told.len() => {
            let mut pairs = items.iter().zip(told);
            pairs.try_for_each(|(item, told)| compare(place, item, Some(told)))
        }
        (expected, Some(told)) if expected == told => Ok(()),
        (expected, told) => Err(format!("{place} is {told:?} and not {expected}")),
    }
}

/// A test for each file.
macro_rules! transcripts {
    ($($name:ident: $builder:expr;)*) => {
        $(#[tokio::test]
        async fn $name() {
            play($builder, include_str!(concat!(stringify!($name), ".txt"))).await;
        })*
    };
}

transcripts! {
    customers: Mock::builder();
    custom_fields: Mock::builder();
    events: Mock::builder();
    files: Mock::builder();
    paging: Mock::builder();
    routes: Mock::builder();
    search: Mock::builder();
    statistics: Mock::builder();
    bare_arrays: Mock::builder().refuted(&["list-envelope", "data-wrapper"]);
    other_rules: Mock::builder()
        .refuted(&["bulk-values-stay", "legacy-statistics"])
        .upload_limit(80)
        .rate_limit(RateLimit { api_key: 3, access_token: 6, window: Duration::from_secs(3_600) });
}

#[test]
fn a_transcript_that_differs_fails() {
    let answer = |json: &str| {
        let mut answer = Response::new(Bytes::from(json.to_owned()));
        for name in ["x-request-id", LIMIT, "content-type"] {
            let value = HeaderValue::from_static("x");
            answer.headers_mut().insert(name, value);
        }
        answer
    };
    assert_eq!(check("200 ids 1", &answer(r#"[{"id": 1}]"#)), Ok(()));
    for (expected, told) in [
        ("200 {\"a\": 1}", r#"{"a": 2}"#),
        ("200 {\"a\": \"<any>\"}", "{}"),
        ("200 {\"a\": \"<absent>\"}", r#"{"a": null}"#),
        ("200 {\"a\": [1]}", r#"{"a": [1, 2]}"#),
        ("200 ids 1", r#"[{"id": 1}, {"id": 2}]"#),
        ("200 keys a", r#"{"b": 1, "a": 1}"#),
        ("200 text a", "b"),
        ("200 location: /", ""),
        ("201", "{}"),
    ] {
        assert!(check(expected, &answer(told)).is_err(), "{expected}");
    }
}
