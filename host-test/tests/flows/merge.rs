//! Two customers become one, and the one that is gone says so from then on.

use crate::support::World;
use serde_json::{Value, json};

const MERGED: u64 = 700_102;

#[tokio::test]
async fn the_source_lives_on_in_the_target() {
    let world = World::start().await;
    world
        .ok("update-customer-custom-field-value(700102, 4412, number(41))")
        .await;
    let target = world
        .ok(r#"merge-customers(700102, 700104, {name: "Dmitri & Bruno"})"#)
        .await;
    assert_eq!(target["id"], 700_104);
    let channels = target["channels"].as_array().expect("channels");
    let addresses: Vec<&Value> = channels.iter().map(|one| &one["address"]).collect();
    assert_eq!(
        addresses,
        [
            "dmitri.orlov@shop.test",
            "bruno.costa@shop.test",
            "+15550100001"
        ]
    );
    assert_eq!(target["custom_fields"]["4412"]["value"], 41);
    assert_eq!(
        target["integrations"]["61"]["__integration_type__"],
        "shopify"
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
        assert_eq!(error.kind, "merged", "{call}: {error}");
        assert_eq!(error.status, Some(301));
        let details = error.details.expect("where to");
        assert_eq!(details, r#"{"location":"/api/customers/700104"}"#);
        assert!(error.message.contains("/api/customers/700104"), "{call}");
        // Redirects are not followed: a change must not hit another customer than the one named.
        assert_eq!(world.requests().len(), 1, "{call}");
    }
    world.ok("get-customer(700104)").await;
}

#[tokio::test]
async fn a_chain_of_merges_leads_to_its_end() {
    let world = World::start().await;
    world.ok("merge-customers(700101, 700103)").await;
    world.ok("merge-customers(700103, 700104)").await;
    for id in [700_101, 700_103] {
        let error = world.err(&format!("get-customer({id})")).await;
        assert_eq!(error.kind, "merged");
        assert!(error.message.contains("700104"), "{error}");
    }
    let values = world.ok("list-customer-custom-fields-values(700104)").await;
    let values = values.as_array().expect("a list");
    assert!(
        values.iter().any(|value| value["value"] == "VIP"),
        "{values:?}"
    );
}

#[tokio::test]
async fn a_merge_that_fails_leaves_both() {
    let world = World::start().await;
    let both_bought = world.err("merge-customers(700102, 700105)").await;
    assert_eq!(both_bought.kind, "conflict");
    let unknown = world.err("merge-customers(700102, 1)").await;
    assert_eq!(unknown.kind, "not-found");
    for id in [700_102, 700_105] {
        world.ok(&format!("get-customer({id})")).await;
    }
}

#[tokio::test]
async fn a_merge_is_in_the_audit_log_twice() {
    let world = World::start().await;
    world
        .ok(&format!("merge-customers({MERGED}, 700104)"))
        .await;
    let page = world
        .ok(r#"list-events({types: ["customer-deleted", "customer-merged"]})"#)
        .await;
    let events = page["items"].as_array().expect("a list");
    assert_eq!(events.len(), 2);
    let (merged, deleted) = (&events[0], &events[1]);
    assert_eq!(merged["type"], "customer-merged");
    assert_eq!(merged["object_id"], 700_104);
    assert_eq!(merged["data"], json!({"source_customer_id": MERGED}));
    assert_eq!(deleted["type"], "customer-deleted");
    assert_eq!(deleted["object_id"], MERGED);
    assert_ne!(merged["context"], deleted["context"]);
}
