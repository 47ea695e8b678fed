//! Custom fields: define, change, re-order, archive.

use super::customers::ids_of;
use crate::support::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_field_of_each_kind_reads_as_it_was_defined() {
    let world = World::start().await;
    for (id, (definition, wire)) in (4418..).zip([
        (
            r#"text({placeholder: "Blau"})"#,
            json!({"data_type": "text", "input_settings": {"input_type": "input", "placeholder": "Blau"}}),
        ),
        (
            r#"dropdown({choices: ["A", "B::C"], default: "A"})"#,
            json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["A", "B::C"], "default": "A"}}),
        ),
        (
            "number({min: -1.5, max: 50})",
            json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": -1.5, "max": 50}}),
        ),
        (
            "boolean({default: true})",
            json!({"data_type": "boolean", "input_settings": {"input_type": "dropdown", "default": true}}),
        ),
        (
            r#"other("{\"data_type\":\"text\",\"input_settings\":{\"input_type\":\"input\"}}")"#,
            json!({"data_type": "text", "input_settings": {"input_type": "input"}}),
        ),
    ]) {
        let made = world
            .ok(&format!(
                r#"create-custom-field({{object-type: customer, label: "Größe {id}", definition: {definition}, description: "d", required: true, priority: {id}}})"#
            ))
            .await;
        assert_eq!(made["id"], id);
        assert_eq!(made["definition"], wire);
        assert_eq!(made["label"], format!("Größe {id}"));
        assert_eq!(made["required"], true);
        assert_eq!(made["priority"], id);
        assert_eq!(world.ok(&format!("get-custom-field({id})")).await, made);
    }
    let found = world
        .ok(r#"list-custom-fields(customer, {search: "größe", order-by: priority-asc})"#)
        .await;
    assert_eq!(ids_of(&found), [4418, 4419, 4420, 4421, 4422]);
    let none = world
        .ok(r#"list-custom-fields(ticket, {search: "größe"})"#)
        .await;
    assert_eq!(ids_of(&none), [] as [u64; 0]);
}

#[tokio::test]
async fn an_archived_field_comes_back() {
    let world = World::start().await;
    let lists = async |object: &str| {
        let mut lists = Vec::new();
        for archived in ["none", "true", "false"] {
            let call = format!(
                "list-custom-fields({object}, {{archived: {archived}, order-by: priority-asc}})"
            );
            lists.push(ids_of(&world.ok(&call).await));
        }
        lists
    };
    let all = vec![4411, 4412, 4413, 4414];
    assert_eq!(lists("customer").await, [all.clone(), vec![], all.clone()]);

    let archived = world
        .ok(r#"update-custom-field(4414, {deactivated-datetime: "2026-05-30T12:00:00Z"})"#)
        .await;
    assert_eq!(
        archived["deactivated_datetime"],
        "2026-05-30T12:00:00+00:00"
    );
    let without = vec![4411, 4412, 4413];
    assert_eq!(lists("customer").await, [all.clone(), vec![4414], without]);

    // A change of something else does not bring it back.
    let renamed = world
        .ok(r#"update-custom-field(4414, {label: "Colour"})"#)
        .await;
    assert_eq!(renamed["label"], "Colour");
    assert_ne!(renamed["deactivated_datetime"], Value::Null);
    assert_eq!(lists("customer").await[1], [4414]);

    let back = world
        .ok("update-custom-field(4414, {clear: [deactivated-datetime]})")
        .await;
    assert_eq!(back["deactivated_datetime"], Value::Null);
    assert_eq!(back["label"], "Colour");
    assert_eq!(lists("customer").await, [all.clone(), vec![], all]);
    assert_eq!(lists("ticket").await[1], [4417]);
}

#[tokio::test]
async fn an_update_changes_what_is_named_and_nothing_else() {
    let world = World::start().await;
    let before = world.ok("get-custom-field(4411)").await;
    let after = world
        .ok(r#"update-custom-field(4411, {description: "Who", external-id: "x"})"#)
        .await;
    assert_eq!(after["description"], "Who");
    assert_eq!(after["external_id"], "x");
    for key in [
        "label",
        "definition",
        "managed_type",
        "priority",
        "required",
        "object_type",
    ] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let cleared = world
        .ok("update-custom-field(4411, {required: true, clear: [description, external-id, managed-type]})")
        .await;
    assert_eq!(cleared["required"], true);
    for key in ["description", "external_id", "managed_type"] {
        assert_eq!(cleared[key], Value::Null, "{key}");
    }
    assert_eq!(cleared["label"], before["label"]);
}

#[tokio::test]
async fn several_are_reordered_in_one_request() {
    let world = World::start().await;
    let changed = world
        .ok("update-custom-fields([{id: 4413, priority: 40}, {id: 4411, priority: 30, requirement-type: required}, {id: 4412, priority: 20, label: \"Size\"}])")
        .await;
    assert_eq!(world.requests(), ["PUT /api/custom-fields"]);
    let changed = changed.as_array().expect("a list");
    let summary: Vec<_> = changed
        .iter()
        .map(|field| (&field["id"], &field["priority"], &field["requirement_type"]))
        .collect();
    assert_eq!(
        summary,
        [
            (&json!(4413), &json!(40), &json!("visible")),
            (&json!(4411), &json!(30), &json!("required")),
            (&json!(4412), &json!(20), &json!("visible")),
        ]
    );
    // Highest first is the default.
    let listed = world.ok("list-custom-fields(customer)").await;
    assert_eq!(ids_of(&listed), [4413, 4411, 4412, 4414]);
    assert_eq!(listed["items"][2]["label"], "Size");
}
