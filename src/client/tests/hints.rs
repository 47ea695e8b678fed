//! Tests the advice of answers that are no success, where the tool knows better than in general.

use crate::{
    bindings::gorgias::customers::types::CustomerQuery,
    client::transport::Cause,
    error::{Dialect, tests::MCP},
    testing::{Script, answer, failure},
    tool::Tool,
    tools::{
        list_customers, post_api_reporting_stats,
        tests::{Case, cases},
    },
};

#[test]
fn each_tool_says_what_its_statuses_mean() {
    for (status, tool, words) in [
        (404, Tool::GetCustomer, "No such customer"),
        (409, Tool::DeleteCustomer, "Another customer has this email"),
        (409, Tool::MergeCustomers, "data of the same integration"),
        (404, Tool::DeleteCustomerCustomFieldValue, "Check both ids"),
        (404, Tool::DownloadFile, "the three parts of its address"),
        (413, Tool::PostApiUpload, "names 10 MB"),
        (
            400,
            Tool::UpdateCustomerCustomFieldValue,
            "See in get-custom-field what the field takes: one of its choices",
        ),
        (400, Tool::PostApiStatsName, "use post-api-reporting-stats"),
        (
            400,
            Tool::PostApiStatsNameDownload,
            "use post-api-reporting-stats",
        ),
        (404, Tool::ListCustomers, "The API has no such address"),
        (
            302,
            Tool::ListCustomers,
            "It redirects, which the API does not do here",
        ),
        (413, Tool::DeleteCustomers, "Send less in one call"),
    ] {
        let case = |case: &Case| case.tool == tool;
        let case = cases().into_iter().find(case).unwrap();
        let error = case.run(&Script::answering(status, "")).unwrap_err();
        assert!(error.message.contains(words), "{}", error.message);
    }
}

#[test]
fn a_refused_cursor_may_be_stale() {
    let query = CustomerQuery {
        cursor: Some("WyJuZXh0Il0=".into()),
        ..CustomerQuery::default()
    };
    let script = Script::answering(400, "");
    let error = script.call(Tool::ListCustomers, || list_customers(Some(query)));
    let message = error.unwrap_err().message;
    assert!(message.contains("list anew without `cursor`"), "{message}");
}

#[test]
fn a_refused_scope_says_what_it_takes() {
    for (status, scope, words) in [
        (
            400,
            "messages-received",
            "400 to POST /api/reporting/stats. messages-received is known to take measures messagesCount; dimensions ticketId, agentId, ",
        ),
        // Nothing is published of it.
        (400, "revenue", "Correct the parameters"),
        (
            400,
            "ticket-created",
            "Known scopes: tickets-closed, tickets-created, ",
        ),
        (500, "revenue", "may not have this scope"),
    ] {
        let query = format!(r#"{{"scope": "{scope}"}}"#);
        let script = Script::answering(status, "");
        let error = script.call(Tool::PostApiReportingStats, || {
            post_api_reporting_stats(query, None)
        });
        let message = error.unwrap_err().message;
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn no_message_holds_a_name_of_another_dialect() {
    let parameters = ["customer-id", "user-ids", "external-id", "order-by"];
    let tools = Tool::ALL.iter().map(|tool| tool.name());
    let typed_only: Vec<&str> = tools
        .chain(parameters)
        .filter(|name| name.contains('-'))
        .collect();
    let statuses = [
        200, 301, 302, 400, 401, 403, 404, 409, 413, 418, 422, 429, 500,
    ];
    let causes = [Cause::TimedOut, Cause::Dns, Cause::Denied];
    for case in cases() {
        let answers = statuses.map(|status| answer(status, "<p>"));
        let failures = causes.map(|cause| failure(cause, false));
        let all = answers.into_iter().chain(failures);
        let mut scripts: Vec<Script> = all.map(|one| Script::repeating([one])).collect();
        scripts.push(Script::answering(404, "").set("GORGIAS_ACCESS", "read-only"));
        scripts.push(Script::new([]).unset("GORGIAS_DOMAIN"));
        for script in scripts {
            let Err(error) = script.parts(case.tool, case.make) else {
                continue;
            };
            let (typed, mcp) = (error.message(&Dialect::TYPED), error.message(&MCP));
            assert!(!(typed.clone() + &mcp).contains(['{', '}']), "{typed}");
            assert!(!typed.contains("gorgias_customers"), "{typed}");
            let variables = mcp.matches("GORGIAS_").count();
            assert_eq!(mcp.matches("__acme").count(), variables, "{mcp}");
            let mut words = mcp.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '/');
            assert!(!words.any(|word| typed_only.contains(&word)), "{mcp}");
        }
    }
}
