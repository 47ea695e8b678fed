//! Merging customers.

use serde_json::{Value, json};

use super::client::Api;
use crate::Mock;

#[tokio::test]
async fn the_source_becomes_the_target() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let path = "/api/customers/merge?source_id=700139&target_id=700101";
    let merged = api
        .json("PUT", path, json!({"name": "Other"}))
        .await
        .ok(200);
    assert_eq!(merged["id"], 700_101);
    assert_eq!(merged["name"], "Ada Mae Byron");
    assert_eq!(merged["channels"].as_array().unwrap().len(), 2);
    assert!(merged.get("external_data").is_none() && merged.get("ecommerce_data").is_some());

    let gone = "/api/customers/700139";
    for answer in [
        api.get(gone).await,
        api.delete(gone).await,
        api.json("PUT", gone, json!({"name": "X"})).await,
        api.json("PUT", &format!("{gone}/data"), json!({"data": {}}))
            .await,
        api.get(&format!("{gone}/custom-fields")).await,
    ] {
        assert_eq!(answer.header("location"), "/api/customers/700101");
        answer.nothing(301);
    }
    let events = api.get("/api/events?limit=2").await.ok(200);
    let (newest, second) = (&events["data"][0], &events["data"][1]);
    assert_eq!(newest["type"], "customer-merged");
    assert_eq!(newest["object_id"], 700_101);
    assert_eq!(newest["data"], json!({"source_customer_id": 700_139}));
    assert_eq!(second["type"], "customer-deleted");
    assert_eq!(second["object_id"], 700_139);
    assert_ne!(newest["context"], second["context"]);

    // The target of a merge may be merged in its turn.
    let path = "/api/customers/merge?source_id=700101&target_id=700102";
    api.json("PUT", path, json!({})).await.ok(200);
    assert_eq!(
        api.get(gone).await.header("location"),
        "/api/customers/700102"
    );
}

#[tokio::test]
async fn a_bad_merge_changes_nothing() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let merge = async |query: &str, body: Value| {
        let path = format!("/api/customers/merge{query}");
        api.json("PUT", &path, body).await
    };
    for query in [
        "",
        "?source_id=700101",
        "?target_id=700101",
        "?source_id=700101&target_id=700101",
        "?source_id=0&target_id=700101",
        "?source_id=a&target_id=700101",
        "?source_id=700101&target_id=700102&keep=1",
    ] {
        merge(query, json!({})).await.error(400);
    }
    // The ids belong in the query.
    merge("", json!({"source_id": 700_139, "target_id": 700_101}))
        .await
        .error(400);
    merge("?source_id=1&target_id=700101", json!({}))
        .await
        .error(404);
    merge("?source_id=700101&target_id=1", json!({}))
        .await
        .error(404);
    merge("?source_id=700101&target_id=700102", json!([]))
        .await
        .error(400);
    merge("?source_id=700101&target_id=700103", json!({"email": 7}))
        .await
        .error(400);
    // Both bought in the shop.
    merge("?source_id=700102&target_id=700105", json!({}))
        .await
        .error(409);
    for id in [700_101, 700_102, 700_105] {
        api.get(&format!("/api/customers/{id}")).await.ok(200);
    }
}
