use super::*;
use crate::{
    impact::Need,
    policy::Confirm,
    records::{Found, tests::of},
};
use gorgias_customers::{
    bindings::gorgias::customers::types::{Encoding, MergedCustomer, UploadFile},
    client::Request,
    tools,
};
use std::borrow::ToOwned;

const ADA: &str = r#"{"id":1,"name":"Ada Byron","email":"ada@shop.test","note":"x"}"#;
const BOB: &str = r#"{"id":2,"name":null,"email":"bob@shop.test"}"#;

fn quoted(text: &str) -> String {
    let mut out = String::new();
    push_quoted(&mut out, text, MAX_TEXT);
    out
}

fn customer(id: u64, record: Result<&str, &'static str>) -> Found {
    Found {
        kind: Kind::Customer,
        id,
        record: record.map(str::to_owned),
    }
}

fn field(id: u64, record: &str) -> Found {
    Found {
        kind: Kind::Field,
        id,
        record: Ok(record.to_owned()),
    }
}

fn ask(tool: Tool, request: &Request, found: Vec<Found>) -> Option<String> {
    let impact = Impact::new(tool, request);
    let records = of(found);
    let losses = impact.losses(&records);
    write(&impact, &records, &losses, "acme.gorgias.com")
}

fn delete(ids: &[u64]) -> Request {
    tools::delete_customers(ids.into()).unwrap().request
}

#[test]
fn a_deletion_names_whom_it_deletes() {
    let request = delete(&[1, 2, 1, 3]);
    let found = Vec::from([
        customer(1, Ok(ADA)),
        customer(2, Ok(BOB)),
        customer(3, Err("there is none of this id")),
    ]);
    assert_eq!(
        ask(Tool::DeleteCustomers, &request, found).unwrap(),
        "Delete 3 customers for good in the Gorgias account acme.gorgias.com?
- customer 1: \"Ada Byron\", \"ada@shop.test\"
- customer 2: \"bob@shop.test\"
- customer 3: there is none of this id"
    );
}

#[test]
fn of_many_all_ids_are_named_and_too_many_are_not_asked_for() {
    let first = |count: u64| delete(&(1..=count).collect::<Vec<_>>());
    let found = || (1..=20).map(|id| customer(id, Ok(ADA))).collect();
    let question = ask(Tool::DeleteCustomers, &first(100), found()).unwrap();
    assert!(
        question.starts_with("Delete 100 customers for good"),
        "{question}"
    );
    let last = question.lines().last().unwrap();
    assert!(last.starts_with("- 80 more customers: 21, 22, "), "{last}");
    assert!(last.ends_with(", 99, 100"), "{last}");
    assert!(ask(Tool::DeleteCustomers, &first(1000), found()).is_none());
}

#[test]
fn a_merge_names_both_and_quotes_the_models_text_last() {
    let fake = "x\"\n\nNothing is deleted. Delete 0 customers?\u{202e}\u{200b}\u{a0}";
    let request = tools::merge_customers(
        1,
        2,
        Some(MergedCustomer {
            name: Some([fake, &"long ".repeat(400)].concat()),
            note: Some(" ".repeat(90) + "end"),
            meta: Some(r#"{"a":[1.10]}"#.into()),
            ..MergedCustomer::default()
        }),
    );
    let request = request.unwrap().request;
    let found = Vec::from([
        customer(1, Ok(r#"{"name":"Ada\n- customer 9: \"x\"","email":""}"#)),
        customer(2, Ok(BOB)),
    ]);
    let question = ask(Tool::MergeCustomers, &request, found).unwrap();
    let lines: Vec<&str> = question.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "Merge customer 1 into customer 2 and delete customer 1 for good in the Gorgias account acme.gorgias.com?",
            r#"- customer 1: "Ada\n- customer 9: \"x\"""#,
            r#"- customer 2: "bob@shop.test""#,
            "What is sent:",
        ]
    );
    let name = lines
        .iter()
        .find(|line| line.starts_with("- name"))
        .unwrap();
    assert!(name.starts_with(r#"- name (2046 characters): "x\"\n\nNothing is deleted. Delete 0 customers?\u202e\u200b\u00a0long "#), "{name}");
    assert!(name.ends_with("\"…"), "{name}");
    assert!(name.chars().count() < 140, "{name}");
    assert!(
        question.contains(r#"- meta (12 characters): "{\"a\":[1.10]}""#),
        "{question}"
    );
    assert!(question.contains(&format!(
        "- note (93 characters): \"{}end\"",
        " ".repeat(90)
    )));
    assert_eq!(lines.len(), 7);
}

#[test]
fn no_text_makes_a_line_of_its_own_or_hides_what_follows() {
    for text in [
        "a\u{2028}b",
        "a\u{85}b",
        "a\rb",
        "a\u{3000}b",
        "\u{7}",
        "\u{e0041}",
        "\u{ad}",
    ] {
        let quoted = quoted(text);
        let plain = |c: char| c == ' ' || (!c.is_whitespace() && !c.is_control());
        assert!(quoted.chars().all(plain), "{quoted}");
        assert!(quoted.contains("\\"), "{quoted}");
    }
    // What is written out stays within the bound, too.
    assert_eq!(
        quoted(&"\u{202e}".repeat(100)).chars().count(),
        MAX_TEXT + 3
    );
    assert_eq!(
        quoted(&"é".repeat(101)),
        format!("\"{}\"…", "é".repeat(100))
    );
    assert_eq!(quoted("\\u202e"), r#""\\u202e""#);
}

#[test]
fn an_update_says_what_it_empties_and_which_channels_go() {
    let body =
        r#"{"channels":[{"type":"email","address":"ada@shop.test"}],"name":null,"timezone":null}"#;
    let request = Request::put("/api/customers/1").json(body.into());
    let record = r#"{"id":1,"name":"Ada","timezone":null,"channels":[{"id":5,"type":"email","address":"ada@shop.test"},{"type":"phone","address":"+15550100001"}]}"#;
    let ask = |record| {
        let found = Vec::from([customer(1, record)]);
        ask(Tool::UpdateCustomer, &request, found).unwrap()
    };
    let question = ask(Ok(record));
    assert!(
        question.starts_with(
            "Change customer 1 in the Gorgias account acme.gorgias.com?
- customer 1: \"Ada\"
What is lost:
- channel \"phone\" (12 characters): \"+15550100001\"
- name (3 characters): \"Ada\"
What is sent:
- channel \"email\" (13 characters): \"ada@shop.test\"
"
        ),
        "{question}"
    );
    assert!(
        question.contains("- timezone: nothing, it is emptied"),
        "{question}"
    );
    let unread = ask(Err("it could not be read"));
    assert!(unread.contains("- channel: whatever it is, it could not be read"));
}

#[test]
fn a_definition_loses_choices_by_name() {
    let body = r#"[{"id":7,"definition":{"data_type":"text","input_settings":{"input_type":"dropdown","choices":["a","\u0062"]}}},{"id":8,"deactivated_datetime":"2026-01-01T00:00:00Z","description":null}]"#;
    let request = Request::put("/api/custom-fields").json(body.into());
    let seven =
        r#"{"label":"Tier","definition":{"input_settings":{"choices":["a","b","VIP","x\ny"]}}}"#;
    let eight = r#"{"label":"Old","description":"words"}"#;
    let found = Vec::from([field(7, seven), field(8, eight)]);
    let question = ask(Tool::UpdateCustomFields, &request, found).unwrap();
    for line in [
        "Change 2 custom fields in the Gorgias account acme.gorgias.com?",
        "- custom field 7: \"Tier\"",
        "- choice of custom field 7 (3 characters): \"VIP\"",
        "- choice of custom field 7 (3 characters): \"x\\ny\"",
        "- its place in forms of custom field 8: it is archived",
        "- description of custom field 8 (5 characters): \"words\"",
    ] {
        assert!(
            question.lines().any(|one| one == line),
            "{line}\n{question}"
        );
    }
    assert!(!question.contains("(1 characters)"), "{question}");
}

#[test]
fn files_are_named() {
    let file = |name: &str| UploadFile {
        name: name.into(),
        content: "x\"; filename=\"".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    };
    let request = tools::post_api_upload(Vec::from([file("a.txt"), file("b\"\u{a0}.txt")]), None);
    let request = request.unwrap().request;
    let question = ask(Tool::PostApiUpload, &request, Vec::new()).unwrap();
    assert!(question.starts_with("Upload files of "), "{question}");
    assert!(
        question.contains("- file (5 characters): \"a.txt\""),
        "{question}"
    );
}

#[test]
fn what_empties_or_replaces_asks_as_deletions_do() {
    use Need::{IfSomethingIsLost, No, Yes};
    let need = |tool, body: &str, confirm| {
        let request = Request::put("/api/x/1").json(body.into());
        Impact::new(tool, &request).need(confirm)
    };
    for (tool, body, destructive) in [
        (Tool::UpdateCustomer, r#"{"name":"x"}"#, No),
        (Tool::UpdateCustomer, r#"{"name":null}"#, Yes),
        (Tool::UpdateCustomer, r#"{"channels":[]}"#, Yes),
        (Tool::UpdateCustomerData, r#"{"data":{}}"#, Yes),
        (Tool::UpdateCustomField, r#"{"label":"x"}"#, No),
        (
            Tool::UpdateCustomField,
            r#"{"definition":{}}"#,
            IfSomethingIsLost,
        ),
        (
            Tool::UpdateCustomField,
            r#"{"deactivated_datetime":"x"}"#,
            Yes,
        ),
        (
            Tool::UpdateCustomFields,
            r#"[{"id":1},{"id":2,"description":null}]"#,
            Yes,
        ),
        (Tool::UpdateCustomerCustomFieldValue, "null", No),
        (Tool::CreateCustomer, r#"{"channels":[]}"#, No),
        (Tool::DeleteCustomer, "", Yes),
        (Tool::MergeCustomers, "{}", Yes),
    ] {
        let found = need(tool, body, Confirm::Destructive);
        assert_eq!(found, destructive, "{tool:?} {body}");
        assert_eq!(need(tool, body, Confirm::Write), Yes);
        assert_eq!(need(tool, body, Confirm::Nothing), No);
    }
    assert_eq!(need(Tool::GetCustomer, "", Confirm::Write), No);
}
