//! Customers' values of custom fields.

use crate::row::{Answer, Row};
use serde_json::{Value, json};

const VALUES: &str = "/api/customers/700101/custom-fields";
const VALUE: &str = "/api/customers/700101/custom-fields/4411";

pub fn list() -> Vec<Row> {
    let list = |id: &str, path| Row::get(format!("list-customer-custom-fields-values({id})"), path);
    vec![
        // As seen live, and as documented.
        list("700101", VALUES)
            .answers(200, r#"{"data": [{"field": {"id": 4411}, "value": 1.10}]}"#)
            .gives(json!(r#"[{"field": {"id": 4411}, "value": 1.10}]"#)),
        list("700101", VALUES)
            .answers(200, r#"[{"field": {}, "value": "é"}]"#)
            .gives(json!(r#"[{"field": {}, "value": "é"}]"#)),
        list(
            "18446744073709551615",
            "/api/customers/18446744073709551615/custom-fields",
        )
        .answers(200, r#"{"object":"list","data":[],"meta":{}}"#)
        .gives(json!("[]")),
    ]
}

/// The body is the value itself, without an object around it.
pub fn update() -> Vec<Row> {
    let cases: [(&str, Value); 8] = [
        (r#"text("VIP")"#, json!("VIP")),
        (r#"text("Zoë \"Z\" \\ 💚")"#, json!("Zoë \"Z\" \\ 💚")),
        (r#"text("")"#, json!("")),
        ("number(42)", json!(42)),
        ("number(-0.5)", json!(-0.5)),
        ("number(9007199254740991)", json!(9_007_199_254_740_991_u64)),
        ("boolean(true)", json!(true)),
        ("boolean(false)", json!(false)),
    ];
    let mut rows: Vec<Row> = cases
        .into_iter()
        .map(|(value, body)| {
            let call = format!("update-customer-custom-field-value(700101, 4411, {value})");
            Row::put(call, VALUE).json(body)
        })
        .collect();
    rows.push(
        Row::put(
            "update-customer-custom-field-value(18446744073709551615, 18446744073709551615, number(42.0))",
            "/api/customers/18446744073709551615/custom-fields/18446744073709551615",
        )
        .exact("42"),
    );
    rows
}

pub fn update_many() -> Vec<Row> {
    let call = |customer: &str, body: &str| {
        format!("update-customer-custom-field-values({customer}, {body})")
    };
    vec![
        Row::put(
            call(
                "700101",
                r#"[{id: 4411, value: text("VIP")}, {id: 4412, value: number(42.5)}, {id: 18446744073709551615, value: boolean(true)}, {id: 1, value: boolean(false)}]"#,
            ),
            VALUES,
        )
        .json(json!([
            {"id": 4411, "value": "VIP"},
            {"id": 4412, "value": 42.5},
            {"id": u64::MAX, "value": true},
            {"id": 1, "value": false},
        ]))
        .answers(200, r#"{"data": [{"field": {}, "value": 42.50}]}"#)
        .gives(json!(r#"[{"field": {}, "value": 42.50}]"#)),
        Row::put(
            call("18446744073709551615", "[{id: 4412, value: number(42.0)}]"),
            "/api/customers/18446744073709551615/custom-fields",
        )
        .exact(r#"[{"id":4412,"value":42}]"#)
        .answers(200, "[]")
        .gives(json!("[]")),
    ]
}

pub fn delete() -> Vec<Row> {
    vec![
        Row::delete("delete-customer-custom-field-value(700101, 4411)", VALUE)
            .nothing(Answer::json(204, "")),
        Row::delete(
            "delete-customer-custom-field-value(18446744073709551615, 18446744073709551614)",
            "/api/customers/18446744073709551615/custom-fields/18446744073709551614",
        )
        .nothing(Answer::new(200).body("gone")),
    ]
}
