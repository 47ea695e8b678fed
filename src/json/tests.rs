use super::{read::MAX_DEPTH, *};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

fn written(text: &str) -> String {
    let mut out = String::new();
    push_string(&mut out, text);
    out
}

fn number(value: f64) -> String {
    let mut out = String::new();
    push_number(&mut out, value);
    out
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + "1" + &close.repeat(depth)
}

#[test]
fn all_characters_survive_writing() {
    for code in (0..0x3000).chain(0xfff0..0x1_0100) {
        if let Some(character) = char::from_u32(code) {
            let text = format!("a{character}b");
            let written = written(&text);
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
            assert_eq!(string(&written).as_deref(), Some(text.as_str()));
            assert!(!written.chars().any(|c| c < ' '));
        }
    }
    assert_eq!(
        written("\"\\/\n\r\t\u{1}\u{7f}"),
        r#""\"\\/\n\r\t\u0001"#.to_string() + "\u{7f}\""
    );
}

#[test]
fn whole_numbers_have_no_fraction() {
    for (value, text) in [
        (42.0, "42"),
        (0.0, "0"),
        (-7.0, "-7"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        (9_007_199_254_740_993.0, "9007199254740992"),
    ] {
        assert_eq!(number(value), text);
    }
    for value in [1e300, -0.0, 5e-324, f64::MAX, f64::MIN_POSITIVE, 1e21, 1e-7] {
        let text = number(value);
        assert!(valid(&text).is_ok(), "{text}");
        assert_eq!(text.parse(), Ok(value));
    }
}

#[test]
fn numbers_without_a_json_form_are_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(check_number("value", value).is_err());
    }
}

#[test]
fn an_object_is_written_key_by_key() {
    let mut out = String::from("x");
    let mut object = Object::new(&mut out);
    assert!(object.is_empty());
    object.string("a", None);
    object.raw("a", None);
    object.integer("a", None);
    object.number("a", None);
    object.boolean("a", None);
    assert!(object.is_empty());
    object.string("s", Some("\""));
    object.raw("r", Some("1.10"));
    object.integer("i", Some(u64::MAX));
    object.number("n", Some(1.0));
    object.boolean("b", Some(false));
    push_array(object.key("l"), &[1, 2], |out, item| {
        push_display(out, item)
    });
    push_array(object.key("e"), &[0; 0], |_, _| {});
    object.end();
    assert_eq!(
        out,
        r#"x{"s":"\"","r":1.10,"i":18446744073709551615,"n":1,"b":false,"l":[1,2],"e":[]}"#
    );
}

#[test]
fn what_callers_give_is_checked_and_kept() {
    for text in [
        "{}",
        " [1.10, 12345678901234567890]\n",
        "1e999",
        "null",
        "\"\\ud800\"",
    ] {
        assert_eq!(check("data", text).ok(), Some(text));
    }
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "01",
        "'a'",
        "NaN",
        "1 2",
        "\"\u{1}\"",
        "\u{feff}{}",
    ] {
        let error = check("data", text).unwrap_err();
        assert!(
            error.message.starts_with("`data` is not valid JSON: "),
            "{text}"
        );
        assert!(!error.request_sent);
    }
    assert!(check_object("query", " {\"a\": 1}").is_ok());
    for text in ["[]", "1", "\"{\"", "null", "{"] {
        assert!(check_object("query", text).is_err(), "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = MAX_DEPTH / open.matches(['[', '{']).count();
        assert_eq!(valid(&nested(open, close, levels)), Ok(()));
        assert_eq!(
            valid(&nested(open, close, levels + 1)),
            Err(Problem::TooDeep)
        );
    }
    let error = check("data", &"[".repeat(1 << 20)).unwrap_err();
    assert!(error.message.contains("128"));
    assert!(valid(&format!("\"{}\"", "[".repeat(1000))).is_ok());
    assert!(valid(&format!("[{}1]", "[],".repeat(1000))).is_ok());
}

#[test]
fn members_are_found_as_they_stand() {
    let text = r#" { "data" : [ 1.10 , "a" ] , "d\u0061ta2" : 12345678901234567890 ,"x":{"data":1}, "": null } "#;
    assert_eq!(
        members(text, ["data", "data2", "", "absent"]),
        Ok([
            Some(r#"[ 1.10 , "a" ]"#),
            Some("12345678901234567890"),
            Some("null"),
            None
        ])
    );
    assert_eq!(members("{}", ["a"]), Ok([None]));
    assert_eq!(members(r#"{"a":1,"\u0061":2}"#, ["a"]), Ok([Some("2")]));
    // Quotes that belong to the key are not those around it.
    assert_eq!(
        members(r#"{"\"a\"":1}"#, ["a", "\"a\""]),
        Ok([None, Some("1")])
    );
    assert_eq!(members(r#"{"a\\":1}"#, ["a", "a\\"]), Ok([None, Some("1")]));
}

#[test]
fn what_is_no_object_has_no_members() {
    for text in ["[]", "1", "null", "\"{}\""] {
        assert_eq!(members(text, ["a"]), Err(Problem::OtherKind), "{text}");
    }
    for text in [
        "",
        "{",
        "{}x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{,}",
        "{\"a\":1]",
    ] {
        assert!(members(text, ["a"]).is_err(), "{text}");
    }
}

#[test]
fn a_million_members_are_read() {
    let mut text = String::from("{");
    for at in 0..1_000_000 {
        push_display(&mut text, format_args!("\"k{at}\":{at},"));
    }
    text.push_str("\"data\":[]}");
    assert_eq!(members(&text, ["data", "k7"]), Ok([Some("[]"), Some("7")]));
}

#[test]
fn items_are_found_as_they_stand() {
    assert_eq!(
        items(" [ 1.10 , {\"a\" : 2} ,[ ] ] ", 9),
        Ok(vec!["1.10", "{\"a\" : 2}", "[ ]"])
    );
    assert_eq!(items("[1,2,3]", 2), Ok(vec!["1", "2"]));
    assert_eq!(items("[ ]", 2), Ok(vec![]));
    for text in ["", "{}", "[1", "[1,]", "[,1]", "[1 2]", "[1]]", "1"] {
        assert!(items(text, 9).is_err(), "{text}");
    }
}

#[test]
fn strings_are_read_with_their_escapes() {
    for (text, value) in [
        (r#""a""#, Some("a")),
        (r#" "" "#, Some("")),
        (r#""\"\\\/\b\f\n\r\t""#, Some("\"\\/\u{8}\u{c}\n\r\t")),
        (r#""\u0041\u00e9\ud83d\ude00x""#, Some("A\u{e9}\u{1f600}x")),
        (r#""\ud83dx\ude00""#, Some("\u{fffd}x\u{fffd}")),
        (r#""\ud83d""#, Some("\u{fffd}")),
        ("1", None),
        ("null", None),
        ("[\"a\"]", None),
        ("\"a", None),
        (r#""\x""#, None),
        (r#""\u+123""#, None),
        (r#""\u12"34""#, None),
        (r#""\u12é""#, None),
        ("\"\"\"", None),
        ("", None),
    ] {
        assert_eq!(string(text).as_deref(), value, "{text}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("\\PC{0,4}", inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn agree(text: &str) -> Result<(), TestCaseError> {
    let general = serde_json::from_str::<serde_json::value::Value>(text);
    // It also refuses what it cannot hold, where the text alone is fine.
    let cannot_hold = general.as_ref().is_err_and(|error| {
        let error = error.to_string();
        error.contains("number out of range") || error.contains("surrogate")
    });
    prop_assume!(!cannot_hold);
    prop_assert_eq!(valid(text).is_ok(), general.is_ok(), "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn strings_come_back(text in any::<String>()) {
        let written = written(&text);
        prop_assert_eq!(&serde_json::from_str::<String>(&written).unwrap(), &text);
        prop_assert_eq!(string(&written), Some(text));
    }

    #[test]
    fn numbers_come_back(value in any::<f64>()) {
        let value = check_number("value", value);
        if let Ok(value) = value {
            let text = number(value);
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok());
            prop_assert_eq!(text.parse(), Ok(value));
        }
    }

    #[test]
    fn all_json_is_valid(value in any_value(), pretty in any::<bool>()) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&value).unwrap(),
            false => value.to_string(),
        };
        prop_assert_eq!(valid(&text), Ok(()));
    }

    #[test]
    fn a_general_parser_agrees_about_changed_json(value in any_value(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",:0-9a-z.+\\\\ -]{0,2}") {
        let mut text: Vec<char> = value.to_string().chars().collect();
        let at = at.index(text.len());
        text.splice(at..at + 1, with.chars());
        agree(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn a_general_parser_agrees_about_tokens(tokens in vec(select(&[
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u00e9\"", "\"\\q\"", "\"", "\\", "1", "-0", "01",
        "1.", ".5", "1e5", "1E+", "-", "true", "tru", "null", "false", " ", "\n", "\u{a0}", "\u{1}",
    ][..]), 0..12)) {
        agree(&tokens.concat())?;
    }

    #[test]
    fn members_are_those_of_a_general_parser(members_given in vec((select(&["a", "b", "\"a", "\\"][..]), any_value()), 0..6)) {
        let mut text = String::from("{");
        let mut last = [None, None];
        for (key, value) in &members_given {
            if text.len() > 1 {
                text.push_str(" ,");
            }
            push_display(&mut text, format_args!("{}: {value}", json!(key)));
            if let Some(index) = ["a", "\"a"].iter().position(|wanted| wanted == key) {
                last[index] = Some(value.to_string());
            }
        }
        text.push('}');
        let found = members(&text, ["a", "\"a"]).unwrap();
        prop_assert_eq!(found.map(|value| value.map(String::from)), last);
    }
}
