//! Custom fields: `/api/custom-fields`.

use crate::wire::row::{Row, answer};
use serde_json::{Value, json};

const FIELDS: &str = "/api/custom-fields";
const FIELD: &str = "/api/custom-fields/4411";

pub fn rows() -> Vec<Row> {
    [list_and_get(), create(), update(), update_many()].concat()
}

fn list_and_get() -> Vec<Row> {
    vec![
        Row::get("list-custom-fields(ticket)", FIELDS)
            .query([("object_type", "Ticket")])
            .lists_nothing(),
        Row::get(
            r#"list-custom-fields(customer, {search: "größe & more", archived: true, order-by: priority-asc, cursor: "a+b", limit: 100})"#,
            FIELDS,
        )
        .query([
            ("object_type", "Customer"),
            ("search", "größe & more"),
            ("archived", "true"),
            ("order_by", "priority:asc"),
            ("cursor", "a+b"),
            ("limit", "100"),
        ])
        .lists_nothing(),
        Row::get("list-custom-fields(customer, {archived: false, order-by: priority-desc})", FIELDS)
            .query([
                ("object_type", "Customer"),
                ("archived", "false"),
                ("order_by", "priority:desc"),
            ])
            .lists_nothing(),
        Row::get("list-custom-fields(customer, {:})", FIELDS)
            .query([("object_type", "Customer")])
            .lists_nothing(),
        Row::get("get-custom-field(4411)", FIELD).passes(200, r#"{"priority":1.0}"#),
    ]
}

/// Definitions as they are called, and as they go out.
const DEFINITIONS: &str = r#"
text({:}) => {"data_type":"text","input_settings":{"input_type":"input"}}
text({placeholder: "z. B. \"Größe\""}) => {"data_type":"text","input_settings":{"input_type":"input","placeholder":"z. B. \"Größe\""}}
dropdown({choices: []}) => {"data_type":"text","input_settings":{"input_type":"dropdown","choices":[]}}
dropdown({choices: ["VIP", "A::B"], default: "VIP"}) => {"data_type":"text","input_settings":{"input_type":"dropdown","choices":["VIP","A::B"],"default":"VIP"}}
number({:}) => {"data_type":"number","input_settings":{"input_type":"input_number"}}
number({placeholder: "cm", min: 30, max: 50.5}) => {"data_type":"number","input_settings":{"input_type":"input_number","placeholder":"cm","min":30,"max":50.5}}
boolean({:}) => {"data_type":"boolean","input_settings":{"input_type":"dropdown"}}
boolean({choices: [true, false], default: true}) => {"data_type":"boolean","input_settings":{"input_type":"dropdown","choices":[true,false],"default":true}}
boolean({default: false}) => {"data_type":"boolean","input_settings":{"input_type":"dropdown","default":false}}
other("{\"data_type\":\"date\",\"input_settings\":null}") => {"data_type":"date","input_settings":null}
"#;

fn definitions() -> impl Iterator<Item = (&'static str, Value)> {
    let lines = DEFINITIONS.trim().lines();
    lines.map(|line| {
        let (call, wire) = line.split_once(" => ").expect("an arrow");
        (call, serde_json::from_str(wire).expect("JSON"))
    })
}

fn create() -> Vec<Row> {
    let mut rows = vec![
        Row::post(
            r#"create-custom-field({object-type: customer, label: "Größe \"XL\"", definition: text({:}), description: "", external-id: "x", managed-type: "customer_type", priority: 0, required: true, deactivated-datetime: "2026-05-01T00:00:00Z"})"#,
            FIELDS,
        )
        .json(json!({
            "object_type": "Customer",
            "label": "Größe \"XL\"",
            "definition": {"data_type": "text", "input_settings": {"input_type": "input"}},
            "description": "",
            "external_id": "x",
            "managed_type": "customer_type",
            "priority": 0,
            "required": true,
            "deactivated_datetime": "2026-05-01T00:00:00Z",
        }))
        .passes(201, r#"{"id":4418,"priority":10}"#),
        Row::post(
            r#"create-custom-field({object-type: customer, label: "x", definition: other("{ \"n\":12345678901234567890, \"d\":1.10 }"), priority: 5000, required: false})"#,
            FIELDS,
        )
        .exact(
            r#"{"object_type":"Customer","label":"x","definition":{ "n":12345678901234567890, "d":1.10 },"priority":5000,"required":false}"#,
        ),
        // 42.0 goes out as 42.
        Row::post(
            r#"create-custom-field({object-type: ticket, label: "x", definition: number({min: -42.0, max: 0.1})})"#,
            FIELDS,
        )
        .exact(
            r#"{"object_type":"Ticket","label":"x","definition":{"data_type":"number","input_settings":{"input_type":"input_number","min":-42,"max":0.1}}}"#,
        ),
    ];
    for (call, definition) in definitions() {
        let call = format!(
            r#"create-custom-field({{object-type: ticket, label: "x", definition: {call}}})"#
        );
        rows.push(
            Row::post(call, FIELDS)
                .json(json!({"object_type": "Ticket", "label": "x", "definition": definition})),
        );
    }
    rows
}

fn update() -> Vec<Row> {
    let mut rows = vec![
        Row::put(r#"update-custom-field(4411, {label: "Size"})"#, FIELD)
            .json(json!({"label": "Size"})),
        Row::put(
            r#"update-custom-field(18446744073709551615, {object-type: customer, label: "x", description: "d", external-id: "", managed-type: "m", priority: 5000, required: true, deactivated-datetime: "2026-05-01"})"#,
            "/api/custom-fields/18446744073709551615",
        )
        .json(json!({
            "object_type": "Customer", "label": "x", "description": "d", "external_id": "",
            "managed_type": "m", "priority": 5000, "required": true,
            "deactivated_datetime": "2026-05-01",
        })),
        Row::put("update-custom-field(4411, {object-type: ticket, required: false})", FIELD)
            .json(json!({"object_type": "Ticket", "required": false})),
        Row::put(
            "update-custom-field(4411, {clear: [description, external-id, managed-type, priority]})",
            FIELD,
        )
        .json(json!({
            "description": null, "external_id": null, "managed_type": null, "priority": null,
        })),
        Row::put("update-custom-field(4411, {clear: [deactivated-datetime]})", FIELD)
            .json(json!({"deactivated_datetime": null})),
    ];
    for (call, definition) in definitions() {
        let call = format!("update-custom-field(4411, {{definition: {call}}})");
        rows.push(Row::put(call, FIELD).json(json!({"definition": definition})));
    }
    rows
}

fn update_many() -> Vec<Row> {
    let mut rows = vec![
        Row::put(
            r#"update-custom-fields([{id: 4411, changes: {object-type: ticket, label: "ü", description: "d", external-id: "e", managed-type: "m", priority: 0, required: true, deactivated-datetime: "2026-05-01"}, requirement-type: visible}, {id: 18446744073709551615, changes: {object-type: customer, required: false}, requirement-type: required}, {id: 4413, changes: {clear: [description, external-id, managed-type, priority, deactivated-datetime]}, requirement-type: conditional}])"#,
            FIELDS,
        )
        .json(json!([
            {
                "id": 4411, "object_type": "Ticket", "label": "ü", "description": "d",
                "external_id": "e", "managed_type": "m", "priority": 0, "required": true,
                "requirement_type": "visible", "deactivated_datetime": "2026-05-01",
            },
            {
                "id": u64::MAX, "object_type": "Customer", "required": false,
                "requirement_type": "required",
            },
            {
                "id": 4413, "requirement_type": "conditional", "description": null,
                "external_id": null, "managed_type": null, "priority": null,
                "deactivated_datetime": null,
            },
        ]))
        // In a public recording; the documentation has a bare array.
        .answers(answer(200, r#"{"data": [{"id": 4411, "priority": 1.0}]}"#))
        .gives(json!(r#"[{"id": 4411, "priority": 1.0}]"#)),
    ];
    for (call, definition) in definitions() {
        let call = format!("update-custom-fields([{{id: 1, changes: {{definition: {call}}}}}])");
        let row = Row::put(call, FIELDS).json(json!([{"id": 1, "definition": definition}]));
        rows.push(row.passes(200, "[]"));
    }
    rows
}
