//! Merging customers.

use crate::wire::row::Row;
use serde_json::json;

const MERGE: &str = "/api/customers/merge";

pub fn rows() -> Vec<Row> {
    vec![
        // The ids go into the query. Without fields the body is an empty object.
        Row::put("merge-customers(700104, 700107)", MERGE)
            .query([("source_id", "700104"), ("target_id", "700107")])
            .json(json!({})),
        Row::put("merge-customers(1, 18446744073709551615, {:})", MERGE)
            .query([("source_id", "1"), ("target_id", "18446744073709551615")])
            .json(json!({})),
        // All 19 keys of the tool list, each as it is given.
        Row::put(
            r#"merge-customers(1, 2, {active: true, channels: [{type: "email", address: "a@b.test"}, {type: "phone", address: "1", preferred: true}, {type: "chat", address: "2", preferred: false}], created-datetime: "2026-05-01T00:00:00Z", custom-fields: "{\"4411\":{\"value\":1.10}}", customer: "null", data: "12345678901234567890", ecommerce-data: "[]", email: "a@b.test", external-id: "x", firstname: "Zoë", id: 18446744073709551615, integrations: "{}", language: "fr", lastname: "Ö", meta: "{\"a\" : 1}", name: "Zoë Ö", note: "line\nline", timezone: "UTC", updated-datetime: "2026-05-02"})"#,
            MERGE,
        )
        .query([("source_id", "1"), ("target_id", "2")])
        .json(json!({
            "active": true,
            "channels": [
                {"type": "email", "address": "a@b.test", "preferred": false},
                {"type": "phone", "address": "1", "preferred": true},
                {"type": "chat", "address": "2", "preferred": false},
            ],
            "created_datetime": "2026-05-01T00:00:00Z",
            "custom_fields": {"4411": {"value": 1.1}},
            "customer": null,
            "data": 12_345_678_901_234_567_890_u64,
            "ecommerce_data": [],
            "email": "a@b.test",
            "external_id": "x",
            "firstname": "Zoë",
            "id": u64::MAX,
            "integrations": {},
            "language": "fr",
            "lastname": "Ö",
            "meta": {"a": 1},
            "name": "Zoë Ö",
            "note": "line\nline",
            "timezone": "UTC",
            "updated_datetime": "2026-05-02",
        })),
        Row::put(r#"merge-customers(1, 2, {active: false, data: "{ \"d\": 1.10 }"})"#, MERGE)
            .query([("source_id", "1"), ("target_id", "2")])
            .exact(r#"{"active":false,"data":{ "d": 1.10 }}"#),
    ]
}
