use super::*;
use crate::{dialect, tools::Tool};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{vec, vec::Vec};

fn text_of(answer: Answer) -> String {
    let mut out = String::new();
    answer.render(&mut out);
    assert!(!out.contains('\n'));
    out
}

fn rendered(answer: Answer) -> Value {
    serde_json::from_str(&format!("{{{}}}", text_of(answer))).unwrap()
}

fn page(items: &str) -> types::Page {
    types::Page {
        items: items.into(),
        next_cursor: Some("a\"b".into()),
        prev_cursor: None,
        meta: None,
    }
}

#[test]
fn structured_content_is_always_an_object_and_the_text_says_the_same() {
    for (source, expected) in [
        (r#"{"id":1}"#, json!({"id": 1})),
        ("\n [1, 2]", json!({"items": [1, 2]})),
        ("null", json!({"value": null})),
        ("\"x\"", json!({"value": "x"})),
        ("{\"a\":\t\"\\t\\\\\\\"é\"}", json!({"a": "\t\\\"é"})),
    ] {
        let value = rendered(Answer::json(source.to_string()));
        assert_eq!(value["structuredContent"], expected);
        assert_eq!(value["isError"], false);
        let text = value["content"][0]["text"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), expected);
    }
    let written = rendered(Answer::written("null".into()));
    assert_eq!(written["structuredContent"], json!({"done": true}));
}

#[test]
fn digits_stay_as_the_api_sent_them() {
    let out = text_of(Answer::json(
        r#"{"id":9007199254740993,"x":1.10}"#.to_string(),
    ));
    assert!(out.contains(r#""text":"{\"id\":9007199254740993,\"x\":1.10}""#));
    assert!(out.contains(r#""structuredContent":{"id":9007199254740993,"x":1.10}"#));
}

#[test]
fn newlines_between_the_parts_of_json_become_spaces() {
    let value = rendered(Answer::json("{\n\"a\":\r\n\"b\\nc\"}".to_string()));
    assert_eq!(value["structuredContent"]["a"], "b\nc");
}

#[test]
fn a_page_says_where_it_goes_on_once() {
    let with = |meta: &str| {
        let page = types::Page {
            meta: Some(meta.into()),
            ..page("[{\"id\":1}]")
        };
        rendered(Answer::page(page))["structuredContent"].clone()
    };
    let cursors = json!({"items": [{"id": 1}], "next_cursor": "a\"b"});
    for meta in [
        r#"{"next_cursor":"a\"b","prev_cursor":null}"#,
        "{}",
        "null",
        "7",
    ] {
        assert_eq!(with(meta), cursors);
    }
    let meta = with(r#"{"total_resources":9,"next_cursor":"x"}"#);
    assert_eq!(meta["meta"], json!({"total_resources": 9}));
    let last = types::Page {
        next_cursor: None,
        ..page("[]")
    };
    assert_eq!(
        rendered(Answer::page(last))["structuredContent"],
        json!({"items": []})
    );
}

#[test]
fn a_list_without_pages_says_when_there_may_be_more() {
    let list =
        |size| rendered(Answer::json("[1,2]".into()).full_at(size))["structuredContent"].clone();
    assert_eq!(list(2), json!({"items": [1, 2], "more": true}));
    assert_eq!(list(3), json!({"items": [1, 2]}));
}

#[test]
fn only_some_keys_of_an_object_or_of_each_item() {
    let only = |answer: Answer, keys: &[&str], effect| {
        let answer = answer.only(keys, effect)?;
        Ok::<_, Error>(rendered(answer)["structuredContent"].clone())
    };
    let object = || Answer::json(r#"{"a":1,"b":2}"#.into());
    let list = || Answer::page(page(r#"[{"a":1,"b":2},{"a":3}]"#));
    let read = Effect::Read;
    assert_eq!(only(object(), &["a"], read).unwrap(), json!({"a": 1}));
    assert_eq!(
        only(object(), &["a", "c\""], read).unwrap(),
        json!({"a": 1, "absent_fields": ["c\""]})
    );
    assert_eq!(
        only(list(), &["b", "c"], read).unwrap(),
        json!({"items": [{"b": 2}, {}], "absent_fields": ["c"], "next_cursor": "a\"b"})
    );
    for answer in [object(), list()] {
        let error = only(answer, &["c", "d"], read).unwrap_err();
        let words = "`fields` names nothing that is there. There are a, b.";
        assert_eq!(
            (&*dialect::message(&error), error.request_sent),
            (words, true)
        );
    }
    // Keys are the server's words too: they stay on one line, in bounded length.
    let odd = format!(r#"{{"a\nb":1,"{}":2}}"#, "c".repeat(5000));
    let error = only(Answer::json(odd), &["d"], read).unwrap_err();
    let message = dialect::message(&error);
    assert!(message.contains("There are a b, ccc") && message.len() < 600);
    // Nothing is known of a field that somebody has no value of.
    let values = Answer::json(r#"[{"values":{"7":1}}]"#.into());
    assert_eq!(
        only(values, &["values.8"], read).unwrap(),
        json!({"items": [{"values": {}}], "absent_fields": ["values.8"]})
    );
    // What was written was written.
    assert_eq!(
        only(object(), &["c"], Effect::Write).unwrap(),
        json!({"absent_fields": ["c"]})
    );
    for (json, expected) in [("[]", json!([])), ("[1]", json!([1]))] {
        let list = only(Answer::json(json.into()), &["c"], read).unwrap();
        assert_eq!(list, json!({"items": expected}));
    }
}

#[test]
fn csv_is_text_for_models_and_an_object_for_programs() {
    let value = rendered(Answer::text("a,b\n1,\u{200b}2\n".to_string()));
    assert_eq!(value["content"][0]["text"], "a,b\n1,\\u200b2\n");
    assert_eq!(
        value["structuredContent"],
        json!({"text": "a,b\n1,\\u200b2\n"})
    );
    // APIs refuse empty blocks for good.
    let empty = rendered(Answer::text(String::new()));
    assert_eq!(empty["content"][0]["text"], "(empty)");
    assert_eq!(empty["structuredContent"], json!({"text": ""}));
}

#[test]
fn what_nests_too_deep_is_a_string() {
    let deep = |levels: usize| "[".repeat(levels) + "\"]\\\"\"" + &"]".repeat(levels);
    let depth = |value: &Value| {
        let (mut depth, mut value) = (0, value);
        while let Some(inner) = value.get(0).or(value.get("items")).or(value.get("a")) {
            (depth, value) = (depth + 1, inner);
        }
        (depth, value.clone())
    };
    let shown = |json: String| depth(&rendered(Answer::json(json))["structuredContent"]);
    assert_eq!(shown(deep(63)), (64, json!("]\"")));
    assert_eq!(shown(deep(66)), (64, json!(deep(3))));
    assert_eq!(
        shown(format!("{{\"a\":{}}}", deep(65))),
        (64, json!(deep(2)))
    );
    assert_eq!(shown(deep(1 << 20)).0, 64);
}

fn file(content_type: &str, content: Content) -> Value {
    let answer = Answer::file(File {
        name: "Ann's \u{202e}file".into(),
        content_type: content_type.into(),
        size: 4,
        content,
    });
    let value = rendered(answer);
    assert_eq!(value.get("structuredContent"), None);
    let about = value["content"][0]["text"].as_str().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(about).unwrap(),
        json!({"name": "Ann's \\u202efile", "content_type": content_type, "size": 4})
    );
    assert_eq!(value["content"].as_array().unwrap().len(), 2);
    value["content"][1].clone()
}

#[test]
fn images_that_models_take_are_told_by_their_first_bytes() {
    for (bytes, kind) in [
        (&b"\x89PNG\r\n\x1a\n...."[..], "image/png"),
        (b"\xff\xd8\xff\xe0........", "image/jpeg"),
        (b"GIF89a\0\0\0\0\0\0", "image/gif"),
        (b"RIFF\x01\0\0\0WEBP", "image/webp"),
    ] {
        let data = STANDARD.encode(bytes);
        let block = file("text/html", Content::Base64(data.clone()));
        assert_eq!(
            block,
            json!({"type": "image", "data": data, "mimeType": kind})
        );
    }
    let large = STANDARD.encode([&b"\x89PNG\r\n\x1a\n"[..], &[0; 4_000_000]].concat());
    for data in [large, STANDARD.encode(b"\0\0\0\x18ftypheic"), "iVBO".into()] {
        let block = file("image/png; a=b", Content::Base64(data.clone()));
        let uri = "gorgias:file/Ann%27s%20%E2%80%AEfile";
        let resource = json!({"uri": uri, "mimeType": "image/png", "blob": data});
        assert_eq!(block, json!({"type": "resource", "resource": resource}));
    }
}

#[test]
fn text_is_text_whole_or_as_it_is() {
    let block = file("image/png", Content::Text("a\tb\n".into()));
    assert_eq!(block, json!({"type": "text", "text": "a\tb\n"}));
    let block = file("text/plain", Content::Text(String::new()));
    assert_eq!(block["text"], "(empty)");
    // Written out it would be another file.
    let block = file("text/plain", Content::Text("a\u{200b}b".into()));
    assert_eq!(block["resource"]["blob"], STANDARD.encode("a\u{200b}b"));
}

fn parameters(tool: &str) -> &'static [&'static str] {
    Tool::named(tool).unwrap().parameters
}

#[test]
fn a_list_that_is_too_large_ends_at_an_item_and_says_what_to_ask_for() {
    let item = json!({"id": 1, "note": "x".repeat(380)});
    let items = || Value::from(vec![item.clone(); 10]).to_string();
    let cut = |answer: Answer, name| {
        rendered(answer.within(1300, parameters(name)))["structuredContent"].clone()
    };
    let bytes = items().len();
    let page = types::Page {
        meta: Some(r#"{"total":99}"#.into()),
        ..page(&items())
    };
    let list = cut(Answer::page(page), "list_customers");
    let words = format!(
        "3 of 10 items: all are {bytes} bytes, more than 1300 (GORGIAS_MAX_RESULT_BYTES); ask with `fields` for less of each, or with `limit` 3 and read on with next_cursor"
    );
    assert_eq!(
        list,
        json!({"cut": words, "items": vec![item.clone(); 3], "meta": {"total": 99}})
    );
    let out = text_of(Answer::json(items()).within(1300, parameters("search")));
    assert!(
        out.contains(r#""structuredContent":{"cut":"3 of 10"#),
        "{out}"
    );
    assert!(out.contains("with `size` 3\""), "{out}");
    let values = cut(Answer::json(items()), "list_customer_custom_fields_values");
    assert!(
        values["cut"]
            .as_str()
            .unwrap()
            .ends_with("for less of each")
    );
    // Not even one fits.
    let one = json!([{"id": 1, "orders": vec!["x"; 1000], "b": true}, {}]);
    let list = cut(Answer::json(one.to_string()), "list_customers");
    assert_eq!(
        list["items"],
        json!([{"id": 1, "orders": "(cut: an array of 4001 bytes)", "b": true}])
    );
    assert!(list["cut"].as_str().unwrap().starts_with("1 of 2 items"));
    for limit in [0, bytes] {
        let whole = Answer::json(items()).within(limit, parameters("search"));
        assert_eq!(rendered(whole)["structuredContent"].get("cut"), None);
    }
}

#[test]
fn of_an_object_the_largest_members_become_their_size_and_the_path_to_ask_for() {
    let order = json!({"id": 7, "lines": "x".repeat(900)});
    let object = json!({
        "id": 1, "name": "Ada", "integrations": {"31": {"orders": vec![order; 9], "kind": "shop"}},
        "external_data": {"a": 1}, "note": "n".repeat(3000),
    });
    let answer = Answer::json(object.to_string()).within(2000, parameters("get_customer"));
    let shown = rendered(answer)["structuredContent"].clone();
    let bytes = object.to_string().len();
    let words = format!(
        "{bytes} bytes, of which 2000 are shown (GORGIAS_MAX_RESULT_BYTES): large members are replaced by their size and the `fields` to ask for"
    );
    let orders = object["integrations"]["31"]["orders"].to_string().len();
    let orders = format!(
        "(cut: an array of {orders} bytes; fields integrations.31.orders.id, integrations.31.orders.lines)"
    );
    assert_eq!(
        shown,
        json!({
            "cut": words, "id": 1, "name": "Ada",
            "integrations": {"31": {"orders": orders, "kind": "shop"}},
            "external_data": {"a": 1}, "note": "(cut: a text of 3002 bytes)",
        })
    );
    let many: Vec<String> = (0..5000).map(|key| format!("\"{key}\":{{}}")).collect();
    let many = format!("{{{}}}", many.join(","));
    let out = text_of(Answer::json(many).within(2000, parameters("get_customer")));
    assert!(out.len() < 4000, "{out}");
}

#[test]
fn text_that_is_too_large_ends_at_a_line() {
    let csv = "a,b\n1,2\n".repeat(1000);
    let value = rendered(Answer::text(csv).within(1030, parameters("search")));
    let words =
        "(cut: 1028 of 8000 bytes; GORGIAS_MAX_RESULT_BYTES sets how many are shown, 0 for all)";
    assert_eq!(value["structuredContent"]["cut"], words);
    assert_eq!(value["content"][1]["text"], words);
    let text = value["structuredContent"]["text"].as_str().unwrap();
    assert_eq!(
        (text.len(), &value["content"][0]["text"]),
        (1028, &json!(text))
    );
    let answer = Answer::file(File {
        name: "a".into(),
        content_type: "text/plain".into(),
        size: 3000,
        content: Content::Text("é".repeat(1500)),
    });
    let value = rendered(answer.within(1001, parameters("search")));
    let text = value["content"][1]["text"].as_str().unwrap();
    assert!(text.ends_with(
        "é(cut: 1000 of 3000 bytes; GORGIAS_MAX_RESULT_BYTES sets how many are shown, 0 for all)"
    ));
}

#[test]
fn a_failure_is_a_message_and_a_line_with_what_there_is_to_say() {
    let words = "Too many \u{202e}requests: no such tag, 7.";
    let mut error = unsent(types::ErrorKind::RateLimited, words);
    error.status = Some(429);
    error.details = Some("{\n\"msg\":\"\u{200b}\"}".into());
    error.retry_after_seconds = Some(7);
    error.request_sent = true;
    error.request_id = Some("r-1".into());
    let line = |error: &Error| {
        let out = failure(error);
        let value: Value = serde_json::from_str(&format!("{{{out}}}")).unwrap();
        assert_eq!(value["isError"], true);
        assert_eq!(value.get("structuredContent"), None);
        let text = value["content"][0]["text"].as_str().unwrap();
        let (message, line) = text.split_once('\n').unwrap();
        assert_eq!(message, "Too many \\u202erequests: no such tag, 7.");
        serde_json::from_str::<Value>(line).unwrap()
    };
    let expected = json!({
        "kind": "rate-limited", "status": 429, "details": {"msg": "\\u200b"},
        "retry_after_seconds": 7, "request_sent": true, "request_id": "r-1",
    });
    assert_eq!(line(&error), expected);
    (error.status, error.retry_after_seconds, error.request_id) = (None, None, None);
    error.details = None;
    let expected = json!({"kind": "rate-limited", "request_sent": true});
    assert_eq!(line(&error), expected);
}
