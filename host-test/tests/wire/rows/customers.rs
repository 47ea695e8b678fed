//! Customers: `/api/customers`, and the data that integrations keep.

use super::{NO_ROWS, no_rows, page};
use crate::row::{Answer, Row};
use serde_json::json;

const CUSTOMERS: &str = "/api/customers";
const ADA: &str = "/api/customers/700101";

pub fn list() -> Vec<Row> {
    let mut rows = vec![
        // The envelope, as seen live. Ids and numbers keep their digits, keys their order.
        Row::get("list-customers()", CUSTOMERS)
            .answers(
                200,
                r#"{"object":"list","uri":"/api/customers","data":[{"id":18446744073709551616,"z":1.10,"a":"é\u00e9"}],"meta":{"prev_cursor":null,"next_cursor":"WyJuZXh0IiwgIjIwMjYi\u003d"}}"#,
            )
            .gives(page(
                r#"[{"id":18446744073709551616,"z":1.10,"a":"é\u00e9"}]"#,
                Some("WyJuZXh0IiwgIjIwMjYi="),
                None,
                Some(r#"{"prev_cursor":null,"next_cursor":"WyJuZXh0IiwgIjIwMjYi\u003d"}"#),
            )),
        // The shapes that other endpoints, and the vendor's docs, have.
        Row::get("list-customers({:})", CUSTOMERS)
            .answers(200, r#" {"data" : [ {"id": 1} ] } "#)
            .gives(page(r#"[ {"id": 1} ]"#, None, None, None)),
        Row::get("list-customers(none)", CUSTOMERS)
            .answers(200, " [{\"id\": 1}, {\"id\": 2}]\n")
            .gives(page(r#"[{"id": 1}, {"id": 2}]"#, None, None, None)),
        Row::get("list-customers()", CUSTOMERS)
            .answers(202, r#"{"meta":null,"data":[],"object":"list"}"#)
            .gives(page("[]", None, None, None)),
        Row::get("list-customers()", CUSTOMERS)
            .answers(201, r#"{"data":[3],"meta":{"next_cursor":"n","prev_cursor":"p","total":7}}"#)
            .gives(page(
                "[3]",
                Some("n"),
                Some("p"),
                Some(r#"{"next_cursor":"n","prev_cursor":"p","total":7}"#),
            )),
        // Keys inside the rows are not those of the list.
        Row::get("list-customers()", CUSTOMERS)
            .answers(200, r#"{"data":[{"data":[1],"meta":{"next_cursor":"no"}}]}"#)
            .gives(page(
                r#"[{"data":[1],"meta":{"next_cursor":"no"}}]"#,
                None,
                None,
                None,
            )),
        Row::get(
            r#"list-customers({email: "a+b c@shop.test", external-id: "shop/1&2=3", name: "Zoë 💚 #1?", language: "fr", timezone: "Europe/Paris", view-id: 18446744073709551615, channel-type: "instagram-direct-message", channel-address: "+1 555%20", order-by: updated-datetime-asc, cursor: "WyJuZXh0IiwgMV0+/==", limit: 100})"#,
            CUSTOMERS,
        )
        .query([
            ("email", "a+b c@shop.test"),
            ("external_id", "shop/1&2=3"),
            ("name", "Zoë 💚 #1?"),
            ("language", "fr"),
            ("timezone", "Europe/Paris"),
            ("view_id", "18446744073709551615"),
            ("channel_type", "instagram-direct-message"),
            ("channel_address", "+1 555%20"),
            ("order_by", "updated_datetime:asc"),
            ("cursor", "WyJuZXh0IiwgMV0+/=="),
            ("limit", "100"),
        ])
        .answers(200, NO_ROWS)
        .gives(no_rows()),
        // An empty text is sent: it is not the same as none.
        Row::get(r#"list-customers({external-id: "", limit: 1})"#, CUSTOMERS)
            .query([("external_id", ""), ("limit", "1")])
            .answers(200, NO_ROWS)
            .gives(no_rows()),
    ];
    for (case, wire) in [
        ("created-datetime-asc", "created_datetime:asc"),
        ("created-datetime-desc", "created_datetime:desc"),
        ("updated-datetime-desc", "updated_datetime:desc"),
    ] {
        let call = format!("list-customers({{order-by: {case}}})");
        let row = Row::get(call, CUSTOMERS).query([("order_by", wire)]);
        rows.push(row.answers(200, NO_ROWS).gives(no_rows()));
    }
    rows
}

pub fn get() -> Vec<Row> {
    vec![
        // Passed through byte for byte, whatever it holds.
        Row::get("get-customer(700101)", ADA).passes(
            200,
            "{\"id\": 700101,\r\n \"n\": 12345678901234567890.10, \"e\": 1E+2, \"e\": \"\\ud83d\\udc9a 💚\"}\n",
        ),
        Row::get(
            "get-customer(18446744073709551615)",
            "/api/customers/18446744073709551615",
        ),
        Row::get(r#"get-customer(0, ["custom_fields"])"#, "/api/customers/0")
            .query([("relationships", "custom_fields")]),
        Row::get(r#"get-customer(1, ["custom_fields", "a&b=ü"])"#, "/api/customers/1")
            .query([("relationships", "custom_fields"), ("relationships", "a&b=ü")]),
        Row::get("get-customer(1, [])", "/api/customers/1"),
    ]
}

pub fn create() -> Vec<Row> {
    vec![
        Row::post("create-customer({channels: []})", CUSTOMERS)
            .json(json!({"channels": []}))
            .passes(201, r#"{"id":700141}"#),
        Row::post(
            r#"create-customer({channels: [{type: "email", address: "zoë@shop.test", preferred: true}, {type: "phone", address: "+33 1", preferred: false}, {type: "my-slug", address: "x"}], email: "zoë@shop.test", external-id: "7\"\\", language: "fr", name: "Zoë \"Z\" \\ O'Neil\n💚", timezone: "Europe/Paris"})"#,
            CUSTOMERS,
        )
        .json(json!({
            "channels": [
                {"type": "email", "address": "zoë@shop.test", "preferred": true},
                {"type": "phone", "address": "+33 1", "preferred": false},
                // The schema requires `preferred`, with `false` as its default.
                {"type": "my-slug", "address": "x", "preferred": false},
            ],
            "email": "zoë@shop.test",
            "external_id": "7\"\\",
            "language": "fr",
            "name": "Zoë \"Z\" \\ O'Neil\n💚",
            "timezone": "Europe/Paris",
        }))
        // 201 is documented, 200 was recorded.
        .passes(200, r#"{"id":700141}"#),
    ]
}

pub fn update() -> Vec<Row> {
    vec![
        // What is absent is not sent.
        Row::put(r#"update-customer(700101, {name: "Ada"})"#, ADA).json(json!({"name": "Ada"})),
        Row::put(
            r#"update-customer(18446744073709551615, {channels: [{type: "email", address: "a@shop.test"}, {type: "phone", address: "1", preferred: true}, {type: "chat", address: "2", preferred: false}], email: "a@shop.test", external-id: "", language: "en", timezone: "UTC"})"#,
            "/api/customers/18446744073709551615",
        )
        .json(json!({
            "channels": [
                {"type": "email", "address": "a@shop.test", "preferred": false},
                {"type": "phone", "address": "1", "preferred": true},
                {"type": "chat", "address": "2", "preferred": false},
            ],
            "email": "a@shop.test", "external_id": "", "language": "en", "timezone": "UTC",
        })),
        Row::put("update-customer(700101, {channels: []})", ADA).json(json!({"channels": []})),
        // What is cleared is null.
        Row::put("update-customer(700101, {clear: [email]})", ADA).json(json!({"email": null})),
        Row::put("update-customer(700101, {clear: [external-id]})", ADA)
            .json(json!({"external_id": null})),
        Row::put("update-customer(700101, {clear: [language, name, timezone, name]})", ADA)
            .exact(r#"{"language":null,"name":null,"timezone":null}"#),
        Row::put(r#"update-customer(700101, {email: "a@b.test", clear: [name]})"#, ADA)
            .json(json!({"email": "a@b.test", "name": null})),
    ]
}

pub fn update_data() -> Vec<Row> {
    const PATH: &str = "/api/customers/700101/data";
    // Documented as 202 without a body, and seen live with a JSON content type all the same.
    let accepted = || Answer::json(202, "");
    vec![
        Row::put("update-customer-data(700101)", PATH)
            .json(json!({}))
            .nothing(accepted()),
        Row::put(
            r#"update-customer-data(18446744073709551615, "{ \"n\": 12345678901234567890, \"d\": 1.10, \"e\":[1E400] }", "2026-05-01T00:00:00.5+02:00")"#,
            "/api/customers/18446744073709551615/data",
        )
        .exact(
            r#"{"data":{ "n": 12345678901234567890, "d": 1.10, "e":[1E400] },"version":"2026-05-01T00:00:00.5+02:00"}"#,
        )
        .nothing(accepted()),
        // Any JSON, null too, and an answer that is not looked at.
        Row::put(r#"update-customer-data(700101, "null")"#, PATH)
            .exact(r#"{"data":null}"#)
            .nothing(Answer::json(200, "{no json")),
        Row::put(r#"update-customer-data(700101, "\"Zoë\\u00eb\"", none)"#, PATH)
            .exact(r#"{"data":"Zoë\u00eb"}"#)
            .nothing(Answer::new(204)),
        Row::put(r#"update-customer-data(700101, none, "2026-05-01")"#, PATH)
            .exact(r#"{"version":"2026-05-01"}"#)
            .nothing(accepted()),
    ]
}

pub fn delete() -> Vec<Row> {
    vec![
        // Seen live: no body, and yet a JSON content type.
        Row::delete("delete-customer(700101)", ADA).nothing(Answer::json(204, "")),
        Row::delete(
            "delete-customer(18446744073709551615)",
            "/api/customers/18446744073709551615",
        )
        .nothing(Answer::json(200, "{no json")),
    ]
}

pub fn delete_many() -> Vec<Row> {
    vec![
        Row::delete("delete-customers([700101])", CUSTOMERS)
            .json(json!({"ids": [700101]}))
            .nothing(Answer::json(204, "")),
        Row::delete("delete-customers([3, 18446744073709551615, 3])", CUSTOMERS)
            .exact(r#"{"ids":[3,18446744073709551615,3]}"#)
            .nothing(Answer::new(202)),
    ]
}
