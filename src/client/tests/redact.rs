use crate::{
    client::redact::*,
    property::{check, text},
};
use serde_json::Value;

const KEY: &str = "k/9\"\\ Zq+\u{e9}-secret";

fn secrets() -> Secrets {
    Secrets::new(&[KEY, "YWJj/GRlZmdo"])
}

#[test]
fn every_form_is_hidden() {
    for echo in [
        KEY,
        "k/9\\\"\\\\ Zq+\u{e9}-secret",
        "k\\/9\"\\ Zq+\u{e9}-secret",
        "k\\/9\\\"\\\\ Zq+\u{e9}-secret",
        "k%2F9%22%5C%20Zq%2B%C3%A9-secret",
        "k%2f9%22%5c%20Zq%2b%c3%a9-secret",
        "YWJj/GRlZmdo",
        "YWJj\\/GRlZmdo",
        "YWJj%2FGRlZmdo",
    ] {
        let text = format!("Basic {echo}= is wrong, {echo}!");
        assert_eq!(secrets().hide(&text), "Basic ***= is wrong, ***!", "{echo}");
        assert!(secrets().are_in(&text));
    }
    assert_eq!(secrets().hide("nothing of it"), "nothing of it");
    assert!(!secrets().are_in("nothing of it"));
}

#[test]
fn a_secret_within_another_leaves_no_rest() {
    let secrets = Secrets::new(&["password", "my-password-2"]);
    assert_eq!(secrets.hide("my-password-2 password"), "*** ***");
}

#[test]
fn without_secrets_nothing_is_hidden() {
    let none = Secrets::default();
    assert_eq!(none.hide("abc"), "abc");
    assert_eq!(none.hide_in_cut("abc\u{fffd}"), "abc");
    assert_eq!(none.hide_in_json("{\"a\": 1.10}"), "{\"a\": 1.10}");
}

#[test]
fn the_beginning_of_a_cut_secret_is_hidden() {
    let secrets = Secrets::new(&["0123456789"]);
    for (text, shown) in [
        ("the key 012345678", "the key ***"),
        ("the key 01234", "the key ***"),
        ("the key 0123", "the key ***"),
        // So little says nothing, and may be anything.
        ("the key 012", "the key 012"),
        ("the key 0123456789", "the key ***"),
        ("the key 0123 x", "the key 0123 x"),
    ] {
        assert_eq!(secrets.hide_in_cut(text), shown);
    }
    // Cut in the middle of a character.
    let secrets = Secrets::new(&["caf\u{e9}-\u{e9}-0123"]);
    assert_eq!(secrets.hide_in_cut("caf\u{e9}-\u{fffd}"), "***");
}

#[test]
fn json_stays_json() {
    let secrets = Secrets::new(&["0123456789", "a\"b\\c/d-e"]);
    for (json, shown) in [
        (
            r#"{"key": "0123456789", "n": 1.10}"#,
            r#"{"key": "***", "n": 1.10}"#,
        ),
        (r#"["\u0030123456789"]"#, r#"["***"]"#),
        (r#"["a\"b\\c\/d-e"]"#, r#"["***"]"#),
        (r#"["a\u0022b\u005cc/d-e"]"#, r#"["***"]"#),
        (r#"{"0123456789": 1}"#, r#"{"***": 1}"#),
        // A number that is the secret becomes a string.
        ("[0123456789, 1]", r#"["***", 1]"#),
        ("[ -10123456789.5e3 ]", r#"[ "-1***.5e3" ]"#),
        (
            r#"{"a":[true,false,null,"x\"y",{}]}"#,
            r#"{"a":[true,false,null,"x\"y",{}]}"#,
        ),
        (
            r#"["\ud800 0123456789"]"#,
            "[\"\u{fffd}\u{fffd}\u{fffd} ***\"]",
        ),
        (r#""\ud800""#, r#""\ud800""#),
    ] {
        assert_eq!(secrets.hide_in_json(json), shown);
    }
}

fn holds(value: &Value, secret: &str) -> bool {
    match value {
        Value::String(text) => text.contains(secret),
        Value::Array(items) => items.iter().any(|item| holds(item, secret)),
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| key.contains(secret) || holds(value, secret)),
        other => other.to_string().contains(secret),
    }
}

#[test]
fn no_secret_stays_in_any_text() {
    check(
        |u| Ok([text(u, 8..=20)?, text(u, 0..=20)?, text(u, 0..=20)?]),
        |[secret, before, after]| {
            let secrets = Secrets::new(&[secret]);
            let text = format!("{before}{secret}{after}");
            assert!(!secrets.hide(&text).contains(secret));
            let json = serde_json::json!({ &text: [text, 7, null, { "x": [] }] }).to_string();
            let hidden = serde_json::from_str(&secrets.hide_in_json(&json)).unwrap();
            assert!(!holds(&hidden, secret));
        },
    );
}

#[test]
fn json_without_secrets_stays_as_it_is() {
    check(
        |u| Ok((text(u, 0..=20)?, u.arbitrary::<f64>()?)),
        |(text, number)| {
            let json = serde_json::json!([{ text: number }, text, [1.10, true]]).to_string();
            assert_eq!(Secrets::new(&["qzx-0123456789"]).hide_in_json(&json), json);
        },
    );
}
