//! Tests the advice of answers that are no success, where the tool knows better than in general.

use crate::{
    bindings::gorgias::customers::types::{CustomerQuery, Encoding, FieldValue, UploadFile},
    client::{Operation, transport::Cause},
    error::{Dialect, Error},
    testing::{Script, answer, failure},
    tool::Tool,
    tools::{tests::cases, *},
};

/// The message for an answer with this status.
fn said<T>(status: u16, tool: Tool, call: Result<Operation<T>, Error>) -> String {
    let script = Script::answering(status, "");
    let answer = script.call(tool, || call);
    answer.err().expect("no success").message
}

#[test]
fn each_tool_says_what_its_statuses_mean() {
    let reporting = |status, scope: &str| {
        let query = format!(r#"{{"scope": "{scope}"}}"#);
        let call = post_api_reporting_stats(query, None);
        said(status, Tool::PostApiReportingStats, call)
    };
    let file = UploadFile {
        name: "a".into(),
        content: "a".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    };
    let stale = CustomerQuery {
        cursor: Some("WyJuZXh0Il0=".into()),
        ..CustomerQuery::default()
    };
    for (said, words) in [
        (
            said(404, Tool::GetCustomer, get_customer(7, None)),
            "No such customer",
        ),
        (
            said(409, Tool::DeleteCustomer, delete_customer(7)),
            "Another customer has this email",
        ),
        (
            said(409, Tool::MergeCustomers, merge_customers(7, 8, None)),
            "data of the same integration",
        ),
        (
            said(
                404,
                Tool::DeleteCustomerCustomFieldValue,
                delete_customer_custom_field_value(7, 8),
            ),
            "Check both ids",
        ),
        (
            said(
                404,
                Tool::DownloadFile,
                download_file("a".into(), "b".into(), "c".into()),
            ),
            "the three parts of its address",
        ),
        (
            said(413, Tool::PostApiUpload, post_api_upload(vec![file], None)),
            "names 10 MB",
        ),
        (
            said(
                400,
                Tool::UpdateCustomerCustomFieldValue,
                update_customer_custom_field_value(7, 8, FieldValue::Text("Vip".into())),
            ),
            "See in get-custom-field what the field takes: one of its choices",
        ),
        (
            said(400, Tool::ListCustomers, list_customers(Some(stale))),
            "list anew without `cursor`",
        ),
        (
            said(404, Tool::ListCustomers, list_customers(None)),
            "The API has no such address",
        ),
        (
            said(302, Tool::ListCustomers, list_customers(None)),
            "It redirects, which the API does not do here",
        ),
        (
            said(413, Tool::DeleteCustomers, delete_customers(vec![7])),
            "Send less in one call",
        ),
        (
            reporting(400, "messages-received"),
            "400 to POST /api/reporting/stats. messages-received is known to take measures messagesCount; dimensions ticketId, agentId, ",
        ),
        // Nothing is published of it.
        (reporting(400, "revenue"), "Correct the parameters"),
        (
            reporting(400, "ticket-created"),
            "Known scopes: tickets-closed, tickets-created, ",
        ),
        (reporting(500, "revenue"), "may not have this scope"),
    ] {
        assert!(said.contains(words), "{said}");
    }
}

/// How another component may spell names.
const SNAKE: Dialect = Dialect {
    separator: "_",
    prefix: "gorgias_customers_",
    flattens_changes: true,
    suffix: "__acme",
};

#[test]
fn no_message_holds_a_name_of_another_dialect() {
    let statuses = [
        200, 301, 302, 400, 401, 403, 404, 409, 413, 418, 422, 429, 500,
    ];
    for case in cases() {
        let mut scripts: Vec<Script> = statuses
            .map(|status| Script::new(vec![answer(status, "<p>"); 4]))
            .into();
        scripts.extend(
            [Cause::TimedOut, Cause::Dns, Cause::Denied]
                .map(|cause| Script::new(vec![failure(cause, false); 4])),
        );
        scripts.push(Script::answering(404, "").set("GORGIAS_ACCESS", "read-only"));
        scripts.push(Script::new([]).unset("GORGIAS_DOMAIN"));
        for script in scripts {
            let Err(error) = script.parts(case.tool, case.make) else {
                continue;
            };
            let typed = error.message(&Dialect::TYPED);
            let snake = error.message(&SNAKE);
            for text in [&typed, &snake] {
                assert!(!text.contains(['{', '}']), "{text}");
            }
            assert!(!typed.contains("gorgias_customers"), "{typed}");
            for variable in typed.split("GORGIAS_").skip(1) {
                let name = variable.split(|c: char| !c.is_ascii_uppercase() && c != '_');
                let name = name.into_iter().next().unwrap();
                assert!(snake.contains(&format!("GORGIAS_{name}__acme")), "{snake}");
            }
            for name in Tool::ALL.iter().map(|tool| tool.name()).chain([
                "customer-id",
                "user-ids",
                "external-id",
                "order-by",
            ]) {
                let names =
                    snake.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '/');
                let found = name.contains('-') && names.into_iter().any(|it| it == name);
                assert!(!found, "{snake}");
            }
        }
    }
}
