//! What customers have in their custom fields.

use crate::support::World;
use mock::{BulkValues, Mock, WrapShape};
use serde_json::{Value, json};

/// Field ids with their values.
async fn values(world: &World, customer: u64) -> Vec<(Value, Value)> {
    let list = world
        .ok(&format!("list-customer-custom-fields-values({customer})"))
        .await;
    pairs(&list)
}

fn pairs(list: &Value) -> Vec<(Value, Value)> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|item| (item["field"]["id"].clone(), item["value"].clone()))
        .collect()
}

#[tokio::test]
async fn a_value_of_each_kind_is_set_read_and_taken_away() {
    let world = World::start().await;
    assert_eq!(values(&world, 700_102).await, []);
    for (field, value, wire) in [
        (
            4411,
            r#"text("Collaborator::Ambassador")"#,
            json!("Collaborator::Ambassador"),
        ),
        (4412, "number(42)", json!(42)),
        (4412, "number(42.5)", json!(42.5)),
        (4413, "boolean(false)", json!(false)),
        (4414, r#"text("grün \"hell\"")"#, json!("grün \"hell\"")),
    ] {
        let set = world
            .ok(&format!(
                "update-customer-custom-field-value(700102, {field}, {value})"
            ))
            .await;
        assert_eq!(set["field"]["id"], field);
        assert_eq!(set["value"], wire);
    }
    assert_eq!(
        values(&world, 700_102).await,
        [
            (json!(4411), json!("Collaborator::Ambassador")),
            (json!(4412), json!(42.5)),
            (json!(4413), json!(false)),
            (json!(4414), json!("grün \"hell\"")),
        ]
    );
    let customer = world.ok(r#"get-customer(700102, ["custom_fields"])"#).await;
    assert_eq!(
        customer["custom_fields"]["4412"],
        json!({"id": 4412, "value": 42.5})
    );

    for field in [4411, 4413] {
        let call = format!("delete-customer-custom-field-value(700102, {field})");
        world.ok(&call).await;
        assert_eq!(world.err(&call).await.kind, "not-found");
    }
    assert_eq!(
        values(&world, 700_102).await,
        [
            (json!(4412), json!(42.5)),
            (json!(4414), json!("grün \"hell\""))
        ]
    );
    // The field itself stays.
    world.ok("get-custom-field(4411)").await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused() {
    let world = World::start().await;
    for (field, value) in [
        (4411, r#"text("VIPs")"#),
        (4411, "boolean(true)"),
        (4412, "number(29.9)"),
        (4412, r#"text("42")"#),
        (4413, "number(1)"),
    ] {
        let call = format!("update-customer-custom-field-value(700102, {field}, {value})");
        let error = world.err(&call).await;
        assert_eq!(error.kind, "invalid-input", "{call}: {error}");
        assert_eq!(error.status, Some(400));
    }
    for (customer, field) in [(1, 4411), (700_102, 1), (700_102, 4415)] {
        let call = format!(r#"update-customer-custom-field-value({customer}, {field}, text("x"))"#);
        assert_eq!(world.err(&call).await.kind, "not-found", "{call}");
    }
    assert_eq!(values(&world, 700_102).await, []);
}

/// Public clients contradict each other about what becomes of the values that are left out, and
/// about the answer's shape; the plugin reads what comes.
#[tokio::test]
async fn several_values_are_set_in_one_request() {
    const CALL: &str = r#"update-customer-custom-field-values(700101, [{id: 4414, value: text("blue")}, {id: 4412, value: number(38)}])"#;
    let set = [(json!(4414), json!("blue")), (json!(4412), json!(38))];
    for shape in [WrapShape::Data, WrapShape::BareArray] {
        for rule in [BulkValues::LeaveOthers, BulkValues::ReplaceAll] {
            let world = World::with(Mock::builder().wraps(shape).bulk_values(rule)).await;
            let before = values(&world, 700_101).await;
            assert_eq!(
                before,
                [(json!(4411), json!("VIP")), (json!(4413), json!(true))]
            );
            world.mock.clear_requests();

            assert_eq!(pairs(&world.ok(CALL).await), set);
            assert_eq!(
                world.requests(),
                ["PUT /api/customers/700101/custom-fields"]
            );
            let mut after = set.to_vec();
            if rule == BulkValues::LeaveOthers {
                after.extend(before);
            }
            after.sort_by_key(|(id, _)| id.as_u64());
            assert_eq!(values(&world, 700_101).await, after, "{shape:?} {rule:?}");
        }
    }
}
