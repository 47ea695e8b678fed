//! Search.

use serde_json::{Value, json};

use super::client::{Api, ids};
use crate::Mock;

#[tokio::test]
async fn parts_of_names_and_addresses_in_any_letter_case() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let search = async |body: Value| api.json("POST", "/api/search", body).await.ok(201);
    let found = search(json!({"type": "customer", "query": "BYRON"})).await;
    assert_eq!(
        found,
        json!({"object": "list", "uri": "", "meta": {}, "data": [
            {"id": 700_101, "name": "Ada Mae Byron", "email": "ada@shop.test"},
            {"id": 700_139, "name": "Ada Byron", "email": "ada.byron@shop.test"},
        ]})
    );
    for (kind, query, expected) in [
        ("customer", "+1555", vec![]),
        ("customer_profile", "+15550100001", vec![700_102]),
        ("customers_by_phone", "0100001", vec![700_102]),
        ("agent", "grace", vec![31]),
        ("agent", "ACME", vec![31, 32, 33]),
        ("team", "", vec![11, 12]),
        ("tag", "ship", vec![503]),
        ("integration", "chat", vec![63]),
    ] {
        let found = search(json!({"type": kind, "query": query})).await;
        assert_eq!(ids(&found), expected, "{kind} {query}");
    }
    let phones = search(json!({"type": "customer_channel_phone", "size": 50})).await;
    assert_eq!(ids(&phones).len(), 13);
    assert_eq!(phones["data"][0]["customer"]["id"], 700_102);
    let emails = search(json!({"type": "customer_channel_email", "size": 50})).await;
    assert_eq!(ids(&emails).len(), 40);
    let both = search(json!({"type": "customer_channel", "size": 50})).await;
    assert_eq!(ids(&both).len(), 50);
    assert_eq!(ids(&search(json!({"type": "customer"})).await).len(), 10);

    let answer = api
        .json("POST", "/api/search", json!({"type": "tag"}))
        .await;
    assert_eq!(answer.header("x-gorgias-search-engine"), "ES");
    for bad in [
        json!({}),
        json!({"type": "ticket"}),
        json!({"type": "tag", "size": 0}),
        json!({"type": "tag", "size": 51}),
        json!({"type": "tag", "query": 7}),
        json!({"type": "tag", "limit": 7}),
    ] {
        api.json("POST", "/api/search", bad).await.error(400);
    }
}
