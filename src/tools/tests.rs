//! A plain call of each tool, which other tests go through as well, and what the tools refuse. What
//! they send is tested with the packed components, call by call: `host-test/calls.json`.

use super::*;
use crate::{
    bindings::gorgias::customers::types::*,
    client::{Operation, Request},
    error::Error,
    testing::{self, Script},
    tool::Tool,
};
use core::default::Default;
use std::collections::HashSet;

/// A body that every tool can read.
pub const ANY_ANSWER: &str = r#"[{"name":"a","url":"b"}]"#;

type Make = fn() -> Result<Operation<()>, Error>;

/// A call of a tool.
pub struct Case {
    pub tool: Tool,
    pub make: Make,
}

impl Case {
    pub fn request(&self) -> Request {
        (self.make)().unwrap().request
    }

    pub fn run(&self, script: &Script) -> Result<(), testing::Error> {
        script.call(self.tool, self.make)
    }
}

macro_rules! cases {
    ($($tool:ident: $call:expr,)*) => {
        /// Returns a case for each tool.
        pub fn cases() -> Vec<Case> {
            vec![$(Case { tool: Tool::$tool, make: || $call.map(|call| call.map(drop)) },)*]
        }
    };
}

cases! {
    CreateCustomer: create_customer(customer()),
    DeleteCustomer: delete_customer(7),
    DeleteCustomers: delete_customers(vec![7, 8]),
    GetCustomer: get_customer(7, None),
    ListCustomers: list_customers(None),
    MergeCustomers: merge_customers(7, 8, None),
    UpdateCustomer: update_customer(7, CustomerChanges { name: some("Ada"), ..Default::default() }),
    UpdateCustomerData: update_customer_data(7, some("{}"), None),
    CreateCustomField: create_custom_field(new_field("Shoe size", None)),
    GetCustomField: get_custom_field(7),
    ListCustomFields: list_custom_fields(FieldObject::Ticket, None),
    UpdateCustomField: update_custom_field(7, labelled("Size")),
    UpdateCustomFields: update_custom_fields(vec![update(7, labelled("Size"))]),
    DeleteCustomerCustomFieldValue: delete_customer_custom_field_value(7, 8),
    ListCustomerCustomFieldsValues: list_customer_custom_fields_values(7),
    UpdateCustomerCustomFieldValue: update_customer_custom_field_value(7, 8, FieldValue::Number(42.0)),
    UpdateCustomerCustomFieldValues: update_customer_custom_field_values(7, vec![yes(8)]),
    DownloadFile: download_file("attachment".into(), "Hna8".into(), "a b.png".into()),
    PostApiUpload: post_api_upload(vec![file()], None),
    GetEvent: get_event(7),
    ListEvents: list_events(None),
    PostApiReportingStats: post_api_reporting_stats("{}".into(), None),
    PostApiStatsName: post_api_stats_name("overview".into(), "{}".into()),
    PostApiStatsNameDownload: post_api_stats_name_download("overview".into(), "{}".into()),
    Search: search("customer".into(), None, None),
}

fn some<T>(value: impl Into<T>) -> Option<T> {
    Some(value.into())
}

fn customer() -> NewCustomer {
    NewCustomer {
        channels: vec![],
        email: None,
        external_id: some(""),
        language: None,
        name: None,
        timezone: None,
    }
}

fn new_field(label: &str, description: Option<String>) -> NewCustomField {
    NewCustomField {
        object_type: FieldObject::Customer,
        label: label.into(),
        definition: FieldDefinition::Text(TextSettings { placeholder: None }),
        description,
        external_id: None,
        managed_type: None,
        priority: None,
        required: None,
        deactivated_datetime: None,
    }
}

fn labelled(label: &str) -> CustomFieldChanges {
    CustomFieldChanges {
        label: some(label),
        ..Default::default()
    }
}

fn defined(definition: FieldDefinition) -> CustomFieldChanges {
    CustomFieldChanges {
        definition: Some(definition),
        ..Default::default()
    }
}

fn between(min: Option<f64>, max: Option<f64>) -> CustomFieldChanges {
    defined(FieldDefinition::Number(NumberSettings {
        placeholder: None,
        min,
        max,
    }))
}

fn prioritized(priority: u32) -> CustomFieldChanges {
    CustomFieldChanges {
        priority: Some(priority),
        ..Default::default()
    }
}

fn update(id: u64, changes: CustomFieldChanges) -> CustomFieldUpdate {
    CustomFieldUpdate {
        id,
        changes,
        requirement_type: None,
    }
}

fn yes(id: u64) -> CustomFieldValue {
    let value = FieldValue::Boolean(true);
    CustomFieldValue { id, value }
}

fn file() -> UploadFile {
    UploadFile {
        name: "a".into(),
        content: "hello".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    }
}

/// Returns the message of a call that is refused.
fn refused<T>(call: Result<Operation<T>, Error>) -> String {
    let error = testing::spelled(call.err().unwrap());
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(!error.request_sent);
    assert!(error.message.len() < 4096);
    error.message
}

#[test]
fn there_is_a_case_for_every_tool() {
    let cases = cases();
    let names: HashSet<_> = cases.iter().map(|case| case.tool.name()).collect();
    assert_eq!(names.len(), cases.len());
    assert_eq!(names, Tool::ALL.iter().map(|tool| tool.name()).collect());
}

#[test]
fn an_empty_text_is_sent_and_an_empty_list_is_in_no_query() {
    let request = create_customer(customer()).unwrap().request;
    assert_eq!(request.body, br#"{"channels":[],"external_id":""}"#);
    let request = get_customer(7, Some(vec![])).unwrap().request;
    assert_eq!(request.target, "/api/customers/7");
}

#[test]
fn what_is_cleared_twice_is_null_once() {
    use CustomerProperty::{Email, Name};
    let changes = CustomerChanges {
        timezone: some("UTC"),
        clear: Some(vec![Name, Email, Name]),
        ..Default::default()
    };
    let request = update_customer(7, changes).unwrap().request;
    assert_eq!(
        request.body,
        br#"{"timezone":"UTC","name":null,"email":null}"#
    );
}

/// Checks the beginning of each refused call's message.
macro_rules! refuses {
    ($($start:literal: $($call:expr),*;)*) => {
        $($(
            let message = refused($call);
            assert!(message.starts_with($start), "{message}\nnot\n{}", $start);
        )*)*
    };
}

#[test]
fn documented_limits_are_checked_before_sending() {
    let customers = |limit| CustomerQuery {
        limit: Some(limit),
        ..Default::default()
    };
    let events = |limit| EventQuery {
        limit: Some(limit),
        ..Default::default()
    };
    let fields = |limit| CustomFieldQuery {
        limit: Some(limit),
        ..Default::default()
    };
    let paging = |limit| Paging {
        cursor: None,
        limit: Some(limit),
    };
    let field = |label| create_custom_field(new_field(label, None));
    let described = |length| create_custom_field(new_field("x", Some("é".repeat(length))));
    let statistic = |name: &str, filters: &str| post_api_stats_name(name.into(), filters.into());
    let long = "é".repeat(256);
    refuses! {
        "`limit` is 101; allowed are 1 to 100. Nothing was sent.":
            list_customers(Some(customers(101))),
            list_events(Some(events(101))),
            list_custom_fields(FieldObject::Ticket, Some(fields(101)));
        "`limit` is 0":
            list_customers(Some(customers(0))),
            list_events(Some(events(0))),
            list_custom_fields(FieldObject::Ticket, Some(fields(0))),
            post_api_reporting_stats("{}".into(), Some(paging(0)));
        "`limit` is 10001; allowed are 1 to 10000": post_api_reporting_stats("{}".into(), Some(paging(10_001)));
        "`size` is 0": search("tag".into(), None, Some(0));
        "`size` is 51; allowed are 1 to 50": search("tag".into(), None, Some(51));
        "`priority` is 5001; allowed are 0 to 5000": update_custom_field(7, prioritized(5001));
        "`body[1].priority` is 5001": update_custom_fields(vec![update(7, labelled("a")), update(8, prioritized(5001))]);
        "`label` has 0 characters; allowed are 1 to 255": field(""), update_custom_field(7, labelled(""));
        "`label` has 256 characters": field(&long);
        "`body[0].label` has 256 characters": update_custom_fields(vec![update(7, labelled(&long))]);
        "`description` has 1025 characters; allowed are 0 to 1024": described(1025);
        "`value` is not a finite number": update_customer_custom_field_value(7, 8, FieldValue::Number(f64::NAN));
        "`min` is not a finite number": update_custom_field(7, between(Some(f64::NEG_INFINITY), None));
        "`max` is not a finite number": update_custom_field(7, between(None, Some(f64::NAN)));
        "`ids` is empty": delete_customers(vec![]);
        "`body` is empty": update_custom_fields(vec![]), update_customer_custom_field_values(7, vec![]);
        "`files` is empty": post_api_upload(vec![], None);
        "`target-id` is the source": merge_customers(7, 7, None);
        "`changes` name nothing": update_customer(7, Default::default()), update_custom_field(7, Default::default());
        "`body[0].changes` name nothing": update_custom_fields(vec![update(7, Default::default())]);
        "`query` is not a JSON object": post_api_reporting_stats("[]".into(), None);
        "`filters` is not a JSON object": statistic("a", r#""{}""#), statistic("a", "null");
        "`filters` is not valid JSON: EOF while parsing an object at line 1 column 1, near `{`. Nothing": statistic("a", "{");
        "`filters` is not valid JSON: key must be a string at line 2 column 9, near `{ \"a\": 1,}`. Nothing":
            statistic("a", "{\n \"a\": 1,}");
        "`filters` is not valid JSON: key must be a string": statistic("a", r#""{\"a\": 1,}""#);
        "`filters` is not valid JSON": post_api_stats_name_download("a".into(), "{".into());
        "`name` contains a slash": statistic("a/b", "{}");
        "`data` is not valid JSON": update_customer_data(7, some("{"), None);
        "`definition` is not valid JSON": update_custom_field(7, defined(FieldDefinition::Other("text".into())));
        "`definition` is not a JSON object": update_custom_field(7, defined(FieldDefinition::Other("[]".into())));
        "`meta` is not valid JSON": merge_customers(1, 2, Some(MergedCustomer { meta: some("{"), ..Default::default() }));
        "`file-type` is made of dots": download_file("..".into(), "h".into(), "n".into());
        "`domain-hash` contains a slash": download_file("a".into(), "h/".into(), "n".into());
        "`resource-name` is empty": download_file("a".into(), "h".into(), String::new());
    }
    assert!(field(&"é".repeat(255)).is_ok() && described(1024).is_ok());
    assert!(list_customers(Some(customers(1))).is_ok());
}

#[test]
fn an_id_of_zero_is_refused_wherever_there_is_one() {
    let events = |object_id, user_ids| {
        list_events(Some(EventQuery {
            object_id,
            user_ids,
            ..Default::default()
        }))
    };
    refuses! {
        "`id` is 0; ids start at 1. Nothing was sent.":
            get_customer(0, None),
            update_customer(0, CustomerChanges { name: some("a"), ..Default::default() }),
            delete_customer(0),
            get_custom_field(0),
            update_custom_field(0, labelled("a")),
            delete_customer_custom_field_value(7, 0),
            update_customer_custom_field_value(7, 0, FieldValue::Boolean(true)),
            merge_customers(1, 2, Some(MergedCustomer { id: Some(0), ..Default::default() })),
            get_event(0);
        "`customer-id` is 0": update_customer_data(0, some("{}"), None), list_customer_custom_fields_values(0);
        "`source-id` is 0": merge_customers(0, 7, None);
        "`target-id` is 0": merge_customers(7, 0, None);
        "`view-id` is 0": list_customers(Some(CustomerQuery { view_id: Some(0), ..Default::default() }));
        "`ids[1]` is 0": delete_customers(vec![7, 0]);
        "`body[1].id` is 0": update_customer_custom_field_values(7, vec![yes(8), yes(0)]);
        "`body[0].id` is 0": update_custom_fields(vec![update(0, labelled("a"))]);
        "`object-id` is 0": events(Some(0), None);
        "`user-ids[1]` is 0": events(None, Some(vec![31, 0]));
    }
}

#[test]
fn what_is_set_and_cleared_is_refused() {
    let customer = CustomerChanges {
        channels: Some(vec![]),
        clear: Some(vec![CustomerProperty::Channels]),
        ..Default::default()
    };
    let field = CustomFieldChanges {
        external_id: some("a"),
        clear: Some(vec![CustomFieldProperty::ExternalId]),
        ..Default::default()
    };
    refuses! {
        "`channels` has a value and stands in `clear`; choose one.": update_customer(7, customer);
        "`external-id` has a value and stands in `clear`": update_custom_field(7, field.clone());
        "`body[0].external-id` has a value and stands in `clear`": update_custom_fields(vec![update(7, field)]);
    }
}
