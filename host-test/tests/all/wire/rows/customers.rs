//! Customers: `/api/customers`, and the data that integrations keep.

use super::page;
use crate::wire::row::{Row, answer};
use mock::Canned;
use serde_json::json;

const CUSTOMERS: &str = "/api/customers";
const ADA: &str = "/api/customers/700101";
const LAST: &str = "/api/customers/18446744073709551615";

pub fn rows() -> Vec<Row> {
    [list(), get(), create(), update(), update_data(), delete()].concat()
}

fn list() -> Vec<Row> {
    let mut rows = vec![
        // The envelope of a public recording. Ids and numbers keep their digits, keys their order.
        Row::get("list-customers()", CUSTOMERS)
            .answers(answer(
                200,
                r#"{"object":"list","uri":"/api/customers","data":[{"id":18446744073709551616,"z":1.10,"a":"é\u00e9"}],"meta":{"prev_cursor":"p","next_cursor":"WyJuZXh0IiwgIjIwMjYi\u003d"}}"#,
            ))
            .gives(page(
                r#"[{"id":18446744073709551616,"z":1.10,"a":"é\u00e9"}]"#,
                Some("WyJuZXh0IiwgIjIwMjYi="),
                Some("p"),
                Some(r#"{"prev_cursor":"p","next_cursor":"WyJuZXh0IiwgIjIwMjYi\u003d"}"#),
            )),
        Row::get("list-customers({:})", CUSTOMERS).lists_nothing(),
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
        .lists_nothing(),
        // An empty text is sent: it is not the same as none.
        Row::get(r#"list-customers({external-id: "", limit: 1})"#, CUSTOMERS)
            .query([("external_id", ""), ("limit", "1")])
            .lists_nothing(),
    ];
    for (case, wire) in [
        ("created-datetime-asc", "created_datetime:asc"),
        ("created-datetime-desc", "created_datetime:desc"),
        ("updated-datetime-desc", "updated_datetime:desc"),
    ] {
        let call = format!("list-customers({{order-by: {case}}})");
        rows.push(
            Row::get(call, CUSTOMERS)
                .query([("order_by", wire)])
                .lists_nothing(),
        );
    }
    rows
}

fn get() -> Vec<Row> {
    vec![
        // Passed through byte for byte, whatever it holds.
        Row::get("get-customer(700101)", ADA).passes(
            200,
            "{\"id\": 700101,\r\n \"n\": 12345678901234567890.10, \"e\": 1E+2, \"e\": \"\\ud83d\\udc9a 💚\"}\n",
        ),
        Row::get("get-customer(18446744073709551615, [])", LAST),
        Row::get(r#"get-customer(1, ["custom_fields", "a&b=ü"])"#, "/api/customers/1")
            .query([("relationships", "custom_fields"), ("relationships", "a&b=ü")]),
    ]
}

fn create() -> Vec<Row> {
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
        })),
    ]
}

fn update() -> Vec<Row> {
    vec![
        // What is absent is not sent.
        Row::put(r#"update-customer(700101, {name: "Ada"})"#, ADA).json(json!({"name": "Ada"})),
        Row::put(
            r#"update-customer(18446744073709551615, {channels: [{type: "email", address: "a@shop.test"}, {type: "phone", address: "1", preferred: true}, {type: "chat", address: "2", preferred: false}], email: "a@shop.test", external-id: "", language: "en", timezone: "UTC"})"#,
            LAST,
        )
        .json(json!({
            "channels": [
                {"type": "email", "address": "a@shop.test", "preferred": false},
                {"type": "phone", "address": "1", "preferred": true},
                {"type": "chat", "address": "2", "preferred": false},
            ],
            "email": "a@shop.test", "external_id": "", "language": "en", "timezone": "UTC",
        })),
        // What is cleared is null.
        Row::put(r#"update-customer(700101, {channels: [], clear: [email, external-id]})"#, ADA)
            .json(json!({"channels": [], "email": null, "external_id": null})),
        Row::put("update-customer(700101, {clear: [language, name, timezone, name]})", ADA)
            .exact(r#"{"language":null,"name":null,"timezone":null}"#),
    ]
}

fn update_data() -> Vec<Row> {
    const PATH: &str = "/api/customers/700101/data";
    // Documented as 202 without a body; a public recording has a JSON content type all the same.
    let accepted = || answer(202, "");
    vec![
        Row::put("update-customer-data(700101)", PATH).json(json!({})).nothing(accepted()),
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
            .nothing(answer(200, "{no json")),
    ]
}

fn delete() -> Vec<Row> {
    vec![
        // A public recording has no body, and yet a JSON content type.
        Row::delete("delete-customer(700101)", ADA).nothing(answer(204, "")),
        Row::delete("delete-customer(18446744073709551615)", LAST).nothing(answer(200, "{no json")),
        Row::delete("delete-customers([700101])", CUSTOMERS)
            .json(json!({"ids": [700101]}))
            .nothing(answer(204, "")),
        Row::delete("delete-customers([3, 18446744073709551615, 3])", CUSTOMERS)
            .exact(r#"{"ids":[3,18446744073709551615,3]}"#)
            .nothing(Canned::new(202)),
    ]
}
