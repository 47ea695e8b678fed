//! Custom fields: define, fill, read, archive.

use crate::support::World;
use serde_json::{Value, json};

/// Field ids with their values.
fn pairs(list: &Value) -> Vec<(Value, Value)> {
    let list = list.as_array().expect("a list").iter();
    list.map(|item| (item["field"]["id"].clone(), item["value"].clone()))
        .collect()
}

#[tokio::test]
async fn a_field_is_defined_and_archived_and_comes_back() {
    let world = World::start().await;
    let made = world
        .ok(r#"create-custom-field({object-type: customer, label: "Größe", definition: dropdown({choices: ["A", "B::C"], default: "A"}), priority: 3})"#)
        .await;
    assert_eq!(made["id"], 4418);
    assert_eq!(
        made["definition"],
        json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["A", "B::C"], "default": "A"}})
    );
    assert_eq!(world.ok("get-custom-field(4418)").await, made);

    for (changes, archived) in [
        (
            r#"deactivated-datetime: "2026-05-30T12:00:00Z""#,
            json!([4418]),
        ),
        // A change of something else does not bring it back.
        (r#"label: "Size""#, json!([4418])),
        ("clear: [deactivated-datetime]", json!([])),
    ] {
        world
            .ok(&format!("update-custom-field(4418, {{{changes}}})"))
            .await;
        let list = world
            .ok("list-custom-fields(customer, {archived: true})")
            .await;
        let ids = list["items"].as_array().expect("fields").iter();
        let ids: Value = ids.map(|field| field["id"].clone()).collect();
        assert_eq!(ids, archived, "{changes}");
    }
    assert_eq!(world.ok("get-custom-field(4418)").await["label"], "Size");
}

#[tokio::test]
async fn a_value_of_each_kind_is_set_read_and_taken_away() {
    let world = World::start().await;
    for (field, value, wire) in [
        (
            4411,
            r#"text("Collaborator::Ambassador")"#,
            json!("Collaborator::Ambassador"),
        ),
        (4412, "number(42.5)", json!(42.5)),
        (4413, "boolean(false)", json!(false)),
        (4414, r#"text("grün \"hell\"")"#, json!("grün \"hell\"")),
    ] {
        let set = world
            .ok(&format!(
                "update-customer-custom-field-value(700102, {field}, {value})"
            ))
            .await;
        assert_eq!((&set["field"]["id"], &set["value"]), (&json!(field), &wire));
    }
    world
        .ok(r#"update-customer-custom-field-values(700102, [{id: 4414, value: text("blue")}, {id: 4412, value: number(38)}])"#)
        .await;
    world
        .ok("delete-customer-custom-field-value(700102, 4413)")
        .await;
    let values = world.ok("list-customer-custom-fields-values(700102)").await;
    assert_eq!(
        pairs(&values),
        [
            (json!(4411), json!("Collaborator::Ambassador")),
            (json!(4412), json!(38)),
            (json!(4414), json!("blue")),
        ]
    );
    let customer = world.ok(r#"get-customer(700102, ["custom_fields"])"#).await;
    assert_eq!(
        customer["custom_fields"]["4412"],
        json!({"id": 4412, "value": 38})
    );
}
