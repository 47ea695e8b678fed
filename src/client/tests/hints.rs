//! What an answer that is no success says to do, where the tool knows better than in general.

use crate::{
    bindings::gorgias::customers::types::{Encoding, UploadFile},
    client::Operation,
    error::Error,
    testing::Script,
    tool::Tool,
    tools::*,
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
