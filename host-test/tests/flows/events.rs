//! The audit log tells what was done.

use super::customers::ids_of;
use crate::support::World;
use serde_json::{Value, json};

fn types(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("a page has items");
    items
        .iter()
        .filter_map(|item| item["type"].as_str())
        .collect()
}

#[tokio::test]
async fn what_was_done_to_a_customer_is_there_to_read() {
    let world = World::start().await;
    world.ok("create-customer({channels: []})").await;
    world.ok(r#"update-customer(700141, {name: "New"})"#).await;
    world.ok("delete-customer(700141)").await;

    let page = world
        .ok(r#"list-events({object-type: "Customer", object-id: 700141})"#)
        .await;
    assert_eq!(
        types(&page),
        ["customer-deleted", "customer-updated", "customer-created"]
    );
    for event in page["items"].as_array().expect("events") {
        assert_eq!(event["object_id"], 700_141);
        assert_eq!(event["user_id"], 31, "the key's own user did it");
        let id = event["id"].as_u64().expect("an id");
        assert!(id > u64::from(u32::MAX / 2), "ids need more than 31 bits");
        assert_eq!(&world.ok(&format!("get-event({id})")).await, event);
    }
    assert_eq!(world.err("get-event(1)").await.kind, "not-found");
}

#[tokio::test]
async fn what_was_done_to_fields_is_there_too() {
    let world = World::start().await;
    world
        .ok(r#"create-custom-field({object-type: ticket, label: "x", definition: text({:})})"#)
        .await;
    world
        .ok("update-custom-fields([{id: 4418, priority: 9}, {id: 4411, priority: 8}])")
        .await;
    let page = world
        .ok(r#"list-events({object-type: "CustomField", object-id: 4418, order-by: created-datetime-asc})"#)
        .await;
    assert_eq!(
        types(&page),
        ["custom-field-created", "custom-field-updated"]
    );
}

#[tokio::test]
async fn filters_narrow_the_log() {
    let world = World::start().await;
    let of = async |query: &str| world.ok(&format!("list-events({{{query}}})")).await;

    let logins = of(r#"types: ["user-logged-in"], limit: 100"#).await;
    assert_eq!(ids_of(&logins).len(), 31);
    let both = of(r#"types: ["user-logged-in", "customer-created"], limit: 100"#).await;
    assert_eq!(ids_of(&both).len(), 71);
    let nobody = of(r#"types: ["customer-created"], user-ids: [31]"#).await;
    assert_eq!(ids_of(&nobody).len(), 0);

    let times = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().expect("events");
        items
            .iter()
            .map(|item| item["created_datetime"].to_string())
            .collect()
    };
    let asc = of(r#"types: ["user-logged-in"], limit: 100, order-by: created-datetime-asc"#).await;
    assert!(times(&asc).is_sorted());
    let (first, last) = ("2026-05-01T07:55:00Z", "2026-05-02T07:55:00+00:00");
    for (range, count) in [
        (format!(r#"gte: "{first}", lte: "{last}""#), 2),
        (format!(r#"gt: "{first}", lte: "{last}""#), 1),
        (format!(r#"gte: "{first}", lt: "{last}""#), 1),
        (format!(r#"gt: "{first}", lt: "{last}""#), 0),
    ] {
        let query = format!(r#"types: ["user-logged-in"], created-datetime: {{{range}}}"#);
        assert_eq!(ids_of(&of(&query).await).len(), count, "{range}");
    }
    assert_eq!(
        of("limit: 1").await["items"].as_array().map(Vec::len),
        Some(1)
    );

    // What one public client reports, and the mock holds to.
    let error = world.err(r#"list-events({object-type: "Customer"})"#).await;
    assert_eq!(error.kind, "invalid-input");
    let details: Value = serde_json::from_str(&error.details.expect("details")).expect("JSON");
    assert_eq!(
        details["error"]["data"],
        json!({"object_id": ["Required with object_type."]})
    );
}
