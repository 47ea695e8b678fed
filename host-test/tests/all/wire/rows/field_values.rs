//! Customers' values of custom fields.

use crate::wire::row::{Row, answer};
use mock::Canned;
use serde_json::json;

const VALUES: &str = "/api/customers/700101/custom-fields";
const VALUE: &str = "/api/customers/700101/custom-fields/4411";

pub fn rows() -> Vec<Row> {
    let recorded = || answer(200, r#"{"data": [{"field": {"id": 4411}, "value": 1.10}]}"#);
    let read = json!(r#"[{"field": {"id": 4411}, "value": 1.10}]"#);
    let mut rows = vec![
        Row::get("list-customer-custom-fields-values(700101)", VALUES)
            .answers(recorded())
            .gives(read.clone()),
        Row::put(
            r#"update-customer-custom-field-values(700101, [{id: 4411, value: text("VIP")}, {id: 4412, value: number(42.0)}, {id: 18446744073709551615, value: boolean(true)}, {id: 1, value: boolean(false)}])"#,
            VALUES,
        )
        .exact(
            r#"[{"id":4411,"value":"VIP"},{"id":4412,"value":42},{"id":18446744073709551615,"value":true},{"id":1,"value":false}]"#,
        )
        .answers(recorded())
        .gives(read),
        Row::delete("delete-customer-custom-field-value(700101, 4411)", VALUE)
            .nothing(answer(204, "")),
        Row::delete(
            "delete-customer-custom-field-value(18446744073709551615, 18446744073709551614)",
            "/api/customers/18446744073709551615/custom-fields/18446744073709551614",
        )
        .nothing(Canned::new(200).body("gone")),
    ];
    // The body is the value itself, without an object around it.
    for (value, body) in [
        (r#"text("Zoë \"Z\" \\ 💚")"#, r#""Zoë \"Z\" \\ 💚""#),
        (r#"text("")"#, r#""""#),
        ("number(42.0)", "42"),
        ("number(-0.5)", "-0.5"),
        ("number(9007199254740991)", "9007199254740991"),
        ("boolean(true)", "true"),
        ("boolean(false)", "false"),
    ] {
        let call = format!("update-customer-custom-field-value(700101, 4411, {value})");
        rows.push(Row::put(call, VALUE).exact(body));
    }
    rows
}
