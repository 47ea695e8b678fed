//! Parameters that are refused before anything is sent.

use super::case::Case;
use super::hostile::{files, json, paths};

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
pub type Refusal = (String, &'static str, &'static str);

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

pub fn owned((call, parameter, problem): (&str, &'static str, &'static str)) -> Refusal {
    (call.to_owned(), parameter, problem)
}
