//! `/api/search`.

use crate::wire::row::{Row, answer};
use serde_json::json;

const SEARCH: &str = "/api/search";

pub fn rows() -> Vec<Row> {
    vec![
        // 201 is documented; the envelope is that of a public recording.
        Row::post(r#"search("customer")"#, SEARCH)
            .json(json!({"type": "customer"}))
            .answers(answer(
                201,
                r#"{"object":"list","uri":"","data":[{"id":1,"n":1.10}],"meta":{}}"#,
            ))
            .gives(json!(r#"[{"id":1,"n":1.10}]"#)),
        // One public client met a bare array.
        Row::post(r#"search("customer_profile", "Zoë \"Z\" +1", 50)"#, SEARCH)
            .json(json!({"type": "customer_profile", "query": "Zoë \"Z\" +1", "size": 50}))
            .passes(200, "[]"),
        // Types that the API gains tomorrow go through; an empty query is sent.
        Row::post(r#"search("a new type", "", 1)"#, SEARCH)
            .json(json!({"type": "a new type", "query": "", "size": 1}))
            .passes(200, "[]"),
    ]
}
