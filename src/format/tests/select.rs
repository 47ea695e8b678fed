use crate::select::{keys, select};
use std::borrow::Cow;

const ADA: &str = r#"{"id": 1, "name": "Ada", "channels": [{"type": "email", "address": "a@shop.test"}, {"type": "phone"}], "meta": {"a": {"b": 1.10}, "c": null}, "note": null}"#;

#[test]
fn keys_stay_as_they_stand_in_the_order_of_the_text() {
    for (keys, expected) in [
        (&["name", "id"][..], r#"{"id":1,"name":"Ada"}"#),
        (&["note", "no such"], r#"{"note":null}"#),
        (&["no such"], "{}"),
        (
            &["channels.address"],
            r#"{"channels":[{"address":"a@shop.test"},{}]}"#,
        ),
        (&["meta.a.b"], r#"{"meta":{"a":{"b":1.10}}}"#),
        (
            &["meta.c", "meta.a"],
            r#"{"meta":{"a":{"b": 1.10},"c":null}}"#,
        ),
        (
            &["meta.c", "meta"],
            r#"{"meta":{"a": {"b": 1.10}, "c": null}}"#,
        ),
        // What has no keys has none of these.
        (&["name.first", "note.x", "meta.c.x"], r#"{"meta":{}}"#),
        (&["channels.", ".id", "", "."], r#"{"channels":[{},{}]}"#),
    ] {
        assert_eq!(select(ADA, keys).json, expected, "{keys:?}");
    }
}

#[test]
fn each_item_of_an_array_is_cut() {
    let two = format!("[{ADA}, {{\"id\": 2}}, 3]");
    assert_eq!(select(&two, &["id"]).json, r#"[{"id":1},{"id":2},3]"#);
    assert_eq!(select("[ ]", &["id"]).json, "[]");
}

#[test]
fn without_keys_nothing_changes() {
    assert!(matches!(select(ADA, &[]).json, Cow::Borrowed(ADA)));
    assert_eq!(select("\"text\"", &["id"]).json, "\"text\"");
    assert_eq!(select("null", &["id"]).json, "null");
}

#[test]
fn a_key_may_hold_a_dot_or_a_quote() {
    let row = r#"{"tickets.count": 3, "tickets": {"count": 4}, "a\"b": 5, "a\u0022b": 6}"#;
    assert_eq!(
        select(row, &["tickets.count", "a\"b"]).json,
        r#"{"tickets.count":3,"tickets":{"count":4},"a\"b":5,"a\"b":6}"#
    );
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels);
    let key = vec!["a"; 100_000].join(".");
    let text = deep(100_000);
    assert_eq!(select(&text, &[&key]).json, text);
    let key = ["a"; 3].join(".");
    assert_eq!(select(&deep(3), &[&key]).json, deep(3));
}

#[test]
fn keys_that_nothing_has_are_told() {
    let absent = |text: &str, keys: &[&'static str]| select(text, keys).absent;
    assert_eq!(
        absent(ADA, &["id", "nmae", "channels.adress"]),
        ["channels.adress", "nmae"]
    );
    let list = r#"[{"id":1,"tags":[],"meta":null},{"id":2,"name":"Ada"}, 3]"#;
    assert_eq!(absent(list, &["name", "x"]), ["x"]);
    // Where nothing could have them, nobody knows.
    assert_eq!(
        absent(list, &["tags.name", "meta.a", "meta", "meta.b"]),
        [""; 0]
    );
    assert_eq!(absent("[]", &["x"]), [""; 0]);
    assert_eq!(absent("[1]", &["x"]), [""; 0]);
    assert_eq!(absent(ADA, &[]), [""; 0]);
    assert_eq!(keys(list), ["id", "tags", "meta"]);
    assert_eq!(keys("[1]"), [""; 0]);
}

#[test]
fn keys_that_begin_alike_are_told_apart() {
    let row = r#"{"a":{"b":1,"c":2},"a-b":{"b":3},"ab":4,"a.b":5}"#;
    for (keys, expected) in [
        (&["a.b", "ab"][..], r#"{"a":{"b":1},"ab":4,"a.b":5}"#),
        (&["a", "a-b.b"], r#"{"a":{"b":1,"c":2},"a-b":{"b":3}}"#),
        (
            &["a.c", "a-b", "a.b"],
            r#"{"a":{"b":1,"c":2},"a-b":{"b":3},"a.b":5}"#,
        ),
    ] {
        let selected = select(row, keys);
        assert_eq!(
            (&*selected.json, selected.absent.len()),
            (expected, 0),
            "{keys:?}"
        );
    }
}
