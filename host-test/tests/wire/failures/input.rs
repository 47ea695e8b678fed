//! Parameters that are refused before anything is sent.

use super::case::Case;

pub fn cases() -> Vec<Case> {
    [
        ranges(),
        texts(),
        lists(),
        json(),
        paths(),
        files(),
        changes(),
    ]
    .into_iter()
    .flatten()
    .map(|(call, parameter, problem)| {
        Case::new("invalid-input", call).says([
            &format!("`{parameter}`"),
            problem,
            "Nothing was sent.",
        ])
    })
    .collect()
}

/// A call, the parameter that is wrong, and what is said of it.
type Refusal = (String, &'static str, &'static str);

fn ranges() -> Vec<Refusal> {
    [
        (
            "list-customers({limit: 0})",
            "limit",
            "0; allowed are 1 to 100",
        ),
        (
            "list-customers({limit: 101})",
            "limit",
            "101; allowed are 1 to 100",
        ),
        ("list-events({limit: 0})", "limit", "1 to 100"),
        (
            "list-events({limit: 4294967295})",
            "limit",
            "4294967295; allowed are 1 to 100",
        ),
        (
            "list-custom-fields(ticket, {limit: 0})",
            "limit",
            "1 to 100",
        ),
        (
            "list-custom-fields(ticket, {limit: 101})",
            "limit",
            "1 to 100",
        ),
        (
            r#"post-api-reporting-stats("{}", {limit: 0})"#,
            "limit",
            "1 to 10000",
        ),
        (
            r#"post-api-reporting-stats("{}", {limit: 10001})"#,
            "limit",
            "1 to 10000",
        ),
        (r#"search("customer", "ada", 0)"#, "size", "1 to 50"),
        (
            r#"search("customer", "ada", 51)"#,
            "size",
            "51; allowed are 1 to 50",
        ),
        (
            "update-custom-field(1, {priority: 5001})",
            "priority",
            "5001; allowed are 0 to 5000",
        ),
        (
            "update-custom-fields([{id: 1, priority: 5001}])",
            "priority",
            "0 to 5000",
        ),
        ("merge-customers(0, 1)", "source-id", "start at 1"),
        ("merge-customers(1, 0)", "target-id", "start at 1"),
        (
            "merge-customers(7, 7)",
            "target-id",
            "two different customers",
        ),
        (
            "update-customer-custom-field-value(1, 2, number(nan))",
            "value",
            "finite",
        ),
        (
            "update-customer-custom-field-value(1, 2, number(-inf))",
            "value",
            "finite",
        ),
        (
            "update-customer-custom-field-values(1, [{id: 2, value: number(inf)}])",
            "value",
            "finite",
        ),
        (
            "update-custom-field(1, {definition: number({min: -inf})})",
            "min",
            "finite",
        ),
        (
            "update-custom-field(1, {definition: number({max: nan})})",
            "max",
            "finite",
        ),
    ]
    .map(owned)
    .into()
}

/// Lengths are counted in characters.
fn texts() -> Vec<Refusal> {
    let long = |length| "é".repeat(length);
    let create = |label: &str, more: &str| {
        format!(
            r#"create-custom-field({{object-type: ticket, label: "{label}", definition: text({{:}}){more}}})"#
        )
    };
    let described = format!(r#", description: "{}""#, long(1025));
    vec![
        (
            create("", ""),
            "label",
            "0 characters; allowed are 1 to 255",
        ),
        (
            create(&long(256), ""),
            "label",
            "256 characters; allowed are 1 to 255",
        ),
        (
            create("x", &described),
            "description",
            "1025 characters; allowed are 0 to 1024",
        ),
        (create("x", ", priority: 5001"), "priority", "0 to 5000"),
        (
            r#"update-custom-field(1, {label: ""})"#.to_owned(),
            "label",
            "1 to 255",
        ),
        (
            format!(
                r#"update-custom-fields([{{id: 1, label: "{}"}}])"#,
                long(256)
            ),
            "label",
            "1 to 255",
        ),
    ]
}

fn lists() -> Vec<Refusal> {
    [
        ("delete-customers([])", "ids", "at least one"),
        ("update-custom-fields([])", "body", "at least one"),
        (
            "update-customer-custom-field-values(1, [])",
            "body",
            "at least one",
        ),
        ("post-api-upload([])", "files", "at least one"),
        ("list-events({user-ids: [1, 2]})", "user-ids", "one at most"),
    ]
    .map(owned)
    .into()
}

fn json() -> Vec<Refusal> {
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
fn paths() -> Vec<Refusal> {
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

fn files() -> Vec<Refusal> {
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

/// An update sets or clears, and changes something.
fn changes() -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = [
        ("update-customer(1, {:})", "changes", "at least one"),
        ("update-customer(1, {clear: []})", "changes", "at least one"),
        ("update-custom-field(1, {:})", "changes", "at least one"),
        (
            "update-custom-fields([{id: 1, priority: 2}, {id: 2}])",
            "body",
            "at least one",
        ),
        (
            r#"update-custom-field(1, {priority: 1, clear: [priority]})"#,
            "priority",
            "`clear`",
        ),
    ]
    .map(owned)
    .into();
    for name in ["email", "external-id", "language", "name", "timezone"] {
        let call = format!(r#"update-customer(1, {{{name}: "x", clear: [{name}]}})"#);
        refusals.push((call, name, "`clear`"));
    }
    for name in [
        "description",
        "external-id",
        "managed-type",
        "deactivated-datetime",
    ] {
        let call = format!(r#"update-custom-field(1, {{{name}: "x", clear: [{name}]}})"#);
        refusals.push((call, name, "`clear`"));
        let call = format!(r#"update-custom-fields([{{id: 1, {name}: "x", clear: [{name}]}}])"#);
        refusals.push((call, name, "`clear`"));
    }
    refusals
}

fn owned((call, parameter, problem): (&str, &'static str, &'static str)) -> Refusal {
    (call.to_owned(), parameter, problem)
}
