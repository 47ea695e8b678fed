use crate::{
    format::json::{self, Problem, items, members, string, valid},
    property::{check, text},
};

fn found<const N: usize>(text: &str, keys: [&str; N]) -> [Option<String>; N] {
    let found = members(text, keys).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    found.map(|value| value.map(String::from))
}

fn number(value: f64) -> String {
    json::write(&json::Number(value)).unwrap()
}

#[test]
fn whole_numbers_have_no_fraction() {
    for (value, text) in [
        (42.0, "42"),
        (0.0, "0"),
        (-7.0, "-7"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        (9_007_199_254_740_992.0, "9007199254740992"),
    ] {
        assert_eq!(number(value), text);
    }
    for value in [1e300, 5e-324, f64::MAX, f64::MIN_POSITIVE, 1e21, 1e-7] {
        assert_eq!(number(value).parse(), Ok(value));
    }
}

#[test]
fn problems_say_where_and_quote_nothing() {
    for (text, words) in [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("{\"a\": 1,}", "key must be a string at line 1 column 9"),
        ("[1", "EOF while parsing a list at line 1 column 2"),
        ("1 2", "trailing characters at line 1 column 3"),
    ] {
        assert_eq!(valid(text).unwrap_err().to_string(), words);
    }
    for text in ["[\"secret\"]", "\"secret\"", "12345", "null"] {
        let problem = members(text, ["a"]).unwrap_err();
        assert!(matches!(problem, Problem::OtherKind), "{text}: {problem}");
        assert_eq!(problem.to_string(), "it is of another kind");
    }
    // That it is no JSON at all comes first.
    assert!(matches!(members("\"a", ["a"]), Err(Problem::Syntax(_))));
}

#[test]
fn deep_nesting_needs_no_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = open.repeat(1 << 20) + "1" + &close.repeat(1 << 20);
        assert!(valid(&text).is_ok());
        assert_eq!(
            found(&format!("{{\"data\":{text}}}"), ["data"]),
            [Some(text.clone())]
        );
        assert!(valid(&open.repeat(1 << 20)).is_err());
    }
}

#[test]
fn members_are_found_as_they_stand() {
    let text = r#" { "data" : [ 1.10 , "a" ] , "d\u0061ta2" : 12345678901234567890 ,"x":{"data":1}, "": null, "\ud83d":1 } "#;
    assert_eq!(
        found(text, ["data", "data2", "", "absent"]),
        [
            Some(r#"[ 1.10 , "a" ]"#.into()),
            Some("12345678901234567890".into()),
            Some("null".into()),
            None
        ]
    );
    assert_eq!(found("{}", ["a"]), [None]);
    assert!(members("{\"a\n\":1}", ["a"]).is_err());
    assert_eq!(found(r#"{"a":1,"\u0061":2}"#, ["a"]), [Some("2".into())]);
    // Quotes that belong to the key are not those around it.
    assert_eq!(
        found(r#"{"\"a\"":1}"#, ["a", "\"a\""]),
        [None, Some("1".into())]
    );
}

#[test]
fn items_are_found_as_they_stand() {
    assert_eq!(
        items(" [ 1.10 , {\"a\" : 2} ,[ ] ] ", 9).unwrap(),
        ["1.10", "{\"a\" : 2}", "[ ]"]
    );
    assert_eq!(items("[1,2,3]", 2).unwrap(), ["1", "2"]);
    assert!(items("[ ]", 2).unwrap().is_empty());
    for text in ["", "{}", "[1", "[1,]", "[1]]", "1"] {
        assert!(items(text, 9).is_err(), "{text}");
    }
}

#[test]
fn strings_are_read_with_their_escapes() {
    for (text, value) in [
        (r#""a""#, Some("a")),
        (r#" "\"\\\/\b\f\n\r\t" "#, Some("\"\\/\u{8}\u{c}\n\r\t")),
        (r#""\u0041\u00e9\ud83d\ude00x""#, Some("A\u{e9}\u{1f600}x")),
        (r#""a\ud83dx""#, Some("a\u{fffd}\u{fffd}\u{fffd}x")),
        ("1", None),
        ("null", None),
        ("[97]", None),
        ("\"a", None),
        ("", None),
    ] {
        assert_eq!(string(text).as_deref(), value, "{text}");
    }
}

#[test]
fn objects_are_joined() {
    for (first, second, both) in [
        ("{}", "{}", "{}"),
        ("{}", r#"{"a":1}"#, r#"{"a":1}"#),
        (r#"{"a":1}"#, "{}", r#"{"a":1}"#),
        (r#"{"a":{}}"#, r#"{"b":{}}"#, r#"{"a":{},"b":{}}"#),
    ] {
        assert_eq!(json::joined(first, second), both);
    }
}

#[test]
fn strings_and_numbers_come_back() {
    check(
        |u| Ok((text(u, 0..=40)?, u.arbitrary::<f64>()?)),
        |(text, value)| {
            assert_eq!(string(&json::write(text).unwrap()).as_ref(), Some(text));
            assert!(!value.is_finite() || number(*value).parse() == Ok(*value));
        },
    );
}
