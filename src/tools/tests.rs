//! What each tool sends, as one table that other tests go through as well.

use super::*;
use crate::{
    bindings::gorgias::customers::types::*,
    client::{Operation, Request},
    error::Error as BoxedError,
    format::json,
    testing::Script,
    tool::Tool,
};
use std::collections::HashSet;

/// A body that every tool can read.
pub const ANY_ANSWER: &str = r#"[{"name":"a","url":"b"}]"#;

type Make = fn() -> Result<Operation<()>, BoxedError>;

/// A call with all parameters, and what leaves.
pub struct Case {
    pub tool: Tool,
    pub make: Make,
    pub method: &'static str,
    pub target: &'static str,
    pub body: &'static str,
}

impl Case {
    pub fn call(&self) -> Result<Operation<()>, BoxedError> {
        (self.make)()
    }

    pub fn run(&self, script: &Script) -> Result<(), BoxedError> {
        script.call(self.tool, self.make)
    }
}

fn forget<T: 'static>(call: Operation<T>) -> Operation<()> {
    call.map(drop)
}

fn case(
    tool: Tool,
    method: &'static str,
    target: &'static str,
    body: &'static str,
    make: Make,
) -> Case {
    Case {
        tool,
        make,
        method,
        target,
        body,
    }
}

/// One case for each tool.
pub fn cases() -> Vec<Case> {
    let mut cases = customer_cases();
    cases.extend(field_cases());
    cases.extend(other_cases());
    cases
}

fn customer_cases() -> Vec<Case> {
    vec![
        case(
            Tool::CreateCustomer,
            "POST",
            "/api/customers",
            r#"{"channels":[{"type":"email","address":"a\"b@shop.test","preferred":false}],"email":"a@shop.test","external_id":"x","language":"en","name":"Ada\nB","timezone":"UTC"}"#,
            || create_customer(new_customer()).map(forget),
        ),
        case(
            Tool::DeleteCustomer,
            "DELETE",
            "/api/customers/7",
            "",
            || delete_customer(7),
        ),
        case(
            Tool::DeleteCustomers,
            "DELETE",
            "/api/customers",
            r#"{"ids":[7,18446744073709551615]}"#,
            || delete_customers(vec![7, u64::MAX]),
        ),
        case(
            Tool::GetCustomer,
            "GET",
            "/api/customers/7?relationships=custom_fields&relationships=a%26b",
            "",
            || {
                let relationships = Some(vec!["custom_fields".into(), "a&b".into()]);
                get_customer(7, relationships).map(forget)
            },
        ),
        case(
            Tool::ListCustomers,
            "GET",
            "/api/customers?email=a%2Bb%40shop.test&external_id=x&name=Ada%20B&language=en&timezone=Europe%2FParis&view_id=3&channel_type=email&channel_address=a&order_by=updated_datetime%3Adesc&cursor=Wy%3D%3D&limit=100",
            "",
            || list_customers(Some(customer_query())).map(forget),
        ),
        case(
            Tool::MergeCustomers,
            "PUT",
            "/api/customers/merge?source_id=7&target_id=8",
            r#"{"active":true,"channels":[],"created_datetime":"c","custom_fields":{"1":1.10},"customer":null,"data":[],"ecommerce_data":{},"email":"e","external_id":"x","firstname":"f","id":9,"integrations":{},"language":"l","lastname":"n","meta":12345678901234567890,"name":"m","note":"o","timezone":"t","updated_datetime":"u"}"#,
            || merge_customers(7, 8, Some(merged_customer())).map(forget),
        ),
        case(
            Tool::UpdateCustomer,
            "PUT",
            "/api/customers/7",
            r#"{"channels":[{"type":"phone","address":"1","preferred":true}],"external_id":"x","timezone":"UTC","name":null,"email":null}"#,
            || {
                let mut changes = customer_changes();
                changes.clear = Some(vec![
                    CustomerProperty::Name,
                    CustomerProperty::Email,
                    CustomerProperty::Name,
                ]);
                changes.channels = Some(vec![channel("phone", "1", Some(true))]);
                changes.external_id = Some("x".into());
                changes.timezone = Some("UTC".into());
                update_customer(7, changes).map(forget)
            },
        ),
        case(
            Tool::UpdateCustomerData,
            "PUT",
            "/api/customers/7/data",
            r#"{"data":{"plan": 1.10},"version":"2026-05-01T00:00:00Z"}"#,
            || {
                let data = Some(r#"{"plan": 1.10}"#.into());
                update_customer_data(7, data, Some("2026-05-01T00:00:00Z".into()))
            },
        ),
    ]
}

fn field_cases() -> Vec<Case> {
    vec![
        case(
            Tool::CreateCustomField,
            "POST",
            "/api/custom-fields",
            r#"{"object_type":"Customer","label":"Shoe size","definition":{"data_type":"number","input_settings":{"input_type":"input_number","placeholder":"p","min":30,"max":50.5}},"description":"d","external_id":"x","managed_type":"customer_type","priority":5000,"required":true,"deactivated_datetime":"2026-05-01T00:00:00Z"}"#,
            || create_custom_field(new_field()).map(forget),
        ),
        case(
            Tool::GetCustomField,
            "GET",
            "/api/custom-fields/7",
            "",
            || get_custom_field(7).map(forget),
        ),
        case(
            Tool::ListCustomFields,
            "GET",
            "/api/custom-fields?object_type=Ticket&search=a%20b&archived=false&order_by=priority%3Aasc&cursor=c&limit=1",
            "",
            || {
                let query = CustomFieldQuery {
                    search: Some("a b".into()),
                    archived: Some(false),
                    order_by: Some(CustomFieldOrder::PriorityAsc),
                    cursor: Some("c".into()),
                    limit: Some(1),
                };
                list_custom_fields(FieldObject::Ticket, Some(query)).map(forget)
            },
        ),
        case(
            Tool::UpdateCustomField,
            "PUT",
            "/api/custom-fields/7",
            r#"{"label":"l","definition":{"data_type": "date"},"external_id":null,"deactivated_datetime":null}"#,
            || {
                let mut changes = field_changes();
                changes.label = Some("l".into());
                changes.definition =
                    Some(FieldDefinition::Other(r#"{"data_type": "date"}"#.into()));
                changes.clear = Some(vec![
                    CustomFieldProperty::ExternalId,
                    CustomFieldProperty::DeactivatedDatetime,
                    CustomFieldProperty::ExternalId,
                ]);
                update_custom_field(7, changes).map(forget)
            },
        ),
        case(
            Tool::UpdateCustomFields,
            "PUT",
            "/api/custom-fields",
            r#"[{"id":7,"priority":1,"requirement_type":"conditional"},{"id":8,"definition":{"data_type":"text","input_settings":{"input_type":"dropdown","choices":["a","b::c"],"default":"a"}}},{"id":9,"definition":{"data_type":"boolean","input_settings":{"input_type":"dropdown","choices":[true,false],"default":false}}},{"id":10,"definition":{"data_type":"text","input_settings":{"input_type":"input"}},"description":null}]"#,
            || update_custom_fields(field_updates()).map(forget),
        ),
        case(
            Tool::DeleteCustomerCustomFieldValue,
            "DELETE",
            "/api/customers/7/custom-fields/8",
            "",
            || delete_customer_custom_field_value(7, 8),
        ),
        case(
            Tool::ListCustomerCustomFieldsValues,
            "GET",
            "/api/customers/7/custom-fields",
            "",
            || list_customer_custom_fields_values(7).map(forget),
        ),
        case(
            Tool::UpdateCustomerCustomFieldValue,
            "PUT",
            "/api/customers/7/custom-fields/8",
            "42",
            || update_customer_custom_field_value(7, 8, FieldValue::Number(42.0)).map(forget),
        ),
        case(
            Tool::UpdateCustomerCustomFieldValues,
            "PUT",
            "/api/customers/7/custom-fields",
            r#"[{"id":1,"value":"V\"IP"},{"id":2,"value":-1.5},{"id":3,"value":true}]"#,
            || {
                let values = vec![
                    value(1, FieldValue::Text("V\"IP".into())),
                    value(2, FieldValue::Number(-1.5)),
                    value(3, FieldValue::Boolean(true)),
                ];
                update_customer_custom_field_values(7, values).map(forget)
            },
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    vec![
        case(
            Tool::DownloadFile,
            "GET",
            "/api/attachment/download/Hna8/a%20b.png",
            "",
            || download_file("attachment".into(), "Hna8".into(), "a b.png".into()).map(forget),
        ),
        case(
            Tool::PostApiUpload,
            "POST",
            "/api/upload?type=public_attachment",
            "--_gorgias-customers-\r\ncontent-disposition: form-data; name=\"a.txt\"; filename=\"a.txt\"\r\ncontent-type: application/octet-stream\r\n\r\nhello\r\n--_gorgias-customers---\r\n",
            || {
                let file = UploadFile {
                    name: "a.txt".into(),
                    content: "aGVsbG8=".into(),
                    encoding: Encoding::Base64,
                    content_type: None,
                };
                post_api_upload(vec![file], Some(UploadType::PublicAttachment)).map(forget)
            },
        ),
        case(Tool::GetEvent, "GET", "/api/events/2190928420", "", || {
            get_event(2_190_928_420).map(forget)
        }),
        case(
            Tool::ListEvents,
            "GET",
            "/api/events?created_datetime%5Bgt%5D=a&created_datetime%5Bgte%5D=b&created_datetime%5Blt%5D=c&created_datetime%5Blte%5D=d&object_id=7&object_type=Ticket&types=ticket-closed&types=ticket-created&user_ids=31&order_by=created_datetime%3Aasc&cursor=c&limit=30",
            "",
            || list_events(Some(event_query())).map(forget),
        ),
        case(
            Tool::PostApiReportingStats,
            "POST",
            "/api/reporting/stats?cursor=c&limit=10000",
            r#"{"query":{"scope":"x", "filters":[1.10]}}"#,
            || {
                let query = r#"{"scope":"x", "filters":[1.10]}"#.into();
                let paging = Paging {
                    cursor: Some("c".into()),
                    limit: Some(10_000),
                };
                post_api_reporting_stats(query, Some(paging)).map(forget)
            },
        ),
        case(
            Tool::PostApiStatsName,
            "POST",
            "/api/stats/support-volume",
            r#"{"filters":{ }}"#,
            || post_api_stats_name("support-volume".into(), "{ }".into()).map(forget),
        ),
        case(
            Tool::PostApiStatsNameDownload,
            "POST",
            "/api/stats/overview/download",
            r#"{"filters":{}}"#,
            || post_api_stats_name_download("overview".into(), "{}".into()).map(forget),
        ),
        case(
            Tool::Search,
            "POST",
            "/api/search",
            r#"{"type":"customer","query":"Ada","size":50}"#,
            || search("customer".into(), Some("Ada".into()), Some(50)).map(forget),
        ),
    ]
}

fn channel(type_: &str, address: &str, preferred: Option<bool>) -> Channel {
    Channel {
        type_: type_.into(),
        address: address.into(),
        preferred,
    }
}

fn new_customer() -> NewCustomer {
    NewCustomer {
        channels: vec![channel("email", "a\"b@shop.test", None)],
        email: Some("a@shop.test".into()),
        external_id: Some("x".into()),
        language: Some("en".into()),
        name: Some("Ada\nB".into()),
        timezone: Some("UTC".into()),
    }
}

fn customer_changes() -> CustomerChanges {
    CustomerChanges {
        channels: None,
        email: None,
        external_id: None,
        language: None,
        name: None,
        timezone: None,
        clear: None,
    }
}

fn customer_query() -> CustomerQuery {
    CustomerQuery {
        email: Some("a+b@shop.test".into()),
        external_id: Some("x".into()),
        name: Some("Ada B".into()),
        language: Some("en".into()),
        timezone: Some("Europe/Paris".into()),
        view_id: Some(3),
        channel_type: Some("email".into()),
        channel_address: Some("a".into()),
        order_by: Some(CustomerOrder::UpdatedDatetimeDesc),
        cursor: Some("Wy==".into()),
        limit: Some(100),
    }
}

fn merged_customer() -> MergedCustomer {
    MergedCustomer {
        active: Some(true),
        channels: Some(vec![]),
        created_datetime: Some("c".into()),
        custom_fields: Some(r#"{"1":1.10}"#.into()),
        customer: Some("null".into()),
        data: Some("[]".into()),
        ecommerce_data: Some("{}".into()),
        email: Some("e".into()),
        external_id: Some("x".into()),
        firstname: Some("f".into()),
        id: Some(9),
        integrations: Some("{}".into()),
        language: Some("l".into()),
        lastname: Some("n".into()),
        meta: Some("12345678901234567890".into()),
        name: Some("m".into()),
        note: Some("o".into()),
        timezone: Some("t".into()),
        updated_datetime: Some("u".into()),
    }
}

fn new_field() -> NewCustomField {
    NewCustomField {
        object_type: FieldObject::Customer,
        label: "Shoe size".into(),
        definition: FieldDefinition::Number(NumberSettings {
            placeholder: Some("p".into()),
            min: Some(30.0),
            max: Some(50.5),
        }),
        description: Some("d".into()),
        external_id: Some("x".into()),
        managed_type: Some("customer_type".into()),
        priority: Some(5000),
        required: Some(true),
        deactivated_datetime: Some("2026-05-01T00:00:00Z".into()),
    }
}

fn field_changes() -> CustomFieldChanges {
    CustomFieldChanges {
        object_type: None,
        label: None,
        definition: None,
        description: None,
        external_id: None,
        managed_type: None,
        priority: None,
        required: None,
        deactivated_datetime: None,
        clear: None,
    }
}

fn field_update(id: u64, change: impl FnOnce(&mut CustomFieldChanges)) -> CustomFieldUpdate {
    let mut changes = field_changes();
    change(&mut changes);
    CustomFieldUpdate {
        id,
        changes,
        requirement_type: None,
    }
}

fn field_updates() -> Vec<CustomFieldUpdate> {
    vec![
        CustomFieldUpdate {
            requirement_type: Some(RequirementType::Conditional),
            ..field_update(7, |changes| changes.priority = Some(1))
        },
        field_update(8, |changes| {
            changes.definition = Some(FieldDefinition::Dropdown(DropdownSettings {
                choices: vec!["a".into(), "b::c".into()],
                default: Some("a".into()),
            }));
        }),
        field_update(9, |changes| {
            changes.definition = Some(FieldDefinition::Boolean(BooleanSettings {
                choices: Some(vec![true, false]),
                default: Some(false),
            }));
        }),
        field_update(10, |changes| {
            changes.definition = Some(FieldDefinition::Text(TextSettings { placeholder: None }));
            changes.clear = Some(vec![CustomFieldProperty::Description]);
        }),
    ]
}

fn value(id: u64, value: FieldValue) -> CustomFieldValue {
    CustomFieldValue { id, value }
}

fn event_query() -> EventQuery {
    EventQuery {
        created_datetime: Some(DatetimeRange {
            gt: Some("a".into()),
            gte: Some("b".into()),
            lt: Some("c".into()),
            lte: Some("d".into()),
        }),
        object_id: Some(7),
        object_type: Some("Ticket".into()),
        types: Some(vec!["ticket-closed".into(), "ticket-created".into()]),
        user_ids: Some(vec![31]),
        order_by: Some(EventOrder::CreatedDatetimeAsc),
        cursor: Some("c".into()),
        limit: Some(30),
    }
}

/// The message of a call that is refused.
fn refused(make: impl FnOnce() -> Result<Operation<()>, BoxedError>) -> String {
    let error = make().err().unwrap();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(!error.request_sent);
    assert!(error.message.len() < 4096);
    error.message.clone()
}

#[test]
fn there_is_a_case_for_every_tool() {
    let cases = cases();
    let names: HashSet<_> = cases.iter().map(|case| case.tool.name()).collect();
    assert_eq!(names.len(), cases.len());
    assert_eq!(names, Tool::ALL.iter().map(|tool| tool.name()).collect());
}

#[test]
fn every_tool_sends_what_the_api_documents() {
    for case in cases() {
        let name = case.tool.name();
        let Request {
            method,
            target,
            body,
            ..
        } = case.call().unwrap().request;
        assert_eq!(
            (method.as_str(), target.as_str()),
            (case.method, case.target),
            "{name}"
        );
        let body = String::from_utf8(body).unwrap();
        assert_eq!(body, case.body, "{name}");
        if !body.is_empty() && case.tool != Tool::PostApiUpload {
            assert!(json::valid(&body).is_ok(), "{name}");
        }
    }
}

#[test]
fn absent_options_are_not_sent() {
    let calls: [(Make, &str, &str); 9] = [
        (|| list_customers(None).map(forget), "/api/customers", ""),
        (|| get_customer(7, None).map(forget), "/api/customers/7", ""),
        (
            || merge_customers(1, 2, None).map(forget),
            "/api/customers/merge?source_id=1&target_id=2",
            "{}",
        ),
        (
            || update_customer_data(7, None, None),
            "/api/customers/7/data",
            "{}",
        ),
        (
            || list_custom_fields(FieldObject::Customer, None).map(forget),
            "/api/custom-fields?object_type=Customer",
            "",
        ),
        (|| list_events(None).map(forget), "/api/events", ""),
        (
            || search("tag".into(), None, None).map(forget),
            "/api/search",
            r#"{"type":"tag"}"#,
        ),
        (
            || post_api_reporting_stats("{}".into(), None).map(forget),
            "/api/reporting/stats",
            r#"{"query":{}}"#,
        ),
        (
            || {
                let customer = NewCustomer {
                    channels: vec![],
                    email: None,
                    external_id: None,
                    language: None,
                    name: None,
                    timezone: None,
                };
                create_customer(customer).map(forget)
            },
            "/api/customers",
            r#"{"channels":[]}"#,
        ),
    ];
    for (make, target, body) in calls {
        let request = make().unwrap().request;
        assert_eq!(request.target, target);
        assert_eq!(String::from_utf8(request.body).unwrap(), body);
    }
}

#[test]
fn documented_limits_are_checked_before_sending() {
    let long = |length| "\u{e9}".repeat(length);
    let changes = |change: fn(&mut CustomFieldChanges)| {
        move || {
            let mut changes = field_changes();
            change(&mut changes);
            update_custom_field(7, changes).map(forget)
        }
    };
    for (message, start) in [
        (
            refused(|| {
                list_customers(Some(CustomerQuery {
                    limit: Some(101),
                    ..customer_query()
                }))
                .map(forget)
            }),
            "`limit` is 101; allowed are 1 to 100",
        ),
        (
            refused(|| {
                list_events(Some(EventQuery {
                    limit: Some(0),
                    ..event_query()
                }))
                .map(forget)
            }),
            "`limit` is 0",
        ),
        (
            refused(|| search("tag".into(), None, Some(51)).map(forget)),
            "`size` is 51",
        ),
        (
            refused(|| {
                post_api_reporting_stats(
                    "{}".into(),
                    Some(Paging {
                        cursor: None,
                        limit: Some(10_001),
                    }),
                )
                .map(forget)
            }),
            "`limit` is 10001",
        ),
        (
            refused(|| post_api_reporting_stats("[]".into(), None).map(forget)),
            "`query` is not a JSON object",
        ),
        (
            refused(|| post_api_stats_name("a/b".into(), "{}".into()).map(forget)),
            "`name` contains a slash",
        ),
        (
            refused(|| post_api_stats_name_download("a".into(), "{".into()).map(forget)),
            "`filters` is not valid JSON: EOF while parsing an object at line 1 column 1, near `{`. Nothing",
        ),
        (
            refused(|| post_api_stats_name("a".into(), "{\n \"a\": 1,}".into()).map(forget)),
            "`filters` is not valid JSON: key must be a string at line 2 column 9, near `{ \"a\": 1,}`. Nothing",
        ),
        (
            refused(|| post_api_stats_name("a".into(), r#""{\"a\": 1,}""#.into()).map(forget)),
            "`filters` is not valid JSON: key must be a string",
        ),
        (
            refused(|| post_api_stats_name("a".into(), r#""{}""#.into()).map(forget)),
            "`filters` is not a JSON object",
        ),
        (refused(|| delete_customers(vec![])), "`ids` is empty"),
        (
            refused(|| merge_customers(7, 7, None).map(forget)),
            "`target-id` is the source",
        ),
        (
            refused(|| merge_customers(0, 7, None).map(forget)),
            "`source-id` is 0; ids start at 1",
        ),
        (
            refused(|| update_customer(7, customer_changes()).map(forget)),
            "`changes` name nothing",
        ),
        (
            refused(|| {
                update_customer(
                    7,
                    CustomerChanges {
                        name: Some("a".into()),
                        clear: Some(vec![CustomerProperty::Name]),
                        ..customer_changes()
                    },
                )
                .map(forget)
            }),
            "`name` has a value and stands in `clear`",
        ),
        (
            refused(|| update_customer_data(7, Some("{".into()), None)),
            "`data` is not valid JSON",
        ),
        (
            refused(|| update_customer_custom_field_values(7, vec![]).map(forget)),
            "`body` is empty",
        ),
        (
            refused(|| {
                update_customer_custom_field_value(7, 8, FieldValue::Number(f64::NAN)).map(forget)
            }),
            "`value` is not a finite number",
        ),
        (
            refused(|| update_custom_fields(vec![]).map(forget)),
            "`body` is empty",
        ),
        (
            refused(|| update_custom_fields(vec![field_update(7, |_| {})]).map(forget)),
            "`body[0].changes` name nothing",
        ),
        (refused(changes(|_| {})), "`changes` name nothing"),
        (
            refused(changes(|c| c.label = Some(String::new()))),
            "`label` has 0 characters",
        ),
        (
            refused(changes(|c| c.priority = Some(5001))),
            "`priority` is 5001",
        ),
        (
            refused(changes(|c| {
                c.definition = Some(FieldDefinition::Other("[]".into()))
            })),
            "`definition` is not a JSON object",
        ),
        (
            refused(|| {
                create_custom_field(NewCustomField {
                    label: long(256),
                    ..new_field()
                })
                .map(forget)
            }),
            "`label` has 256 characters",
        ),
        (
            refused(|| {
                create_custom_field(NewCustomField {
                    description: Some(long(1025)),
                    ..new_field()
                })
                .map(forget)
            }),
            "`description` has 1025",
        ),
        (
            refused(|| post_api_upload(vec![], None).map(forget)),
            "`files` is empty",
        ),
        (
            refused(|| download_file("..".into(), "h".into(), "n".into()).map(forget)),
            "`file-type` is made of dots",
        ),
    ] {
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn an_id_of_zero_is_refused_wherever_there_is_one() {
    let value = |id| value(id, FieldValue::Boolean(true));
    for (message, place) in [
        (refused(|| get_customer(0, None).map(forget)), "id"),
        (refused(|| delete_customers(vec![7, 0])), "ids[1]"),
        (
            refused(|| update_customer_data(0, None, None)),
            "customer-id",
        ),
        (refused(|| get_custom_field(0).map(forget)), "id"),
        (refused(|| get_event(0).map(forget)), "id"),
        (refused(|| delete_customer_custom_field_value(7, 0)), "id"),
        (
            refused(|| {
                update_customer_custom_field_values(7, vec![value(8), value(0)]).map(forget)
            }),
            "body[1].id",
        ),
        (
            refused(|| {
                let update = field_update(0, |changes| changes.priority = Some(1));
                update_custom_fields(vec![update]).map(forget)
            }),
            "body[0].id",
        ),
        (
            refused(|| {
                let mut query = event_query();
                query.user_ids = Some(vec![0]);
                list_events(Some(query)).map(forget)
            }),
            "user-ids[0]",
        ),
    ] {
        assert_eq!(
            message,
            format!("`{place}` is 0; ids start at 1. Nothing was sent.")
        );
    }
}

#[test]
fn limits_include_their_ends() {
    let field = NewCustomField {
        label: "\u{e9}".repeat(255),
        description: Some("a".repeat(1024)),
        ..new_field()
    };
    assert!(create_custom_field(field).is_ok());
    let query = CustomerQuery {
        limit: Some(1),
        ..customer_query()
    };
    assert!(list_customers(Some(query)).is_ok());
}

#[test]
fn a_file_that_is_not_base64_is_named_in_bounded_length() {
    let file = UploadFile {
        name: "n".repeat(1 << 20),
        content: "a-b".into(),
        encoding: Encoding::Base64,
        content_type: None,
    };
    let message = refused(|| post_api_upload(vec![file], None).map(forget));
    assert!(
        message.starts_with("`content` of ") && message.contains("at byte 1"),
        "{message}"
    );
}

#[test]
fn base64_may_be_wrapped_and_stand_in_a_data_url() {
    for (content, own, media_type) in [
        ("AP9Q\r\nTkc=\n", None, "application/octet-stream"),
        ("data:image/png;base64,AP9Q Tkc=", None, "image/png"),
        ("data:image/png;base64,AP9QTkc=", Some("a/b"), "a/b"),
        ("data:;base64,AP9QTkc=", None, "application/octet-stream"),
    ] {
        let file = UploadFile {
            name: "a".into(),
            content: content.into(),
            encoding: Encoding::Base64,
            content_type: own.map(Into::into),
        };
        let call = post_api_upload(vec![file], None).unwrap();
        let body = call.request.body;
        let mut part = format!("content-type: {media_type}\r\n\r\n").into_bytes();
        part.extend(b"\0\xffPNG\r\n");
        let sent = body.windows(part.len()).any(|window| window == part);
        assert!(sent, "{content}: {}", String::from_utf8_lossy(&body));
    }
}
