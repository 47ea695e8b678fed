//! Texts that could do harm beyond their place: in a body, a path, a multipart header.

use super::input::{Refusal, owned};

pub fn json() -> Vec<Refusal> {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let mut refusals: Vec<Refusal> = [
        (
            r#"post-api-reporting-stats("{\"scope\":}")"#,
            "query",
            "valid JSON",
        ),
        (
            r#"post-api-reporting-stats("[]")"#,
            "query",
            "not a JSON object",
        ),
        (r#"post-api-reporting-stats("")"#, "query", "valid JSON"),
        (
            r#"post-api-stats-name("overview", "{}}")"#,
            "filters",
            "valid JSON",
        ),
        (
            r#"post-api-stats-name("overview", "null")"#,
            "filters",
            "not a JSON object",
        ),
        (
            r#"post-api-stats-name-download("overview", "'a'")"#,
            "filters",
            "valid JSON",
        ),
        (r#"update-customer-data(1, "{1: 2}")"#, "data", "valid JSON"),
        (r#"update-customer-data(1, "1 2")"#, "data", "valid JSON"),
        (
            r#"update-custom-field(1, {definition: other("text")})"#,
            "definition",
            "valid JSON",
        ),
        (
            r#"update-custom-field(1, {definition: other("\"text\"")})"#,
            "definition",
            "not a JSON object",
        ),
        (
            r#"merge-customers(1, 2, {custom-fields: "{"})"#,
            "custom-fields",
            "valid JSON",
        ),
        (
            r#"merge-customers(1, 2, {customer: ""})"#,
            "customer",
            "valid JSON",
        ),
        (
            r#"merge-customers(1, 2, {data: "nul"})"#,
            "data",
            "valid JSON",
        ),
        (
            r#"merge-customers(1, 2, {ecommerce-data: "01"})"#,
            "ecommerce-data",
            "valid JSON",
        ),
        (
            r#"merge-customers(1, 2, {integrations: "[1,]"})"#,
            "integrations",
            "valid JSON",
        ),
        (
            r#"merge-customers(1, 2, {meta: "\"\u{1}\""})"#,
            "meta",
            "valid JSON",
        ),
    ]
    .map(owned)
    .into();
    refusals.push((
        format!(r#"update-customer-data(1, "{deep}")"#),
        "data",
        "deeper",
    ));
    refusals
}

/// A part of a path addresses nothing beyond it.
pub fn paths() -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (part, problem) in [
        ("", "empty"),
        (".", "dots"),
        ("..", "dots"),
        ("%2e%2E", "dots"),
        ("%252e%252e", "dots"),
        ("a/b", "slash"),
        ("../../customers", "slash"),
        ("a%2Fb", "slash"),
        ("a%252fb", "slash"),
        (r"a\\b", "slash"),
        (r"a\r\nHost: evil.test", "control"),
        (r"a\u{0}", "control"),
        ("a%00", "control"),
    ] {
        for (call, parameter) in [
            (format!(r#"download-file("{part}", "h", "n")"#), "file-type"),
            (
                format!(r#"download-file("attachment", "{part}", "n")"#),
                "domain-hash",
            ),
            (
                format!(r#"download-file("attachment", "h", "{part}")"#),
                "resource-name",
            ),
            (format!(r#"post-api-stats-name("{part}", "{{}}")"#), "name"),
            (
                format!(r#"post-api-stats-name-download("{part}", "{{}}")"#),
                "name",
            ),
        ] {
            refusals.push((call, parameter, problem));
        }
    }
    refusals
}

pub fn files() -> Vec<Refusal> {
    let upload = |file: &str| format!("post-api-upload([{{{file}}}])");
    let mut refusals = Vec::new();
    for (name, problem) in [
        ("", "empty"),
        ("a/b.png", "slash"),
        (r"a\\b.png", "slash"),
        (r"a\r\nx: y", "control"),
        (r"a\u{0}", "control"),
    ] {
        let file = format!(r#"name: "{name}", content: "", encoding: utf8"#);
        refusals.push((upload(&file), "name", problem));
    }
    for content in ["a", "YQ", "YQ=", "Y Q=", "YQ==\\n", "é", "-_-_"] {
        let file = format!(r#"name: "n.bin", content: "{content}", encoding: base64"#);
        refusals.push((upload(&file), "content", "n.bin is not base64"));
    }
    for media_type in ["", "png", r"text/plain\r\nx: y", "text/plain; name=é"] {
        let file =
            format!(r#"name: "n", content: "", encoding: utf8, content-type: "{media_type}""#);
        refusals.push((upload(&file), "content-type", "media type"));
    }
    refusals
}
