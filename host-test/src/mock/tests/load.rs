//! Many connections and many requests.

use std::time::Duration;

use super::client::Api;
use crate::mock::Mock;

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
async fn a_pause_before_answers_does_not_block_others() {
    let mock = Mock::builder()
        .latency(Duration::from_millis(300))
        .start()
        .await
        .unwrap();
    let start = std::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let api = Api::new(&mock);
        tasks.spawn(async move { api.get("/api/customers/700101").await.ok(200) });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let passed = start.elapsed();
    assert!(passed >= Duration::from_millis(300));
    // One after the other would take six seconds.
    assert!(passed < Duration::from_secs(4), "{passed:?}");
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
