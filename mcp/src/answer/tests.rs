use super::*;
use serde_json::{Value, json};

fn text(answer: &Answer) -> String {
    let mut out = String::new();
    answer.render(&mut out);
    out
}

fn rendered(answer: &Answer) -> Value {
    let out = text(answer);
    assert!(!out.contains('\n'));
    serde_json::from_str(&format!("{{{out}}}")).unwrap()
}

#[test]
fn structured_content_is_always_an_object_and_the_text_says_the_same() {
    for (source, expected) in [
        (r#"{"id":1}"#, json!({"id": 1})),
        ("\n [1, 2]", json!({"items": [1, 2]})),
        ("null", json!({"value": null})),
        ("\"x\"", json!({"value": "x"})),
    ] {
        let value = rendered(&Answer::json(source.to_string()));
        assert_eq!(value["structuredContent"], expected);
        assert_eq!(value["isError"], false);
        let text = value["content"][0]["text"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), expected);
    }
}

#[test]
fn digits_stay_as_the_api_sent_them() {
    let out = text(&Answer::json(
        r#"{"id":9007199254740993,"x":1.10}"#.to_string(),
    ));
    assert!(out.contains(r#""text":"{\"id\":9007199254740993,\"x\":1.10}""#));
    assert!(out.contains(r#""structuredContent":{"id":9007199254740993,"x":1.10}"#));
}

#[test]
fn newlines_between_the_parts_of_json_become_spaces() {
    let value = rendered(&Answer::json("{\n\"a\":\r\n\"b\\nc\"}".to_string()));
    assert_eq!(value["structuredContent"]["a"], "b\nc");
}

#[test]
fn a_page_has_all_its_members() {
    let page = types::Page {
        items: "[{\"id\":1}]".into(),
        next_cursor: Some("a\"b".into()),
        prev_cursor: None,
        meta: None,
    };
    let value = rendered(&Answer::page(page));
    let expected =
        json!({"items": [{"id": 1}], "next_cursor": "a\"b", "prev_cursor": null, "meta": null});
    assert_eq!(value["structuredContent"], expected);
}

#[test]
fn only_some_keys_of_an_object_or_of_each_item() {
    let only = |answer: Answer| rendered(&answer.only(&["a"]))["structuredContent"].clone();
    let object = r#"{"a":1,"b":2}"#;
    assert_eq!(only(Answer::json(object.into())), json!({"a": 1}));
    let list = format!("[{object}]");
    assert_eq!(
        only(Answer::json(list.clone())),
        json!({"items": [{"a": 1}]})
    );
    let page = types::Page {
        items: list,
        next_cursor: None,
        prev_cursor: None,
        meta: Some(r#"{"b":2}"#.into()),
    };
    assert_eq!(
        only(Answer::page(page)),
        json!({"items": [{"a": 1}], "next_cursor": null, "prev_cursor": null, "meta": {"b": 2}})
    );
}

#[test]
fn csv_is_text_for_models_and_an_object_for_programs() {
    let value = rendered(&Answer::text("a,b\n1,\u{200b}2\n".to_string()));
    assert_eq!(value["content"][0]["text"], "a,b\n1,\\u200b2\n");
    assert_eq!(
        value["structuredContent"],
        json!({"text": "a,b\n1,\\u200b2\n"})
    );
}

#[test]
fn an_image_is_an_image_block_whatever_it_came_as() {
    for (content, data) in [
        (Content::Base64("iVBORw==".into()), "iVBORw=="),
        (Content::Text("<svg/>".into()), "PHN2Zy8+"),
    ] {
        let answer = Answer::file("a.png".into(), "Image/png".into(), 4, content);
        let value = rendered(&answer);
        let block = json!({"type": "image", "data": data, "mimeType": "Image/png"});
        assert_eq!(value["content"][1], block);
        let expected = json!({"name": "a.png", "content_type": "Image/png", "size": 4});
        assert_eq!(value["structuredContent"], expected);
    }
}

#[test]
fn another_file_is_a_resource_with_its_media_type() {
    let name = "Ann's \u{202e}file.txt";
    let text = Answer::file(
        name.into(),
        "text/plain".into(),
        3,
        Content::Text("a\u{200b}b".into()),
    );
    let value = rendered(&text);
    assert_eq!(value["content"][1]["resource"]["text"], "a\\u200bb");
    assert_eq!(value["content"][1]["resource"]["mimeType"], "text/plain");
    let uri = "gorgias:file/Ann%27s%20%E2%80%AEfile.txt";
    assert_eq!(value["content"][1]["resource"]["uri"], uri);
    assert_eq!(value["structuredContent"]["name"], "Ann's \\u202efile.txt");

    let bytes = Answer::file(
        "a".into(),
        "application/pdf".into(),
        3,
        Content::Base64("JVBE".into()),
    );
    assert_eq!(rendered(&bytes)["content"][1]["resource"]["blob"], "JVBE");
}

#[test]
fn a_failure_is_a_message_and_a_line_for_programs() {
    let error = types::Error {
        kind: types::ErrorKind::RateLimited,
        message: "Too many \u{202e}requests.".into(),
        status: Some(429),
        details: Some("{\n\"msg\":\"\u{200b}\"}".into()),
        retry_after_seconds: Some(7),
        request_sent: true,
        request_id: Some("r-1".into()),
    };
    let out = failure(&error.into());
    let value: Value = serde_json::from_str(&format!("{{{out}}}")).unwrap();
    assert_eq!(value["isError"], true);
    assert_eq!(value.get("structuredContent"), None);
    let text = value["content"][0]["text"].as_str().unwrap();
    let (message, line) = text.split_once('\n').unwrap();
    assert_eq!(message, "Too many \\u202erequests.");
    let expected = json!({
        "kind": "rate-limited", "status": 429, "details": {"msg": "\\u200b"},
        "retry_after_seconds": 7, "request_sent": true, "request_id": "r-1",
    });
    assert_eq!(serde_json::from_str::<Value>(line).unwrap(), expected);
}

#[test]
fn an_answer_is_written_into_memory_of_its_own_size() {
    let item = r#"{"id":1,"name":"Ada \u2028 Byron","channels":[]}"#;
    let list = ["[", &[item; 10_000].join(","), "]"].concat();
    let csv = "a,b\n\"1\",2\n".repeat(50_000);
    for answer in [Answer::json(list.clone()), Answer::text(csv)] {
        let out = text(&answer);
        assert!(out.capacity() < out.len() + 1024);
    }
    assert!(text(&Answer::json(list.clone())).len() < list.len() * 5 / 2);
}
