//! Customers: create, read, list, change, delete.

use serde_json::{Value, json};

use super::client::{Api, ids};
use crate::Mock;

async fn start() -> (Mock, Api) {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    (mock, api)
}

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn create_then_get() {
    let (_mock, api) = start().await;
    let body = json!({
        "channels": [
            {"type": "email", "address": "zoe@shop.test", "preferred": true},
            {"type": "phone", "address": "+15550199"},
        ],
        "email": "zoe@shop.test", "external_id": "z-1", "language": "fr", "name": "Zoe van Dyk",
        "timezone": null, "firstname": "ignored",
    });
    let made = api.json("POST", "/api/customers", body).await.ok(201);
    assert_eq!(made["firstname"], "Zoe");
    assert_eq!(made["lastname"], "Dyk");
    assert_eq!(made["channels"][1]["preferred"], false);
    assert!(made.get("external_data").is_none() && made.get("ecommerce_data").is_none());
    let id = made["id"].as_u64().unwrap();
    let path = format!("/api/customers/{id}?relationships=custom_fields");
    let got = api.get(&path).await.ok(200);
    assert_eq!(
        keys(&got),
        [
            "id",
            "external_id",
            "active",
            "email",
            "name",
            "firstname",
            "lastname",
            "channels",
            "language",
            "timezone",
            "created_datetime",
            "updated_datetime",
            "meta",
            "data",
            "customer",
            "note",
            "custom_fields",
            "integrations",
            "external_data",
            "ecommerce_data",
        ]
    );
    assert_eq!(
        got["channels"][0]["customer"],
        json!({"id": id, "name": "Zoe van Dyk"})
    );
    assert_eq!(got["custom_fields"], json!({}));
    api.get(&format!("/api/customers/{id}?relationships=orders"))
        .await
        .error(400);
    api.get("/api/customers/1").await.error(404);
}

#[tokio::test]
async fn a_bad_customer_is_refused_with_its_fields() {
    let (_mock, api) = start().await;
    let body = json!({
        "channels": [{"type": "email"}, 7, {"type": "x", "address": "y", "preferred": "yes"}],
        "email": "nobody", "language": "french", "timezone": "Mars/Base", "name": 7,
    });
    let error = api.json("POST", "/api/customers", body).await.error(400);
    assert_eq!(error["msg"], "Failed to create customer");
    let data = &error["data"];
    assert_eq!(
        data["channels"]["0"]["address"],
        json!(["Missing data for required field."])
    );
    assert_eq!(
        data["channels"]["1"]["_schema"],
        json!(["Invalid input type."])
    );
    assert_eq!(
        data["channels"]["2"]["preferred"],
        json!(["Not a valid boolean."])
    );
    assert_eq!(data["email"], json!(["Not a valid email address."]));
    assert_eq!(data["language"], json!(["Not a valid language."]));
    assert_eq!(data["timezone"], json!(["Not a valid timezone."]));
    assert_eq!(data["name"], json!(["Not a valid string."]));
    let error = api
        .json("POST", "/api/customers", json!({}))
        .await
        .error(400);
    assert_eq!(
        error["data"]["channels"],
        json!(["Missing data for required field."])
    );
    for body in ["[]", "", "{"] {
        let headers = [
            ("authorization", super::client::BASIC),
            ("content-type", "application/json"),
        ];
        api.send("POST", "/api/customers", &headers, body)
            .await
            .error(400);
    }
    let headers = [("authorization", super::client::BASIC)];
    let body = r#"{"channels":[]}"#;
    api.send("POST", "/api/customers", &headers, body)
        .await
        .error(400);
    api.json("POST", "/api/customers", json!({"channels": []}))
        .await
        .ok(201);
}

#[tokio::test]
async fn an_address_has_one_owner() {
    let (_mock, api) = start().await;
    let taken = json!({"channels": [], "email": "ADA@shop.test"});
    api.json("POST", "/api/customers", taken).await.error(409);
    let channel = json!([{"type": "email", "address": "ada@shop.test", "preferred": true}]);
    let body = json!({"channels": channel});
    api.json("POST", "/api/customers", body.clone())
        .await
        .error(409);
    api.json("PUT", "/api/customers/700102", body.clone())
        .await
        .error(409);
    api.json(
        "PUT",
        "/api/customers/700102",
        json!({"email": "ada@shop.test"}),
    )
    .await
    .error(409);
    // Its owner may of course say it again.
    api.json("PUT", "/api/customers/700101", body).await.ok(200);
}

#[tokio::test]
async fn an_update_changes_what_is_sent() {
    let (_mock, api) = start().await;
    let path = "/api/customers/700103";
    let before = api.get(path).await.ok(200);
    assert_eq!(
        (&before["language"], &before["timezone"]),
        (&json!("fr"), &json!("Europe/Paris"))
    );
    let body = json!({"name": "Chloé Dubois", "language": null});
    let after = api.json("PUT", path, body).await.ok(200);
    assert_eq!(after["lastname"], "Dubois");
    assert_eq!(after["language"], Value::Null);
    assert_eq!(after["timezone"], before["timezone"]);
    assert_eq!(after["email"], before["email"]);
    assert_eq!(
        after["channels"][0]["address"],
        before["channels"][0]["address"]
    );
    assert_eq!(after["created_datetime"], before["created_datetime"]);
    assert!(after["updated_datetime"].as_str() > before["updated_datetime"].as_str());
    assert!(after.get("external_data").is_none());
    // Channels are replaced as a whole; one that stays keeps its id.
    let channels = json!([
        {"type": "whatsapp", "address": "+15550123"},
        {"type": "email", "address": "chloe.martin@shop.test", "preferred": true},
    ]);
    let after = api
        .json("PUT", path, json!({"channels": channels}))
        .await
        .ok(200);
    assert_eq!(after["channels"].as_array().unwrap().len(), 2);
    assert_eq!(after["channels"][1]["id"], before["channels"][0]["id"]);
    let after = api.json("PUT", path, json!({"channels": []})).await.ok(200);
    assert_eq!(after["channels"], json!([]));
    for nothing in [json!({}), json!({"firstname": "X"})] {
        api.json("PUT", path, nothing).await.error(400);
    }
    api.json("PUT", "/api/customers/1", json!({"name": "X"}))
        .await
        .error(404);
    let after = api.json("PUT", path, json!({"name": null})).await.ok(200);
    assert_eq!(
        (&after["firstname"], &after["lastname"]),
        (&json!(""), &json!(""))
    );
}

#[tokio::test]
async fn deleted_customers_are_gone() {
    let (_mock, api) = start().await;
    api.delete("/api/customers/700104").await.nothing(204);
    api.delete("/api/customers/700104").await.error(404);
    api.get("/api/customers/700104").await.error(404);
    let body = json!({"ids": [700_105, 700_106, 1]});
    api.json("DELETE", "/api/customers", body)
        .await
        .nothing(204);
    api.get("/api/customers/700105").await.error(404);
    api.get("/api/customers/700106").await.error(404);
    for bad in [
        json!({}),
        json!({"ids": []}),
        json!({"ids": ["7"]}),
        json!({"ids": 7}),
    ] {
        let error = api.json("DELETE", "/api/customers", bad).await.error(400);
        assert!(error["data"]["ids"].is_array());
    }
}

#[tokio::test]
async fn older_data_is_silently_ignored() {
    let (_mock, api) = start().await;
    let path = "/api/customers/700101/data";
    let set = async |data: Value, version: &str| {
        let body = json!({"data": data, "version": version});
        api.json("PUT", path, body).await.nothing(202);
        api.get("/api/customers/700101").await.ok(200)["external_data"].clone()
    };
    assert_eq!(
        set(json!({"plan": "gold"}), "2026-05-02T00:00:00Z").await,
        json!({"plan": "gold"})
    );
    assert_eq!(
        set(json!({"plan": "old"}), "2026-05-01T23:59:59Z").await,
        json!({"plan": "gold"})
    );
    assert_eq!(
        set(json!({"tier": 2}), "2026-05-02T00:00:00Z").await,
        json!({"tier": 2})
    );
    let error = api
        .json("PUT", path, json!({"version": null}))
        .await
        .error(400);
    assert!(error["data"]["data"].is_array());
    api.json("PUT", path, json!({"data": {}, "version": "May"}))
        .await
        .error(400);
    api.json("PUT", path, json!({"data": 7})).await.nothing(202);
    api.json("PUT", "/api/customers/1/data", json!({"data": {}}))
        .await
        .error(404);
}

#[tokio::test]
async fn pages_go_forward_and_back() {
    let (_mock, api) = start().await;
    let first = api.get("/api/customers?limit=15").await.ok(200);
    assert_eq!(first["object"], "list");
    assert_eq!(first["uri"], "/api/customers?limit=15");
    assert_eq!(keys(&first["meta"]), ["prev_cursor", "next_cursor"]);
    assert_eq!(first["meta"]["prev_cursor"], Value::Null);
    assert_eq!(
        keys(&first["data"][0]),
        [
            "id",
            "external_id",
            "active",
            "email",
            "name",
            "firstname",
            "lastname",
            "language",
            "timezone",
            "created_datetime",
            "updated_datetime",
            "meta",
            "data",
            "note",
            "custom_fields",
        ]
    );
    let follow = async |page: &Value, cursor: &str| {
        let cursor = page["meta"][cursor].as_str().unwrap().replace('=', "%3D");
        let path = format!("/api/customers?limit=15&cursor={cursor}");
        api.get(&path).await.ok(200)
    };
    let second = follow(&first, "next_cursor").await;
    // A row that comes in front shifts nothing.
    api.json("POST", "/api/customers", json!({"channels": []}))
        .await
        .ok(201);
    let third = follow(&second, "next_cursor").await;
    assert_eq!(third["meta"]["next_cursor"], Value::Null);
    let all = [ids(&first), ids(&second), ids(&third)].concat();
    let expected: Vec<u64> = (700_101..=700_140).rev().collect();
    assert_eq!(all, expected);
    let back = follow(&third, "prev_cursor").await;
    assert_eq!(ids(&back), ids(&second));
    // The row of a cursor may be gone.
    let last = ids(&first)[14];
    api.delete(&format!("/api/customers/{last}"))
        .await
        .nothing(204);
    assert_eq!(ids(&follow(&first, "next_cursor").await), ids(&second));
    assert_eq!(ids(&api.get("/api/customers").await.ok(200)).len(), 30);
}

#[tokio::test]
async fn bad_list_parameters_are_refused() {
    let (_mock, api) = start().await;
    for query in [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=",
        "limit=1&limit=2",
        "cursor=x",
        "cursor=",
        "order_by=name",
        "page=2",
        "language=french",
        "language=fr&limit=2",
        "view_id=1",
        "timezone=UTC&order_by=created_datetime:asc",
        "language=fr&cursor=x",
        "view_id=one",
    ] {
        let error = api.get(&format!("/api/customers?{query}")).await.error(400);
        assert!(error["data"].is_object(), "{query}: {error}");
    }
}

#[tokio::test]
async fn filters_and_orders() {
    let (_mock, api) = start().await;
    let find = async |query: &str| ids(&api.get(&format!("/api/customers?{query}")).await.ok(200));
    assert_eq!(find("email=Ada%40shop.test").await, [700_101]);
    assert_eq!(find("name=bruno+costa").await, [700_102]);
    assert_eq!(find("name=bruno").await, [0_u64; 0]);
    assert_eq!(find("external_id=shop-1001").await, [700_102]);
    assert_eq!(find("language=fr").await.len(), 8);
    assert_eq!(find("timezone=America/New_York").await.len(), 8);
    assert_eq!(
        find("view_id=301").await,
        [700_131, 700_121, 700_111, 700_101]
    );
    assert_eq!(
        find("channel_type=phone&channel_address=%2B15550100001").await,
        [700_102]
    );
    assert_eq!(
        find("channel_type=email&channel_address=%2B15550100001").await,
        [0_u64; 0]
    );
    assert_eq!(
        find("order_by=created_datetime:asc&limit=2").await,
        [700_101, 700_102]
    );
    api.json("PUT", "/api/customers/700120", json!({"name": "Later"}))
        .await
        .ok(200);
    assert_eq!(
        find("order_by=updated_datetime:desc&limit=1").await,
        [700_120]
    );
}
