//! What each tool sends, as one table that other tests go through as well.

use super::*;
use crate::{
    bindings::gorgias::customers::types::*,
    client::Client,
    error::Error as BoxedError,
    json,
    testing::{Script, answer},
    tool::Tool,
};
use std::collections::HashSet;

/// A body that every tool can read.
pub const ANY_ANSWER: &str = r#"[{"name":"a","url":"b"}]"#;

type Run = fn(&Client) -> Result<(), BoxedError>;

/// A call with all parameters, and what leaves.
pub struct Case {
    pub tool: Tool,
    pub run: Run,
    pub method: &'static str,
    pub target: &'static str,
    pub body: &'static str,
}

fn case(
    tool: Tool,
    method: &'static str,
    target: &'static str,
    body: &'static str,
    run: Run,
) -> Case {
    Case {
        tool,
        run,
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
            |client| customers::create(client, new_customer()).map(drop),
        ),
        case(
            Tool::DeleteCustomer,
            "DELETE",
            "/api/customers/7",
            "",
            |client| customers::delete(client, 7),
        ),
        case(
            Tool::DeleteCustomers,
            "DELETE",
            "/api/customers",
            r#"{"ids":[7,18446744073709551615]}"#,
            |client| customers::delete_many(client, vec![7, u64::MAX]),
        ),
        case(
            Tool::GetCustomer,
            "GET",
            "/api/customers/7?relationships=custom_fields&relationships=a%26b",
            "",
            |client| {
                let relationships = Some(vec!["custom_fields".into(), "a&b".into()]);
                customers::get(client, 7, relationships).map(drop)
            },
        ),
        case(
            Tool::ListCustomers,
            "GET",
            "/api/customers?email=a%2Bb%40shop.test&external_id=x&name=Ada%20B&language=en&timezone=Europe%2FParis&view_id=3&channel_type=email&channel_address=a&order_by=updated_datetime%3Adesc&cursor=Wy%3D%3D&limit=100",
            "",
            |client| customers::list(client, Some(customer_query())).map(drop),
        ),
        case(
            Tool::MergeCustomers,
            "PUT",
            "/api/customers/merge?source_id=7&target_id=8",
            r#"{"active":true,"channels":[],"id":9,"created_datetime":"c","email":"e","external_id":"x","firstname":"f","language":"l","lastname":"n","name":"m","note":"o","timezone":"t","updated_datetime":"u","custom_fields":{"1":1.10},"customer":null,"data":[],"ecommerce_data":{},"integrations":{},"meta":12345678901234567890}"#,
            |client| customers::merge(client, 7, 8, Some(merged_customer())).map(drop),
        ),
        case(
            Tool::UpdateCustomer,
            "PUT",
            "/api/customers/7",
            r#"{"channels":[{"type":"phone","address":"1","preferred":true}],"email":null,"external_id":"x","name":null,"timezone":"UTC"}"#,
            |client| {
                let mut changes = customer_changes();
                changes.clear = Some(vec![
                    CustomerProperty::Name,
                    CustomerProperty::Email,
                    CustomerProperty::Name,
                ]);
                changes.channels = Some(vec![channel("phone", "1", Some(true))]);
                changes.external_id = Some("x".into());
                changes.timezone = Some("UTC".into());
                customers::update(client, 7, changes).map(drop)
            },
        ),
        case(
            Tool::UpdateCustomerData,
            "PUT",
            "/api/customers/7/data",
            r#"{"data":{"plan": 1.10},"version":"2026-05-01T00:00:00Z"}"#,
            |client| {
                let data = Some(r#"{"plan": 1.10}"#.into());
                customers::update_data(client, 7, data, Some("2026-05-01T00:00:00Z".into()))
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
            |client| custom_fields::create(client, new_field()).map(drop),
        ),
        case(
            Tool::GetCustomField,
            "GET",
            "/api/custom-fields/7",
            "",
            |client| custom_fields::get(client, 7).map(drop),
        ),
        case(
            Tool::ListCustomFields,
            "GET",
            "/api/custom-fields?object_type=Ticket&search=a%20b&archived=false&order_by=priority%3Aasc&cursor=c&limit=1",
            "",
            |client| {
                let query = CustomFieldQuery {
                    search: Some("a b".into()),
                    archived: Some(false),
                    order_by: Some(CustomFieldOrder::PriorityAsc),
                    cursor: Some("c".into()),
                    limit: Some(1),
                };
                custom_fields::list(client, FieldObject::Ticket, Some(query)).map(drop)
            },
        ),
        case(
            Tool::UpdateCustomField,
            "PUT",
            "/api/custom-fields/7",
            r#"{"label":"l","definition":{"data_type": "date"},"external_id":null,"deactivated_datetime":null}"#,
            |client| {
                let mut changes = field_changes();
                changes.label = Some("l".into());
                changes.definition =
                    Some(FieldDefinition::Other(r#"{"data_type": "date"}"#.into()));
                changes.clear = Some(vec![
                    CustomFieldProperty::ExternalId,
                    CustomFieldProperty::DeactivatedDatetime,
                    CustomFieldProperty::ExternalId,
                ]);
                custom_fields::update(client, 7, changes).map(drop)
            },
        ),
        case(
            Tool::UpdateCustomFields,
            "PUT",
            "/api/custom-fields",
            r#"[{"priority":1,"requirement_type":"conditional","id":7},{"definition":{"data_type":"text","input_settings":{"input_type":"dropdown","choices":["a","b::c"],"default":"a"}},"id":8},{"definition":{"data_type":"boolean","input_settings":{"input_type":"dropdown","choices":[true,false],"default":false}},"id":9},{"definition":{"data_type":"text","input_settings":{"input_type":"input"}},"description":null,"id":10}]"#,
            |client| custom_fields::update_many(client, field_updates()).map(drop),
        ),
        case(
            Tool::DeleteCustomerCustomFieldValue,
            "DELETE",
            "/api/customers/7/custom-fields/8",
            "",
            |client| field_values::delete(client, 7, 8),
        ),
        case(
            Tool::ListCustomerCustomFieldsValues,
            "GET",
            "/api/customers/7/custom-fields",
            "",
            |client| field_values::list(client, 7).map(drop),
        ),
        case(
            Tool::UpdateCustomerCustomFieldValue,
            "PUT",
            "/api/customers/7/custom-fields/8",
            "42",
            |client| field_values::update(client, 7, 8, FieldValue::Number(42.0)).map(drop),
        ),
        case(
            Tool::UpdateCustomerCustomFieldValues,
            "PUT",
            "/api/customers/7/custom-fields",
            r#"[{"id":1,"value":"V\"IP"},{"id":2,"value":-1.5},{"id":3,"value":true}]"#,
            |client| {
                let values = vec![
                    value(1, FieldValue::Text("V\"IP".into())),
                    value(2, FieldValue::Number(-1.5)),
                    value(3, FieldValue::Boolean(true)),
                ];
                field_values::update_many(client, 7, values).map(drop)
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
            |client| {
                files::download(client, "attachment".into(), "Hna8".into(), "a b.png".into())
                    .map(drop)
            },
        ),
        case(
            Tool::PostApiUpload,
            "POST",
            "/api/upload?type=public_attachment",
            "--_gorgias-customers-\r\ncontent-disposition: form-data; name=\"a.txt\"; filename=\"a.txt\"\r\ncontent-type: application/octet-stream\r\n\r\nhello\r\n--_gorgias-customers---\r\n",
            |client| {
                let file = UploadFile {
                    name: "a.txt".into(),
                    content: "aGVsbG8=".into(),
                    encoding: Encoding::Base64,
                    content_type: None,
                };
                files::upload(client, vec![file], Some(UploadType::PublicAttachment)).map(drop)
            },
        ),
        case(
            Tool::GetEvent,
            "GET",
            "/api/events/2190928420",
            "",
            |client| events::get(client, 2_190_928_420).map(drop),
        ),
        case(
            Tool::ListEvents,
            "GET",
            "/api/events?created_datetime%5Bgt%5D=a&created_datetime%5Bgte%5D=b&created_datetime%5Blt%5D=c&created_datetime%5Blte%5D=d&object_id=7&object_type=Ticket&types=ticket-closed&types=ticket-created&user_ids=31&order_by=created_datetime%3Aasc&cursor=c&limit=30",
            "",
            |client| events::list(client, Some(event_query())).map(drop),
        ),
        case(
            Tool::PostApiReportingStats,
            "POST",
            "/api/reporting/stats?cursor=c&limit=10000",
            r#"{"query":{"scope":"x", "filters":[1.10]}}"#,
            |client| {
                let query = r#"{"scope":"x", "filters":[1.10]}"#.into();
                let paging = Paging {
                    cursor: Some("c".into()),
                    limit: Some(10_000),
                };
                statistics::report(client, query, Some(paging)).map(drop)
            },
        ),
        case(
            Tool::PostApiStatsName,
            "POST",
            "/api/stats/support-volume",
            r#"{"filters":{ }}"#,
            |client| statistics::legacy(client, "support-volume".into(), "{ }".into()).map(drop),
        ),
        case(
            Tool::PostApiStatsNameDownload,
            "POST",
            "/api/stats/overview/download",
            r#"{"filters":{}}"#,
            |client| statistics::legacy_csv(client, "overview".into(), "{}".into()).map(drop),
        ),
        case(
            Tool::Search,
            "POST",
            "/api/search",
            r#"{"type":"customer","query":"Ada","size":50}"#,
            |client| {
                search::search(client, "customer".into(), Some("Ada".into()), Some(50)).map(drop)
            },
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

fn field_update(id: u64) -> CustomFieldUpdate {
    CustomFieldUpdate {
        id,
        object_type: None,
        label: None,
        definition: None,
        description: None,
        external_id: None,
        managed_type: None,
        priority: None,
        required: None,
        requirement_type: None,
        deactivated_datetime: None,
        clear: None,
    }
}

fn field_updates() -> Vec<CustomFieldUpdate> {
    vec![
        CustomFieldUpdate {
            priority: Some(1),
            requirement_type: Some(RequirementType::Conditional),
            ..field_update(7)
        },
        CustomFieldUpdate {
            definition: Some(FieldDefinition::Dropdown(DropdownSettings {
                choices: vec!["a".into(), "b::c".into()],
                default: Some("a".into()),
            })),
            ..field_update(8)
        },
        CustomFieldUpdate {
            definition: Some(FieldDefinition::Boolean(BooleanSettings {
                choices: Some(vec![true, false]),
                default: Some(false),
            })),
            ..field_update(9)
        },
        CustomFieldUpdate {
            definition: Some(FieldDefinition::Text(TextSettings { placeholder: None })),
            clear: Some(vec![CustomFieldProperty::Description]),
            ..field_update(10)
        },
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

/// The message of a call that sends nothing.
fn refused(run: impl FnOnce(&Client) -> Result<(), BoxedError>) -> String {
    let script = Script::new([]);
    let error = run(&script.client()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(!error.request_sent && script.tries() == 0);
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
        let script = Script::new([answer(200, ANY_ANSWER)]);
        let name = case.tool.name();
        if let Err(error) = (case.run)(&script.client()) {
            panic!("{name}: {}", error.message);
        }
        let sent = script.only_request();
        assert_eq!(
            (sent.method, sent.target.as_str()),
            (case.method, case.target),
            "{name}"
        );
        assert_eq!(sent.body, case.body, "{name}");
        if !sent.body.is_empty() && case.tool != Tool::PostApiUpload {
            assert!(json::valid(&sent.body).is_ok(), "{name}");
        }
    }
}

#[test]
fn absent_options_are_not_sent() {
    let calls: [(Run, &str, &str); 9] = [
        (|c| customers::list(c, None).map(drop), "/api/customers", ""),
        (
            |c| customers::get(c, 7, None).map(drop),
            "/api/customers/7",
            "",
        ),
        (
            |c| customers::merge(c, 1, 2, None).map(drop),
            "/api/customers/merge?source_id=1&target_id=2",
            "{}",
        ),
        (
            |c| customers::update_data(c, 7, None, None),
            "/api/customers/7/data",
            "{}",
        ),
        (
            |c| custom_fields::list(c, FieldObject::Customer, None).map(drop),
            "/api/custom-fields?object_type=Customer",
            "",
        ),
        (|c| events::list(c, None).map(drop), "/api/events", ""),
        (
            |c| search::search(c, "tag".into(), None, None).map(drop),
            "/api/search",
            r#"{"type":"tag"}"#,
        ),
        (
            |c| statistics::report(c, "{}".into(), None).map(drop),
            "/api/reporting/stats",
            r#"{"query":{}}"#,
        ),
        (
            |c| {
                let customer = NewCustomer {
                    channels: vec![],
                    email: None,
                    external_id: None,
                    language: None,
                    name: None,
                    timezone: None,
                };
                customers::create(c, customer).map(drop)
            },
            "/api/customers",
            r#"{"channels":[]}"#,
        ),
    ];
    for (run, target, body) in calls {
        let script = Script::answering(200, "[]");
        assert!(run(&script.client()).is_ok());
        let sent = script.only_request();
        assert_eq!((sent.target.as_str(), sent.body.as_str()), (target, body));
    }
}

#[test]
fn documented_limits_are_checked_before_sending() {
    let long = |length| "\u{e9}".repeat(length);
    let changes = |change: fn(&mut CustomFieldChanges)| {
        move |client: &Client| {
            let mut changes = field_changes();
            change(&mut changes);
            custom_fields::update(client, 7, changes).map(drop)
        }
    };
    for (message, start) in [
        (
            refused(|c| {
                customers::list(
                    c,
                    Some(CustomerQuery {
                        limit: Some(101),
                        ..customer_query()
                    }),
                )
                .map(drop)
            }),
            "`limit` is 101; allowed are 1 to 100",
        ),
        (
            refused(|c| {
                events::list(
                    c,
                    Some(EventQuery {
                        limit: Some(0),
                        ..event_query()
                    }),
                )
                .map(drop)
            }),
            "`limit` is 0",
        ),
        (
            refused(|c| {
                events::list(
                    c,
                    Some(EventQuery {
                        user_ids: Some(vec![1, 2]),
                        ..event_query()
                    }),
                )
                .map(drop)
            }),
            "`user-ids` ",
        ),
        (
            refused(|c| search::search(c, "tag".into(), None, Some(51)).map(drop)),
            "`size` is 51",
        ),
        (
            refused(|c| {
                statistics::report(
                    c,
                    "{}".into(),
                    Some(Paging {
                        cursor: None,
                        limit: Some(10_001),
                    }),
                )
                .map(drop)
            }),
            "`limit` is 10001",
        ),
        (
            refused(|c| statistics::report(c, "[]".into(), None).map(drop)),
            "`query` is not a JSON object",
        ),
        (
            refused(|c| statistics::legacy(c, "a/b".into(), "{}".into()).map(drop)),
            "`name` contains a slash",
        ),
        (
            refused(|c| statistics::legacy_csv(c, "a".into(), "{".into()).map(drop)),
            "`filters` is not valid JSON",
        ),
        (
            refused(|c| customers::delete_many(c, vec![])),
            "`ids` is empty",
        ),
        (
            refused(|c| customers::merge(c, 7, 7, None).map(drop)),
            "`target-id` is the source",
        ),
        (
            refused(|c| customers::merge(c, 0, 7, None).map(drop)),
            "`source-id` is 0",
        ),
        (
            refused(|c| customers::update(c, 7, customer_changes()).map(drop)),
            "`changes` name nothing",
        ),
        (
            refused(|c| {
                customers::update(
                    c,
                    7,
                    CustomerChanges {
                        name: Some("a".into()),
                        clear: Some(vec![CustomerProperty::Name]),
                        ..customer_changes()
                    },
                )
                .map(drop)
            }),
            "`name` has a value and stands in `clear`",
        ),
        (
            refused(|c| customers::update_data(c, 7, Some("{".into()), None)),
            "`data` is not valid JSON",
        ),
        (
            refused(|c| field_values::update_many(c, 7, vec![]).map(drop)),
            "`body` is empty",
        ),
        (
            refused(|c| field_values::update(c, 7, 8, FieldValue::Number(f64::NAN)).map(drop)),
            "`value` is not a finite number",
        ),
        (
            refused(|c| custom_fields::update_many(c, vec![]).map(drop)),
            "`body` is empty",
        ),
        (
            refused(|c| custom_fields::update_many(c, vec![field_update(7)]).map(drop)),
            "`body` name nothing",
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
            refused(|c| {
                custom_fields::create(
                    c,
                    NewCustomField {
                        label: long(256),
                        ..new_field()
                    },
                )
                .map(drop)
            }),
            "`label` has 256 characters",
        ),
        (
            refused(|c| {
                custom_fields::create(
                    c,
                    NewCustomField {
                        description: Some(long(1025)),
                        ..new_field()
                    },
                )
                .map(drop)
            }),
            "`description` has 1025",
        ),
        (
            refused(|c| files::upload(c, vec![], None).map(drop)),
            "`files` is empty",
        ),
        (
            refused(|c| files::download(c, "..".into(), "h".into(), "n".into()).map(drop)),
            "`file-type` is made of dots",
        ),
    ] {
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn limits_include_their_ends() {
    let script = Script::new([answer(200, "{}"), answer(200, "[]")]);
    let field = NewCustomField {
        label: "\u{e9}".repeat(255),
        description: Some("a".repeat(1024)),
        ..new_field()
    };
    assert!(custom_fields::create(&script.client(), field).is_ok());
    let query = CustomerQuery {
        limit: Some(1),
        ..customer_query()
    };
    assert!(customers::list(&script.client(), Some(query)).is_ok());
}

#[test]
fn a_file_that_is_not_base64_is_named_in_bounded_length() {
    let file = UploadFile {
        name: "n".repeat(1 << 20),
        content: "a-b".into(),
        encoding: Encoding::Base64,
        content_type: None,
    };
    let message = refused(|client| files::upload(client, vec![file], None).map(drop));
    assert!(
        message.starts_with("`content` of ") && message.contains("at byte 1"),
        "{message}"
    );
}
