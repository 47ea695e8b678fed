//! Credentials, limits, canned answers, the log, unknown routes.

use serde_json::json;

use super::client::{Api, BASIC, ids};
use crate::{Canned, ListShape, Mock, Origin, PageRules, RateLimit};

#[tokio::test]
async fn credentials_come_before_everything() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let bad = [
        vec![],
        vec![("authorization", "Basic YWdlbnRAYWNtZS50ZXN0Ondyb25n")],
        vec![("authorization", "Basic ???")],
        vec![("authorization", "Bearer wrong")],
        vec![("authorization", "mock-access-token")],
    ];
    for headers in bad {
        for path in ["/api/customers", "/api/customers/0", "/nowhere"] {
            let answer = api.send("GET", path, &headers, "").await;
            assert_eq!(answer.status, 401);
            assert_eq!(answer.body, r#"{"error":{"msg":"Unauthorized."}}"#);
        }
    }
    for good in [
        BASIC,
        "basic YWdlbnRAYWNtZS50ZXN0Om1vY2stYXBpLWtleQ==",
        "Bearer mock-access-token",
    ] {
        let answer = api
            .send("GET", "/api/customers", &[("authorization", good)], "")
            .await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn every_answer_has_the_common_headers() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let first = api.get("/api/customers/700101").await;
    assert_eq!(first.header("x-gorgias-account-api-call-limit"), "1/40");
    assert_eq!(first.header("content-type"), "application/json");
    let second = api.get("/nowhere").await;
    assert_eq!(second.header("x-gorgias-account-api-call-limit"), "1/40");
    assert_ne!(first.header("x-request-id"), "");
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let token = [("authorization", "Bearer mock-access-token")];
    let third = api.send("GET", "/api/customers", &token, "").await;
    assert_eq!(third.header("x-gorgias-account-api-call-limit"), "1/80");
}

#[tokio::test]
async fn unknown_routes_and_methods_explain_themselves() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    for (method, path) in [
        ("GET", "/customers"),
        ("PATCH", "/api/ticket"),
        ("GET", "/api/customers/abc"),
        ("GET", "/api/customers//custom-fields"),
        ("GET", "/api/customers//"),
        ("GET", "/api/events/1/2"),
    ] {
        let answer = api
            .send(method, path, &[("authorization", BASIC)], "")
            .await;
        let error = answer.error(404);
        assert_eq!(error["msg"], format!("{method} {path} was not expected"));
    }
    let answer = api
        .send("PATCH", "/api/customers/1", &[("authorization", BASIC)], "")
        .await;
    assert_eq!(answer.header("allow"), "GET, PUT, DELETE");
    answer.error(405);
    // One trailing slash is fine.
    api.get("/api/customers/700101/").await.ok(200);
    assert_eq!(mock.requests().len(), 8);
}

#[tokio::test]
async fn canned_answers_are_given_once_and_in_order() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    mock.answer_next(Canned::rate_limited(7).on("delete", "/api/customers/700101"));
    mock.answer_next(Canned::error(500, "Boom."));
    mock.answer_next(
        Canned::new(301)
            .header("location", "/api/customers/9")
            .header("x-request-id", "mine"),
    );
    mock.answer_next(Canned::new(503).html("<h1>Down</h1>").bare());

    let answer = api.get("/api/customers/700101").await;
    assert_eq!(answer.error(500), json!({"msg": "Boom."}));
    let answer = api.delete("/api/customers/700101").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "7"));
    assert_ne!(answer.header("x-request-id"), "");
    let answer = api.get("/api/customers/700101").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (301, "/api/customers/9")
    );
    assert_eq!(answer.header("x-request-id"), "mine");
    let answer = api.send("GET", "/", &[], "").await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (503, &b"<h1>Down</h1>"[..])
    );
    assert_eq!(answer.header("x-request-id"), "");
    assert_eq!(mock.pending_answers(), 0);
    // Nothing was deleted meanwhile.
    api.get("/api/customers/700101").await.ok(200);
    let statuses: Vec<_> = mock
        .requests()
        .iter()
        .map(|one| one.status.unwrap())
        .collect();
    assert_eq!(statuses, [500, 429, 301, 503, 200]);
}

#[tokio::test]
async fn the_log_has_what_was_on_the_wire() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let path = "/api/search?a%5Bgte%5D=x%2By+z&b=%C3%A9";
    api.json("POST", path, json!({"type": "tag"}))
        .await
        .error(400);
    let requests = mock.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(request.origin, Origin::Api);
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/api/search")
    );
    assert_eq!(request.raw_query, "a%5Bgte%5D=x%2By+z&b=%C3%A9");
    let pairs = [("a[gte]", "x+y z"), ("b", "é")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(request.query, pairs);
    assert_eq!(request.header("authorization"), Some(BASIC));
    assert_eq!(request.json(), Some(json!({"type": "tag"})));
    assert_eq!(request.status, Some(400));
    mock.clear_requests();
    assert!(mock.requests().is_empty());
    api.get("/api/events").await.ok(200);
    assert_eq!(mock.requests()[0].status, Some(200));
}

#[tokio::test]
async fn the_documented_limit_refuses_the_41st_request() {
    let mock = Mock::builder()
        .rate_limit(RateLimit::documented())
        .start()
        .await
        .unwrap();
    let api = Api::new(&mock);
    // The bucket leaks two requests a second, so a slow machine gets a few more through.
    let mut let_in = 0;
    let refused = loop {
        let answer = api.get("/api/customers/700101").await;
        if answer.status == 429 {
            break answer;
        }
        assert_eq!(answer.status, 200);
        let_in += 1;
        assert!(let_in < 10_000, "never refused");
    };
    assert!(let_in >= 40, "{let_in}");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("x-gorgias-account-api-call-limit"), "40/40");
    refused.error(429);
}

#[tokio::test]
async fn too_large_a_body_is_refused() {
    let mock = Mock::builder().upload_limit(100).start().await.unwrap();
    let api = Api::new(&mock);
    let body = json!({"type": "tag", "query": "x".repeat(100)});
    api.json("POST", "/api/search", body).await.error(413);
}

#[tokio::test]
async fn shapes_and_page_sizes_can_be_chosen() {
    let mock = Mock::builder()
        .lists(ListShape::BareArray)
        .customers(250)
        .pages(PageRules {
            default: 200,
            max: 500,
        })
        .start()
        .await
        .unwrap();
    let api = Api::new(&mock);
    let list = api.get("/api/customers").await.ok(200);
    assert_eq!(list.as_array().unwrap().len(), 200);
    let list = api.get("/api/customers?limit=500").await.ok(200);
    assert_eq!(list.as_array().unwrap().len(), 250);
    api.get("/api/customers?limit=501").await.error(400);
    let found = api
        .json("POST", "/api/search", json!({"type": "team"}))
        .await
        .ok(201);
    assert_eq!(found.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_dropped_mock_no_longer_answers() {
    let mock = Mock::start().await.unwrap();
    let address = mock.base_url().replace("http://", "");
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    drop(mock);
    // The listeners close as soon as their tasks run.
    for _ in 0..200 {
        if tokio::net::TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("still listening");
}

#[tokio::test]
async fn answers_are_the_same_in_every_run() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let mock = Mock::start().await.unwrap();
        let api = Api::new(&mock);
        let channels = json!([{"type": "email", "address": "new@shop.test", "preferred": true}]);
        let body = json!({"channels": channels, "email": "new@shop.test", "name": "New One"});
        let made = api.json("POST", "/api/customers", body).await.ok(201);
        let events = api.get("/api/events?limit=5").await.ok(200);
        assert_eq!(ids(&events).len(), 5);
        runs.push((made, events));
    }
    assert_eq!(runs[0], runs[1]);
}
