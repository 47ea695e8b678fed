//! `/api/search`.

use crate::row::Row;
use serde_json::json;

const SEARCH: &str = "/api/search";

pub fn search() -> Vec<Row> {
    vec![
        // 201 is documented, with an envelope as seen live.
        Row::post(r#"search("customer")"#, SEARCH)
            .json(json!({"type": "customer"}))
            .answers(
                201,
                r#"{"object":"list","uri":"","data":[{"id":1,"n":1.10}],"meta":{}}"#,
            )
            .gives(json!(r#"[{"id":1,"n":1.10}]"#)),
        // One public client met a bare array.
        Row::post(r#"search("customer_profile", "Zoë \"Z\" +1", 50)"#, SEARCH)
            .json(json!({"type": "customer_profile", "query": "Zoë \"Z\" +1", "size": 50}))
            .answers(200, "[]")
            .gives(json!("[]")),
        // Types that the API gains tomorrow go through; an empty query is sent.
        Row::post(r#"search("a new type", "", 1)"#, SEARCH)
            .json(json!({"type": "a new type", "query": "", "size": 1}))
            .answers(200, r#"{"data":[]}"#)
            .gives(json!("[]")),
    ]
}
