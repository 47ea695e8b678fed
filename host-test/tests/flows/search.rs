//! Search by part of a name, an email or a number.

use crate::support::World;
use serde_json::{Value, json};

async fn found(world: &World, arguments: &str) -> Vec<Value> {
    let list = world.ok(&format!("search({arguments})")).await;
    list.as_array().expect("a list").clone()
}

#[tokio::test]
async fn each_type_searches_its_own_records() {
    let world = World::start().await;
    assert_eq!(
        found(&world, r#""customer", "MAE""#).await,
        [json!({"id": 700_101, "name": "Ada Mae Byron", "email": "ada@shop.test"})]
    );
    // Names and emails, but no numbers.
    assert_eq!(
        found(&world, r#""customer", "0100001""#).await,
        [] as [Value; 0]
    );
    for kind in ["customer_profile", "customers_by_phone"] {
        let people = found(&world, &format!(r#""{kind}", "0100001""#)).await;
        assert_eq!(people.len(), 1, "{kind}");
        assert_eq!(people[0]["id"], 700_102);
    }
    let channels = found(&world, r#""customer_channel_phone", "0100001""#).await;
    assert_eq!(channels[0]["address"], "+15550100001");
    for (kind, query, id) in [
        ("agent", "grace", 31),
        ("team", "returns", 12),
        ("tag", "urg", 501),
        ("integration", "chat", 63),
    ] {
        let records = found(&world, &format!(r#""{kind}", "{query}""#)).await;
        assert_eq!(records.len(), 1, "{kind}");
        assert_eq!(records[0]["id"], id, "{kind}");
    }
    let accented = found(&world, r#""customer", "dvořák""#).await;
    assert_eq!(accented[0]["name"], "Jakub Dvořák");
}

#[tokio::test]
async fn the_size_bounds_what_comes() {
    let world = World::start().await;
    assert_eq!(found(&world, r#""customer""#).await.len(), 10);
    assert_eq!(found(&world, r#""customer", "", 3"#).await.len(), 3);
    assert_eq!(found(&world, r#""customer", none, 50"#).await.len(), 40);
}
