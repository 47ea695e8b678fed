//! One plain call of each tool that succeeds on the mock's shop as it is seeded.

use gorgias_customers::tool::Tool;

/// The file that [`sample`] downloads, and its content.
pub const CARE_GUIDE: &str = "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt";

/// A call that succeeds on a fresh mock. No sample spoils another one, in the order of
/// `Tool::ALL`.
pub fn sample(tool: Tool) -> &'static str {
    match tool {
        Tool::CreateCustomField => {
            r#"create-custom-field({object-type: customer, label: "Hat size", definition: number({min: 50, max: 65})})"#
        }
        Tool::CreateCustomer => {
            r#"create-customer({channels: [{type: "email", address: "new@shop.test"}], name: "New Customer"})"#
        }
        Tool::DeleteCustomer => "delete-customer(700140)",
        Tool::DeleteCustomerCustomFieldValue => "delete-customer-custom-field-value(700101, 4411)",
        Tool::DeleteCustomers => "delete-customers([700138, 700137])",
        Tool::DownloadFile => {
            r#"download-file("attachment", "Hna8kldnmlal", "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt")"#
        }
        Tool::GetCustomField => "get-custom-field(4411)",
        Tool::GetCustomer => "get-customer(700101)",
        Tool::GetEvent => "get-event(2190000001)",
        Tool::ListCustomFields => "list-custom-fields(customer)",
        Tool::ListCustomerCustomFieldsValues => "list-customer-custom-fields-values(700103)",
        Tool::ListCustomers => "list-customers({limit: 2})",
        Tool::ListEvents => "list-events({limit: 2})",
        Tool::MergeCustomers => "merge-customers(700104, 700107)",
        Tool::PostApiReportingStats => {
            r#"post-api-reporting-stats("{\"scope\":\"tickets-created\",\"timezone\":\"UTC\",\"measures\":[\"ticketCount\"],\"dimensions\":[\"agentId\"],\"filters\":[{\"member\":\"periodStart\",\"operator\":\"afterDate\",\"values\":[\"2026-05-01\"]},{\"member\":\"periodEnd\",\"operator\":\"beforeDate\",\"values\":[\"2026-06-01\"]}]}")"#
        }
        Tool::PostApiStatsName => {
            r#"post-api-stats-name("overview", "{\"period\":{\"start_datetime\":\"2026-05-01T00:00:00Z\",\"end_datetime\":\"2026-05-31T23:59:59Z\"}}")"#
        }
        Tool::PostApiStatsNameDownload => {
            r#"post-api-stats-name-download("tickets-closed-per-agent", "{\"period\":{\"start_datetime\":\"2026-05-01T00:00:00Z\",\"end_datetime\":\"2026-05-31T23:59:59Z\"}}")"#
        }
        Tool::PostApiUpload => {
            r#"post-api-upload([{name: "note.txt", content: "Hello", encoding: utf8, content-type: "text/plain"}])"#
        }
        Tool::Search => r#"search("customer", "ada")"#,
        Tool::UpdateCustomField => r#"update-custom-field(4414, {label: "Favourite color"})"#,
        Tool::UpdateCustomFields => {
            "update-custom-fields([{id: 4412, priority: 20}, {id: 4413, priority: 21}])"
        }
        Tool::UpdateCustomer => r#"update-customer(700102, {name: "Bruno da Costa"})"#,
        Tool::UpdateCustomerCustomFieldValue => {
            "update-customer-custom-field-value(700102, 4412, number(42))"
        }
        Tool::UpdateCustomerCustomFieldValues => {
            "update-customer-custom-field-values(700102, [{id: 4413, value: boolean(true)}])"
        }
        Tool::UpdateCustomerData => {
            r#"update-customer-data(700102, "{\"plan\":\"gold\"}", "2026-05-31T00:00:00Z")"#
        }
    }
}
