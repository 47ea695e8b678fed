//! Create, find, change, merge, delete; and the audit log that tells of it.

use crate::support::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_customer_from_the_first_day_to_the_last() {
    let world = World::start().await;
    let made = world
        .ok(r#"create-customer({channels: [{type: "email", address: "zoë@shop.test", preferred: true}], email: "zoë@shop.test", external-id: "crm-7", language: "fr", name: "Zoë van der Meer"})"#)
        .await;
    assert_eq!(made["id"], 700_141);
    assert_eq!(made["channels"][0]["address"], "zoë@shop.test");
    let read = world.ok("get-customer(700141)").await;
    for (key, value) in made.as_object().expect("a customer") {
        assert_eq!(&read[key], value, "{key}");
    }
    let listed = world
        .ok(r#"list-customers({email: "zoë@shop.test"})"#)
        .await;
    assert_eq!(listed["items"][0]["external_id"], "crm-7");
    let found = world.ok(r#"search("customer", "VAN DER")"#).await;
    assert_eq!(found[0]["id"], 700_141);

    // Null is not the same as absent, nor as an empty text.
    let after = world
        .ok(r#"update-customer(700141, {external-id: "", clear: [language]})"#)
        .await;
    assert_eq!(after["name"], made["name"]);
    assert_eq!(after["external_id"], "");
    assert_eq!(after["language"], Value::Null);
    world
        .ok(r#"update-customer-data(700141, "{\"plan\":\"gold\"}")"#)
        .await;
    let read = world.ok("get-customer(700141)").await;
    assert_eq!(read["external_data"], json!({"plan": "gold"}));

    world.ok("delete-customers([700140, 700141])").await;
    for call in ["get-customer(700141)", "delete-customer(700140)"] {
        assert_eq!(world.err(call).await.kind, "not-found");
    }
}

#[tokio::test]
async fn who_was_merged_says_so_from_then_on() {
    let world = World::start().await;
    let target = world
        .ok(r#"merge-customers(700102, 700104, {name: "Dmitri & Bruno"})"#)
        .await;
    assert_eq!(target["id"], 700_104);
    let channels = target["channels"].as_array().expect("channels");
    let addresses: Vec<&Value> = channels.iter().map(|one| &one["address"]).collect();
    assert!(
        addresses.contains(&&json!("bruno.costa@shop.test")),
        "{addresses:?}"
    );

    // Every way to the source ends here, and says where to go on.
    for call in [
        "get-customer(700102)",
        r#"update-customer(700102, {name: "x"})"#,
        "delete-customer(700102)",
        r#"update-customer-data(700102, "{}")"#,
        "list-customer-custom-fields-values(700102)",
        "update-customer-custom-field-value(700102, 4412, number(42))",
        "update-customer-custom-field-values(700102, [{id: 4412, value: number(42)}])",
        "delete-customer-custom-field-value(700102, 4412)",
        "merge-customers(700102, 700104)",
    ] {
        world.mock.clear_requests();
        let error = world.err(call).await;
        assert_eq!(
            (&*error.kind, error.status),
            ("merged", Some(301)),
            "{call}: {error}"
        );
        let details = error.details.expect("where to");
        assert_eq!(details, r#"{"location":"/api/customers/700104"}"#);
        // Redirects are not followed: a change must not hit another customer than the one named.
        assert_eq!(world.requests().len(), 1, "{call}");
    }
}

#[tokio::test]
async fn what_was_done_is_there_to_read() {
    let world = World::start().await;
    world.ok("create-customer({channels: []})").await;
    world.ok(r#"update-customer(700141, {name: "New"})"#).await;
    world.ok("delete-customer(700141)").await;
    let page = world
        .ok(r#"list-events({object-type: "Customer", object-id: 700141})"#)
        .await;
    let events = page["items"].as_array().expect("events");
    let types: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(
        types,
        ["customer-deleted", "customer-updated", "customer-created"]
    );
    for event in events {
        let id = event["id"].as_u64().expect("an id");
        assert!(id > u64::from(u32::MAX / 2), "ids need more than 31 bits");
        assert_eq!(&world.ok(&format!("get-event({id})")).await, event);
    }
}
