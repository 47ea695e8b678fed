//! Both kinds of statistics.

use serde_json::{Value, json};

use super::client::Api;
use crate::Mock;

async fn start() -> (Mock, Api) {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    (mock, api)
}

fn may() -> Value {
    json!([
        {"member": "periodStart", "operator": "afterDate", "values": ["2026-05-01"]},
        {"member": "periodEnd", "operator": "beforeDate", "values": ["2026-06-01"]},
    ])
}

fn query(scope: &str, more: Value) -> Value {
    let mut query = json!({"scope": scope, "filters": may(), "timezone": "UTC"});
    for (key, value) in more.as_object().unwrap() {
        query[key] = value.clone();
    }
    json!({"query": query})
}

const STATS: &str = "/api/reporting/stats";

fn sum(rows: &Value, measure: &str) -> u64 {
    rows["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row[measure].as_u64().unwrap())
        .sum()
}

#[tokio::test]
async fn rows_are_grouped_ordered_and_paged() {
    let (_mock, api) = start().await;
    let total = api
        .json("POST", STATS, query("tickets-created", json!({})))
        .await
        .ok(200);
    assert_eq!(total["data"], json!([{"ticketCount": 124}]));
    assert_eq!(
        total["meta"],
        json!({"scope": "tickets-created", "prev_cursor": null, "next_cursor": null,
            "total": 1, "offset": 0, "limit": 30})
    );
    let by_agent = json!({"dimensions": ["agentId"], "order": [["ticketCount", "desc"]]});
    let rows = api
        .json("POST", STATS, query("tickets-created", by_agent))
        .await
        .ok(200);
    assert_eq!(rows["data"].as_array().unwrap().len(), 3);
    assert_eq!(sum(&rows, "ticketCount"), 124);
    assert!(rows["data"][0]["ticketCount"].as_u64() >= rows["data"][1]["ticketCount"].as_u64());

    let daily = json!({"dimensions": ["channel"], "measures": ["ticketCount"],
        "time_dimensions": [{"dimension": "createdDatetime", "granularity": "day"}]});
    let body = query("tickets-created", daily);
    let mut path = format!("{STATS}?limit=20");
    let mut rows = Vec::new();
    loop {
        let page = api.json("POST", &path, body.clone()).await.ok(200);
        assert_eq!(page["meta"]["offset"], rows.len());
        rows.extend(page["data"].as_array().unwrap().clone());
        assert_eq!(page["uri"], path);
        let Some(cursor) = page["meta"]["next_cursor"].as_str() else {
            assert_eq!(page["meta"]["total"], rows.len());
            break;
        };
        path = format!("{STATS}?limit=20&cursor={}", cursor.replace('=', "%3D"));
    }
    assert_eq!(rows[0]["createdDatetime"], "2026-05-01T00:00:00.000");
    let keys: Vec<_> = rows[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["channel", "createdDatetime", "ticketCount"]);
    let total: u64 = rows
        .iter()
        .map(|row| row["ticketCount"].as_u64().unwrap())
        .sum();
    assert_eq!(total, 124);
    for granularity in ["hour", "week", "month"] {
        let time = json!({"time_dimensions":
            [{"dimension": "createdDatetime", "granularity": granularity}]});
        let path = format!("{STATS}?limit=10000");
        let rows = api
            .json("POST", &path, query("tickets-created", time))
            .await
            .ok(200);
        assert_eq!(sum(&rows, "ticketCount"), 124);
        let first = &rows["data"][0]["createdDatetime"];
        // The first of May 2026 is a Friday.
        let expected = match granularity {
            "hour" => "2026-05-01T08:00:00.000",
            "week" => "2026-04-27T00:00:00.000",
            _ => "2026-05-01T00:00:00.000",
        };
        assert_eq!(first, expected);
    }
}

#[tokio::test]
async fn filters_narrow() {
    let (_mock, api) = start().await;
    let count = async |scope: &str, filter: Value, measure: &str| {
        let mut filters = may();
        filters.as_array_mut().unwrap().push(filter);
        let body = query(scope, json!({"filters": filters}));
        api.json("POST", STATS, body).await.ok(200)["data"][0][measure]
            .as_u64()
            .unwrap()
    };
    let scope = "tickets-created";
    let email = json!({"member": "channel", "operator": "one-of", "values": ["email"]});
    let other = json!({"member": "channel", "operator": "not-one-of", "values": ["email"]});
    let emails = count(scope, email, "ticketCount").await;
    assert!(emails > 0);
    assert_eq!(emails + count(scope, other, "ticketCount").await, 124);
    let agents = json!({"member": "agentId", "operator": "one-of", "values": [31, "32"]});
    assert!(count(scope, agents, "ticketCount").await < 124);
    let tags = json!({"member": "tags", "values": [{"operator": "all-of", "values": [501, 503]}]});
    assert_eq!(count(scope, tags, "ticketCount").await, 21);
    let fields = json!({"member": "customFields", "values":
        [{"custom_field_id": 4415, "operator": "one-of", "values": ["Return"]}]});
    assert_eq!(count(scope, fields, "ticketCount").await, 0);
    let day = json!({"member": "createdDatetime", "operator": "inDateRange",
        "values": ["2026-05-04", "2026-05-05"]});
    assert_eq!(count(scope, day, "ticketCount").await, 4);
    let nobody = json!({"member": "agentId", "operator": "one-of", "values": [99]});
    assert_eq!(count("messages-sent", nobody, "messagesCount").await, 0);
}

#[tokio::test]
async fn every_scope_answers_its_measures() {
    let (_mock, api) = start().await;
    for (scope, measure) in [
        ("tickets-closed", "ticketCount"),
        ("tickets-open", "ticketCount"),
        ("tickets-replied", "ticketCount"),
        ("one-touch-tickets", "ticketCount"),
        ("messages-sent", "messagesCount"),
        ("messages-received", "messagesCount"),
        ("messages-per-ticket", "averageMessagesCount"),
        ("first-response-time", "medianFirstResponseTime"),
        ("resolution-time", "averageResolutionTime"),
        ("satisfaction-surveys", "averageSurveyScore"),
        ("tags", "ticketCount"),
    ] {
        let rows = api
            .json("POST", STATS, query(scope, json!({})))
            .await
            .ok(200);
        assert!(
            rows["data"][0][measure].as_f64() > Some(0.0),
            "{scope}: {rows}"
        );
    }
    let tags = json!({"dimensions": ["tagId"], "filters": []});
    let rows = api.json("POST", STATS, query("tags", tags)).await.ok(200);
    assert_eq!(rows["data"][0]["tagId"], 501);
    // What the shop has not, and what its account lacks.
    let none = api
        .json("POST", STATS, query("auto-qa", json!({})))
        .await
        .ok(200);
    assert_eq!(
        (&none["data"], &none["meta"]["total"]),
        (&json!([]), &json!(0))
    );
    api.json("POST", STATS, query("voice-calls", json!({})))
        .await
        .error(500);
}

#[tokio::test]
async fn a_bad_query_is_refused() {
    let (_mock, api) = start().await;
    for missing in ["scope", "filters", "timezone"] {
        let mut body = query("tickets-created", json!({}));
        body["query"].as_object_mut().unwrap().shift_remove(missing);
        let error = api.json("POST", STATS, body).await.error(400);
        assert!(error["data"]["query"][missing].is_array(), "{error}");
    }
    for more in [
        json!({"scope": "weather"}),
        json!({"dimensions": ["teamId"]}),
        json!({"measures": ["messagesCount"]}),
        json!({"time_dimensions": [{"dimension": "closedDatetime", "granularity": "day"}]}),
        json!({"time_dimensions": [{"dimension": "createdDatetime", "granularity": "year"}]}),
        json!({"order": [["agentId", "desc"]]}),
        json!({"order": [["ticketCount", "down"]]}),
        json!({"timezone": "Mars/Base"}),
        json!({"filters": [{"member": "weather", "operator": "one-of", "values": []}]}),
        json!({"filters": [{"member": "agentId", "operator": "like", "values": []}]}),
        json!({"filters": {}}),
        json!({"limit": 3}),
    ] {
        api.json("POST", STATS, query("tickets-created", more))
            .await
            .error(400);
    }
    api.json("POST", STATS, json!({"scope": "tickets-created"}))
        .await
        .error(400);
    let year = |end: &str| {
        json!({"filters": [
            {"member": "periodStart", "operator": "afterDate", "values": ["2025-06-01"]},
            {"member": "periodEnd", "operator": "beforeDate", "values": [end]},
        ]})
    };
    let fits = api
        .json("POST", STATS, query("tickets-created", year("2026-06-02")))
        .await;
    assert_eq!(fits.ok(200)["data"][0]["ticketCount"], 124);
    let error = api
        .json("POST", STATS, query("tickets-created", year("2026-06-03")))
        .await
        .error(400);
    assert_eq!(error["msg"], "Maximum allowed period size is 366 days");
    for paging in ["limit=0", "limit=10001", "cursor=x", "page=2"] {
        let path = format!("{STATS}?{paging}");
        api.json("POST", &path, query("tickets-created", json!({})))
            .await
            .error(400);
    }
}

fn filters(more: Value) -> Value {
    let mut filters = json!({"period":
        {"start_datetime": "2026-05-01T00:00:00Z", "end_datetime": "2026-05-31T23:59:59Z"}});
    for (key, value) in more.as_object().unwrap() {
        filters[key] = value.clone();
    }
    json!({"filters": filters})
}

#[tokio::test]
async fn legacy_statistics_have_their_documented_shapes() {
    let (_mock, api) = start().await;
    let get = async |name: &str| {
        api.json("POST", &format!("/api/stats/{name}"), filters(json!({})))
            .await
            .ok(200)
    };
    let overview = get("overview").await;
    let items = overview["data"]["data"].as_array().unwrap();
    assert_eq!(items.len(), 8);
    assert_eq!(
        items[0],
        json!({"name": "total_new_tickets", "type": "number", "value": 124, "delta": 100})
    );
    assert_eq!(items[5]["type"], "duration");
    assert_eq!(items[5]["more_is_better"], false);
    assert_eq!(
        overview["meta"]["start_datetime"],
        "2026-05-01T00:00:00+00:00"
    );
    assert_eq!(
        overview["meta"]["end_datetime"],
        "2026-05-31T23:59:59+00:00"
    );
    assert_eq!(
        overview["meta"]["previous_end_datetime"],
        "2026-05-01T00:00:00+00:00"
    );

    let total = get("total-tickets-created").await;
    assert_eq!(total["data"]["data"]["value"], 124);
    let volume = get("support-volume").await;
    assert_eq!(volume["data"]["label"], "Support volume");
    assert_eq!(
        volume["data"]["legend"]["axes"],
        json!({"x": "Day", "y": "Tickets"})
    );
    let series = &volume["data"]["data"];
    assert_eq!(series["axes"]["x"][0], 1_777_593_600);
    assert_eq!(series["axes"]["x"].as_array().unwrap().len(), 31);
    assert_eq!(series["lines"][0]["name"], "created");
    assert_eq!(series["lines"][0]["data"][0], 4);
    let agents = get("tickets-closed-per-agent").await;
    assert_eq!(
        agents["data"]["data"]["lines"][0][0],
        json!({"value": "Grace Kim"})
    );
    let surveys = get("satisfaction-surveys").await;
    assert_eq!(surveys["data"]["data"][0]["name"], "average_rating");
    assert_eq!(surveys["data"]["data"][1]["name"], "total_sent");
    for name in [
        "total-tickets-replied",
        "total-tickets-closed",
        "total-messages-sent",
        "total-messages-received",
        "median-first-response-time",
        "median-resolution-time",
        "total-one-touch-tickets",
        "resolution-time",
        "first-response-time",
        "tickets-created-per-hour-per-weekday",
        "tickets-per-tag",
        "tickets-created-per-channel",
        "tickets-created-per-channel-per-day",
        "tickets-closed-per-agent-per-day",
        "messages-sent-per-macro",
        "latest-satisfaction-surveys",
    ] {
        assert!(!get(name).await["data"]["data"].is_null(), "{name}");
        let path = format!("/api/stats/{name}/download");
        let csv = api.json("POST", &path, filters(json!({}))).await;
        assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv"));
        assert!(
            csv.body.iter().filter(|byte| **byte == b'\n').count() >= 2,
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_csv_says_the_same() {
    let (_mock, api) = start().await;
    let path = "/api/stats/tickets-closed-per-agent";
    let only = filters(json!({"agents": [32], "channels": ["email", "chat"], "tags": []}));
    let table = api.json("POST", path, only.clone()).await.ok(200);
    let closed = &table["data"]["data"]["lines"][0][1]["value"];
    assert_eq!(table["data"]["data"]["lines"].as_array().unwrap().len(), 1);
    let csv = api.json("POST", &format!("{path}/download"), only).await;
    assert_eq!(
        csv.body,
        format!("Agent,Closed tickets\nOmar Haddad,{closed}\n")
    );
}

#[tokio::test]
async fn a_bad_legacy_request_is_refused() {
    let (_mock, api) = start().await;
    let error = api
        .json("POST", "/api/stats/weather", filters(json!({})))
        .await
        .error(400);
    assert!(error["msg"].as_str().unwrap().contains("does not exist"));
    api.json("POST", "/api/stats/weather/download", filters(json!({})))
        .await
        .error(400);
    for bad in [
        json!({}),
        json!({"filters": []}),
        json!({"filters": {"period": {"start_datetime": "2026-05-01"}}}),
        json!({"filters": {"period": {"start_datetime": "2026-05-02", "end_datetime": "2026-05-01"}}}),
        filters(json!({"agents": ["Grace"]})),
        filters(json!({"weather": []})),
    ] {
        api.json("POST", "/api/stats/overview", bad)
            .await
            .error(400);
    }
    let mock = Mock::builder()
        .legacy_statistics(false)
        .start()
        .await
        .unwrap();
    let api = Api::new(&mock);
    let error = api
        .json("POST", "/api/stats/overview", filters(json!({})))
        .await
        .error(400);
    assert!(error["msg"].as_str().unwrap().contains("does not exist"));
}
