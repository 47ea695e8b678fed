//! Many connections and many requests.

use std::time::Duration;

use super::client::Api;
use crate::Mock;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_connections_and_thousands_of_requests() {
    let mock = Mock::start().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..200_u64 {
        // A client each: a connection each, kept for all its requests.
        let api = Api::new(&mock);
        tasks.spawn(async move {
            for turn in 0..20 {
                let id = 700_101 + (task + turn) % 40;
                let customer = api.get(&format!("/api/customers/{id}")).await.ok(200);
                assert_eq!(customer["id"], id);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(mock.requests().len(), 4_000);
    assert!(mock.requests().iter().all(|one| one.status == Some(200)));
    assert_eq!(mock.connections(), 200);
}

#[tokio::test]
async fn a_pause_comes_before_each_answer() {
    let pause = Duration::from_millis(120);
    let mock = Mock::builder().latency(pause).start().await.unwrap();
    let api = Api::new(&mock);
    let start = std::time::Instant::now();
    api.get("/api/customers/700101").await.ok(200);
    api.get("/nowhere").await.error(404);
    assert!(start.elapsed() >= pause * 2);
}

#[tokio::test]
async fn the_log_keeps_the_newest() {
    let mock = Mock::builder().keep_log(3).start().await.unwrap();
    let api = Api::new(&mock);
    for id in 700_101..700_111 {
        api.get(&format!("/api/customers/{id}")).await.ok(200);
    }
    let paths: Vec<_> = mock.requests().into_iter().map(|one| one.path).collect();
    assert_eq!(
        paths,
        [108, 109, 110].map(|id| format!("/api/customers/700{id}"))
    );
    assert!(mock.requests().iter().all(|one| one.status == Some(200)));
}

#[tokio::test]
async fn large_bodies_push_older_ones_out_of_the_log() {
    let mock = Mock::builder().upload_limit(0).start().await.unwrap();
    let api = Api::new(&mock);
    let body = bytes::Bytes::from(vec![b'x'; 50 << 20]);
    for _ in 0..3 {
        let headers = [("authorization", super::client::BASIC)];
        let answer = api
            .send("POST", "/api/search", &headers, body.clone())
            .await;
        answer.error(413);
    }
    assert_eq!(mock.requests().len(), 2);
}
