use crate::client::{quote::*, redact::Secrets};

fn words(body: &str) -> Words {
    server(body.as_bytes(), true, &Secrets::default())
}

fn text(body: &str) -> String {
    words(body).text
}

#[test]
fn the_api_says_what_is_wrong() {
    for (body, text) in [
        (r#"{"error":{"msg":"Unauthorized."}}"#, "Unauthorized."),
        (
            r#"{"error":{"msg":"Unauthorized.","data":null}}"#,
            "Unauthorized.",
        ),
        (
            r#"{"error":{"msg":"Failed to create customer","data":{"channels":["Missing data for required field."]}}}"#,
            r#"Failed to create customer: {"channels":["Missing data for required field."]}"#,
        ),
        (
            r#"{"error":{"msg":"Failed.","data":{"a":{"b":["c"]}}}}"#,
            r#"Failed: {"a":{"b":["c"]}}"#,
        ),
        (r#"{"error":"no such\nthing"}"#, "no such thing"),
        (
            r#"{"error":{"message":"x"}}"#,
            r#"{"error":{"message":"x"}}"#,
        ),
        (r#"{"error":{"msg":7}}"#, r#"{"error":{"msg":7}}"#),
        (r#"{"error":null}"#, r#"{"error":null}"#),
        (r#"{"message":"x"}"#, r#"{"message":"x"}"#),
        (r#"["x"]"#, r#"["x"]"#),
        ("\"x\"", "\"x\""),
        ("", ""),
        (" \r\n\t", ""),
        (
            "upstream\r\n\r\nfailed\u{0}\u{1b}[31m",
            "upstream failed [31m",
        ),
    ] {
        assert_eq!(self::text(body), text);
    }
}

#[test]
fn details_are_json_of_bounded_size() {
    let fits = format!("\"{}\"", "a".repeat(MAX_DETAILS - 2));
    assert_eq!(words(&fits).details, Some(fits));
    let long = format!("\"{}\"", "a".repeat(MAX_DETAILS - 1));
    assert_eq!(words(&long).details, None);
    let more = r#"{"error": {"msg": "No.", "data": {"a": 1.10}}, "trace": 7}"#;
    assert_eq!(words(&format!(" {more}\n")).details.as_deref(), Some(more));
    // The words say all of it.
    for said in [
        r#"{"a": 1.10}"#,
        r#"{"error": {"msg": "No.", "data": {"tag": [7], "x": null}}}"#,
    ] {
        assert_eq!(words(said).details, None, "{said}");
    }
    assert_eq!(words("no JSON").details, None);
    assert_eq!(words("{\"a\": 1").details, None);
}

#[test]
fn details_grow_no_larger_by_hiding() {
    let secrets = Secrets::new(&["\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}"]);
    let body = format!("[{}\"\\u0007\"]", "\"\u{7f}\",".repeat(1023));
    let words = server(body.as_bytes(), true, &secrets);
    assert!(
        words
            .details
            .is_none_or(|details| details.len() <= MAX_DETAILS)
    );
}

#[test]
fn quotes_are_bounded_in_characters() {
    let exact = "\u{e9}".repeat(MAX_QUOTE);
    assert_eq!(text(&exact), exact);
    let long = "\u{e9}".repeat(MAX_QUOTE + 1);
    assert_eq!(text(&long), format!("{exact}\u{2026}"));
    let blanks = format!("a{}b", " ".repeat(10_000));
    assert_eq!(text(&blanks), "a b");
    let message = format!(
        "{{\"error\":{{\"msg\":\"{}\",\"data\":[1]}}}}",
        "a".repeat(600)
    );
    assert!(text(&message).chars().count() <= MAX_QUOTE + 1);
}

#[test]
fn of_a_web_page_the_title_is_kept() {
    for (page, title) in [
        ("<html><head><title>Not found</title></head>", "Not found"),
        ("<!doctype html><TITLE>\n Not\n found </TITLE>", "Not found"),
        (
            "<title lang=\"en\" data-x='1'>Not found</title>",
            "Not found",
        ),
        ("<title\nlang=en>Not found</title>", "Not found"),
        ("<titles>no</titles><title>yes</title>", "yes"),
        ("<html><body>no title</body>", ""),
        ("<title>", ""),
        ("<title", ""),
        ("<titl\u{e9}>x", ""),
        ("<", ""),
        ("<<<<", ""),
        ("<title></title>", ""),
    ] {
        let words = words(page);
        assert!(words.is_html && words.details.is_none());
        assert_eq!(words.text, title, "{page}");
    }
    let page = format!("<html>{}<title>Late</title>", "<p>x</p>".repeat(25_000));
    assert_eq!(text(&page), "Late");
    assert_eq!(
        text(&format!("<title>{}</title>", "a".repeat(600)))
            .chars()
            .count(),
        MAX_QUOTE + 1
    );
    assert!(!words("a <title>x</title>").is_html);
}

#[test]
fn secrets_are_hidden_before_cutting() {
    let secrets = Secrets::new(&["0123456789abcdef"]);
    for room in 0..20 {
        let words = "x".repeat(MAX_QUOTE - room) + "0123456789abcdef";
        for body in [
            format!("<title>{words}</title>"),
            format!(r#"{{"error":"{words}"}}"#),
            format!(r#"{{"error":{{"msg":"m","data":"{words}"}}}}"#),
            words,
        ] {
            for quoted in [
                server(body.as_bytes(), true, &secrets).text,
                beginning(body.as_bytes(), true, &secrets),
            ] {
                assert!(!quoted.contains("0123"), "{quoted}");
            }
        }
    }
}

#[test]
fn a_secret_cut_with_the_body_is_hidden() {
    let secrets = Secrets::new(&["0123456789abcdef"]);
    let cut = server(b"your key is 0123456789abc", false, &secrets);
    assert_eq!(cut.text, "your key is ***");
    // Blanks bring the end of a long body into the quote.
    let mut body = vec![b' '; MAX_READ - 10];
    body.extend_from_slice(b"0123456789abcdef and more");
    assert_eq!(beginning(&body, true, &secrets), "***");
    assert_eq!(beginning(b"0123456789abc", false, &secrets), "***");
    assert_eq!(beginning(b"0123456789abc", true, &secrets), "0123456789abc");
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let words = server(b"\xff\xfe\x00bad", true, &Secrets::default());
    assert_eq!(words.text, "\u{fffd}\u{fffd} bad");
}

#[test]
fn quoting_ends_a_sentence_once() {
    assert_eq!(words("Unauthorized.").quoted(), ": Unauthorized");
    assert_eq!(words("...").quoted(), "");
    assert_eq!(words("").quoted(), "");
}
