//! The audit log, and what writes to it.

use serde_json::{Value, json};

use super::client::{Api, ids};
use crate::Mock;

async fn start() -> (Mock, Api) {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    (mock, api)
}

#[tokio::test]
async fn changes_leave_events() {
    let (_mock, api) = start().await;
    let made = api
        .json("POST", "/api/customers", json!({"channels": []}))
        .await
        .ok(201);
    let id = made["id"].as_u64().unwrap();
    api.json("PUT", &format!("/api/customers/{id}"), json!({"name": "X"}))
        .await
        .ok(200);
    api.delete(&format!("/api/customers/{id}"))
        .await
        .nothing(204);
    let field = json!({"object_type": "Ticket", "label": "x",
        "definition": {"data_type": "boolean", "input_settings": {"input_type": "dropdown"}}});
    let field = api.json("POST", "/api/custom-fields", field).await.ok(201);
    let field = field["id"].as_u64().unwrap();
    api.json(
        "PUT",
        &format!("/api/custom-fields/{field}"),
        json!({"label": "y"}),
    )
    .await
    .ok(200);
    api.json(
        "DELETE",
        "/api/customers",
        json!({"ids": [700_101, 700_102]}),
    )
    .await
    .nothing(204);

    let events = api.get("/api/events?limit=7").await.ok(200);
    let seen: Vec<(String, u64)> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["type"].as_str().unwrap().into(),
                one["object_id"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("customer-deleted", 700_102),
        ("customer-deleted", 700_101),
        ("custom-field-updated", field),
        ("custom-field-created", field),
        ("customer-deleted", id),
        ("customer-updated", id),
        ("customer-created", id),
    ];
    assert_eq!(seen, expected.map(|(name, id)| (name.to_owned(), id)));
    let data = &events["data"];
    assert_eq!(data[0]["context"], data[1]["context"], "one action");
    assert_eq!(data[0]["user_id"], 31);
    let id = data[0]["id"].as_u64().unwrap();
    assert!(id > 1 << 31);
    assert_eq!(data[0]["uri"], format!("/api/events/{id}/"));
    assert_eq!(api.get(&format!("/api/events/{id}")).await.ok(200), data[0]);
    api.get("/api/events/1").await.error(404);
}

#[tokio::test]
async fn filters_and_orders() {
    let (_mock, api) = start().await;
    let list = async |query: &str| api.get(&format!("/api/events?{query}")).await.ok(200);
    let all = list("limit=100").await;
    let times = |list: &Value| -> Vec<String> {
        let rows = list["data"].as_array().unwrap().iter();
        rows.map(|row| row["created_datetime"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(times(&all).is_sorted_by(|left, right| left >= right));
    let old = list("order_by=created_datetime:asc&limit=5").await;
    assert!(times(&old).is_sorted());
    let day = list(
        "created_datetime%5Bgte%5D=2026-05-04T00:00:00Z&created_datetime%5Blt%5D=2026-05-05&limit=100",
    )
    .await;
    assert!(!ids(&day).is_empty());
    assert!(
        times(&day)
            .iter()
            .all(|time| time.starts_with("2026-05-04"))
    );
    let at = &times(&day)[0];
    let at = at.replace('+', "%2B");
    assert_eq!(
        list(&format!(
            "created_datetime[gt]={at}&created_datetime[lte]={at}"
        ))
        .await["data"],
        json!([])
    );
    assert!(
        !ids(&list(&format!(
            "created_datetime[gte]={at}&created_datetime[lte]={at}"
        ))
        .await)
        .is_empty()
    );

    let one = list("object_type=Customer&object_id=700101").await;
    assert_eq!(one["data"][0]["type"], "customer-created");
    assert_eq!(one["data"][0]["user_id"], Value::Null);
    let two = list("types=ticket-created&types=ticket-closed&limit=100").await;
    assert!(
        two["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["object_type"] == "Ticket")
    );
    let mine = list("user_ids=33&limit=100").await;
    assert!(
        mine["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["user_id"] == 33)
    );
    assert!(!ids(&mine).is_empty());
    for query in [
        "types=ticket",
        "user_ids=31&user_ids=32",
        "object_type=Customer",
        "object_type=Message&object_id=1",
        "order_by=created_datetime",
        "created_datetime=2026-05-01",
        "created_datetime[eq]=2026-05-01",
        "created_datetime[gt]=may",
        "object_id=x",
        "limit=101",
    ] {
        api.get(&format!("/api/events?{query}")).await.error(400);
    }
}

#[tokio::test]
async fn paging_meets_every_event_once() {
    let (_mock, api) = start().await;
    let mut seen = Vec::new();
    let mut path = "/api/events".to_owned();
    loop {
        let page = api.get(&path).await.ok(200);
        assert!(ids(&page).len() <= 30);
        seen.extend(ids(&page));
        let Some(cursor) = page["meta"]["next_cursor"].as_str() else {
            break;
        };
        path = format!(
            "/api/events?cursor={}",
            cursor.replace('+', "%2B").replace('=', "%3D")
        );
    }
    let mut unique = seen.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), seen.len());
    assert!(seen.len() > 200);
    assert_eq!(unique.last().unwrap() - unique[0] + 1, seen.len() as u64);
}
