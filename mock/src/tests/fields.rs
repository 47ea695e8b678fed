//! Custom fields and their values.

use serde_json::{Value, json};

use super::client::{Api, ids};
use crate::{BulkValues, Mock, WrapShape};

async fn start() -> (Mock, Api) {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    (mock, api)
}

fn text() -> Value {
    json!({"data_type": "text", "input_settings": {"input_type": "input"}})
}

#[tokio::test]
async fn create_change_archive_and_unarchive() {
    let (_mock, api) = start().await;
    let body = json!({
        "object_type": "Customer", "label": "Hat size", "priority": 0, "description": null,
        "definition": {"data_type": "number",
            "input_settings": {"input_type": "input_number", "min": "50", "max": 65}},
    });
    let made = api
        .json("POST", "/api/custom-fields", body.clone())
        .await
        .ok(201);
    assert_eq!(made["definition"], body["definition"]);
    assert_eq!(made["required"], false);
    assert_eq!(made["requirement_type"], "visible");
    assert_eq!(made["priority"], 8, "the next free one");
    let path = format!("/api/custom-fields/{}", made["id"]);
    assert_eq!(api.get(&path).await.ok(200), made);
    let archived = json!({"deactivated_datetime": "2026-06-01T10:00:00.000Z"});
    let field = api.json("PUT", &path, archived).await.ok(200);
    assert_eq!(field["deactivated_datetime"], "2026-06-01T10:00:00+00:00");
    let field = api
        .json("PUT", &path, json!({"label": "Hat"}))
        .await
        .ok(200);
    assert_eq!(field["label"], "Hat");
    assert_eq!(field["priority"], 8);
    assert_eq!(field["deactivated_datetime"], "2026-06-01T10:00:00+00:00");
    let field = api
        .json("PUT", &path, json!({"deactivated_datetime": null}))
        .await
        .ok(200);
    assert_eq!(field["deactivated_datetime"], Value::Null);
    api.get("/api/custom-fields/1").await.error(404);
    api.json("PUT", "/api/custom-fields/1", json!({"label": "x"}))
        .await
        .error(404);
}

#[tokio::test]
async fn a_bad_field_is_refused_with_its_keys() {
    let (_mock, api) = start().await;
    let error = api
        .json("POST", "/api/custom-fields", json!({}))
        .await
        .error(400);
    assert_eq!(error["msg"], "Failed to create custom field");
    for key in ["object_type", "label", "definition"] {
        assert_eq!(
            error["data"][key],
            json!(["Missing data for required field."])
        );
    }
    let good = json!({"object_type": "Customer", "label": "x", "definition": text()});
    for (key, bad) in [
        ("object_type", json!("customer")),
        ("label", json!("")),
        ("label", json!("x".repeat(256))),
        ("label", json!(null)),
        ("description", json!("x".repeat(1025))),
        ("priority", json!(5001)),
        ("priority", json!(1.5)),
        ("required", json!("yes")),
        ("managed_type", json!("contact_reason")),
        ("deactivated_datetime", json!("today")),
        (
            "definition",
            json!({"data_type": "date", "input_settings": {}}),
        ),
        ("definition", json!({"data_type": "text"})),
        (
            "definition",
            json!({"data_type": "text", "input_settings": {"input_type": "dropdown"}}),
        ),
        (
            "definition",
            json!({"data_type": "number", "input_settings": {"input_type": "input"}}),
        ),
        ("definition", json!("text")),
        ("shoe", json!(1)),
    ] {
        let mut body = good.clone();
        body[key] = bad.clone();
        let error = api
            .json("POST", "/api/custom-fields", body)
            .await
            .error(400);
        assert!(!error["data"][key].is_null(), "{key} {bad}: {error}");
    }
    let longest = json!({"object_type": "Customer", "label": "é".repeat(255), "definition": text(),
        "description": "", "priority": 5000, "managed_type": "customer_type"});
    api.json("POST", "/api/custom-fields", longest)
        .await
        .ok(201);
}

#[tokio::test]
async fn listing_needs_an_object_type() {
    let (_mock, api) = start().await;
    for query in [
        "",
        "?object_type=ticket",
        "?object_type=Ticket&archived=1",
        "?object_type=Ticket&order_by=created_datetime:desc",
        "?object_type=Ticket&limit=101",
    ] {
        api.get(&format!("/api/custom-fields{query}"))
            .await
            .error(400);
    }
    let list = async |query: &str| {
        api.get(&format!("/api/custom-fields?object_type={query}"))
            .await
            .ok(200)
    };
    let all = list("Ticket").await;
    assert_eq!(ids(&all), [4417, 4416, 4415]);
    assert_eq!(
        all["meta"],
        json!({"prev_cursor": null, "next_cursor": null, "total_resources": null})
    );
    assert_eq!(ids(&list("Ticket&archived=true").await), [4417]);
    assert_eq!(ids(&list("Ticket&archived=false").await), [4416, 4415]);
    assert_eq!(ids(&list("Customer&search=SIZE").await), [4412]);
    let first = list("Customer&order_by=priority:asc&limit=3").await;
    assert_eq!(ids(&first), [4411, 4412, 4413]);
    let cursor = first["meta"]["next_cursor"]
        .as_str()
        .unwrap()
        .replace('=', "%3D");
    let query = format!("Customer&order_by=priority:asc&limit=3&cursor={cursor}");
    assert_eq!(ids(&list(&query).await), [4414]);
}

#[tokio::test]
async fn several_fields_change_together_or_not_at_all() {
    let (_mock, api) = start().await;
    let path = "/api/custom-fields";
    let body = json!([
        {"id": 4411, "priority": 20, "requirement_type": "required"},
        {"id": 4412, "label": "Shoe"},
    ]);
    let answer = api.json("PUT", path, body).await.ok(200);
    assert_eq!(ids(&answer), [4411, 4412]);
    assert_eq!(answer["data"][0]["priority"], 20);
    assert_eq!(answer["data"][0]["requirement_type"], "required");
    let body = json!([{"id": 4412, "label": "Boot"}, {"id": 4413, "label": ""}]);
    let error = api.json("PUT", path, body).await.error(400);
    assert!(error["data"]["1"]["label"].is_array());
    let unknown = json!([{"id": 4412, "label": "Boot"}, {"id": 1, "label": "x"}]);
    api.json("PUT", path, unknown).await.error(404);
    api.json("PUT", path, json!({"id": 4412})).await.error(400);
    api.json("PUT", path, json!([{"label": "x"}]))
        .await
        .error(400);
    assert_eq!(
        api.get("/api/custom-fields/4412").await.ok(200)["label"],
        "Shoe"
    );
}

#[tokio::test]
async fn a_value_is_the_whole_body() {
    let (_mock, api) = start().await;
    let path = |field: u64| format!("/api/customers/700102/custom-fields/{field}");
    let set = api
        .json("PUT", &path(4411), json!("Collaborator::Ambassador"))
        .await
        .ok(200);
    assert_eq!(set["value"], "Collaborator::Ambassador");
    assert_eq!(set["field"]["id"], 4411);
    assert!(set["field"].get("requirement_type").is_none());
    api.json("PUT", &path(4412), json!(42)).await.ok(200);
    api.json("PUT", &path(4413), json!(false)).await.ok(200);
    api.json("PUT", &path(4414), json!("")).await.ok(200);
    for (field, bad) in [
        (4411, json!("Nobody")),
        (4411, json!(1)),
        (4412, json!("42")),
        (4412, json!(29)),
        (4412, json!(50.5)),
        (4413, json!("true")),
        (4414, json!(null)),
        (4414, json!(["x"])),
        (4411, json!({"id": 4411, "value": "VIP"})),
    ] {
        let error = api.json("PUT", &path(field), bad.clone()).await.error(400);
        assert!(error["data"]["value"].is_array(), "{bad}");
    }
    // Unknown, and a ticket's.
    api.json("PUT", &path(1), json!("x")).await.error(404);
    api.json("PUT", &path(4416), json!("x")).await.error(404);
    api.json("PUT", "/api/customers/1/custom-fields/4411", json!("VIP"))
        .await
        .error(404);

    let list = api.get("/api/customers/700102/custom-fields").await.ok(200);
    let values: Vec<_> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["value"])
        .collect();
    assert_eq!(
        values,
        [
            &json!("Collaborator::Ambassador"),
            &json!(42),
            &json!(false),
            &json!("")
        ]
    );
    assert!(list.get("meta").is_none());
    let customer = api.get("/api/customers/700102").await.ok(200);
    assert_eq!(
        customer["custom_fields"]["4412"],
        json!({"id": 4412, "value": 42})
    );
    api.delete(&path(4412)).await.nothing(204);
    api.delete(&path(4412)).await.error(404);
    let customer = api.get("/api/customers/700102").await.ok(200);
    assert!(customer["custom_fields"].get("4412").is_none());
}

#[tokio::test]
async fn several_values_at_once() {
    for (rule, left) in [(BulkValues::LeaveOthers, 3), (BulkValues::ReplaceAll, 2)] {
        let mock = Mock::builder().bulk_values(rule).start().await.unwrap();
        let api = Api::new(&mock);
        let path = "/api/customers/700101/custom-fields";
        let body = json!([{"id": 4412, "value": 40}, {"id": 4413, "value": false}]);
        let answer = api.json("PUT", path, body).await.ok(200);
        assert_eq!(answer["data"][0]["value"], 40);
        assert_eq!(answer["data"].as_array().unwrap().len(), 2);
        let body = json!([{"id": 4412, "value": 41}, {"id": 4413, "value": 7}, {"id": 4414}]);
        let error = api.json("PUT", path, body).await.error(400);
        assert!(error["data"]["1"]["value"].is_array() && error["data"]["2"]["value"].is_array());
        let list = api.get(path).await.ok(200);
        // The seeded VIP stays or goes.
        assert_eq!(list["data"].as_array().unwrap().len(), left, "{rule:?}");
    }
}

#[tokio::test]
async fn documented_shapes_on_request() {
    let mock = Mock::builder()
        .wraps(WrapShape::BareArray)
        .start()
        .await
        .unwrap();
    let api = Api::new(&mock);
    let path = "/api/customers/700101/custom-fields";
    assert_eq!(api.get(path).await.ok(200)[0]["value"], "VIP");
    let answer = api
        .json("PUT", path, json!([{"id": 4412, "value": 40}]))
        .await
        .ok(200);
    assert_eq!(answer[0]["value"], 40);
    let answer = api
        .json(
            "PUT",
            "/api/custom-fields",
            json!([{"id": 4412, "label": "x"}]),
        )
        .await;
    assert_eq!(answer.ok(200)[0]["label"], "x");
}
