//! Many calls: one after the other in one session, in several sessions, and all at once.

use crate::support::samples::sample;
use crate::support::{World, call};
use gorgias_customers::tool::Tool;
use host_test::call::ToolError;
use mock::Mock;
use serde_json::Value;
use std::time::Duration;
use tokio::task::JoinSet;

/// A result in which nothing differs from one mock to the next.
fn comparable(world: &World, result: Result<Option<Value>, ToolError>) -> String {
    let text = format!("{result:?}");
    text.replace(&world.mock.base_url(), "API")
        .replace(&world.mock.files_origin(), "FILES")
}

/// Calls that succeed, and between them calls that fail in each way.
fn calls() -> Vec<&'static str> {
    let failures = [
        "get-customer(1)",
        "list-customers({limit: 0})",
        r#"create-customer({channels: [], email: "ada@shop.test"})"#,
        r#"update-customer-data(700101, "{")"#,
        r#"download-file("attachment", "h", "..")"#,
    ];
    Tool::ALL
        .iter()
        .map(|&tool| sample(tool))
        .zip(failures.into_iter().cycle())
        .flat_map(|(sample, failure)| [failure, sample])
        .collect()
}

/// The mock repeats itself to the byte, so two of them tell one way of calling from another.
#[tokio::test]
async fn a_session_that_is_used_again_answers_like_a_fresh_one() {
    let fresh = World::start().await;
    let reused = World::start().await;
    let mut session = reused.session().await;
    for text in calls() {
        let one = fresh.call(text).await;
        let other = call(&mut session, &reused.plugin, text).await;
        assert_eq!(
            comparable(&fresh, one),
            comparable(&reused, other),
            "{text}"
        );
    }
    assert_eq!(fresh.requests(), reused.requests());
}

#[tokio::test]
async fn a_session_that_is_used_again_needs_no_more_memory() {
    let world = World::start().await;
    let mut session = world.session().await;
    let calls = calls();
    let mut peaks = Vec::new();
    for _ in 0..8 {
        for text in &calls {
            // Creating what is there already, and deleting what is gone, fails from now on.
            let _ = call(&mut session, &world.plugin, text).await;
        }
        peaks.push(session.peak_memory());
    }
    // The shop has settled after two rounds.
    assert_eq!(
        peaks[2..].iter().min(),
        peaks[2..].iter().max(),
        "{peaks:?}"
    );
}

#[tokio::test]
async fn sessions_keep_their_settings_to_themselves() {
    let ours = World::start().await;
    let theirs = Mock::builder().access_token("their-token").customers(3);
    let theirs = World {
        mock: theirs.start().await.expect("a port is free"),
        plugin: ours.plugin.clone(),
    };
    let mut here = ours.session().await;
    let their_sandbox = host_test::Sandbox::new()
        .env("GORGIAS_BASE_URL", theirs.mock.base_url())
        .env("GORGIAS_ACCESS_TOKEN", "their-token")
        .env("GORGIAS_ACCESS", "read-only")
        .grant(&theirs.mock.base_url())
        .expect("a grant");
    let mut there = theirs.session_in(&their_sandbox).await;
    for _ in 0..3 {
        let mine = call(&mut here, &ours.plugin, "list-customers({limit: 100})");
        let other = call(&mut there, &ours.plugin, "list-customers({limit: 100})");
        let (mine, other) = tokio::join!(mine, other);
        let rows = |result: Result<Option<Value>, ToolError>| {
            let page = crate::support::value::read(result.expect("a page").unwrap_or_default());
            page["items"].as_array().map(Vec::len)
        };
        assert_eq!((rows(mine), rows(other)), (Some(40), Some(3)));
        let change = r#"update-customer(700101, {name: "x"})"#;
        assert!(call(&mut here, &ours.plugin, change).await.is_ok());
        let blocked = call(&mut there, &ours.plugin, change).await;
        assert_eq!(blocked.expect_err("read-only").kind, "blocked-by-policy");
    }
    let secrets = [(&ours, "Basic "), (&theirs, "Bearer their-token")];
    for (world, scheme) in secrets {
        for request in world.mock.requests() {
            let header = request.header("authorization").unwrap_or_default();
            assert!(header.starts_with(scheme), "{header}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_at_once_get_their_own_answers() {
    const CALLS: u64 = 64;
    let world = World::with(
        Mock::builder()
            .customers(CALLS as usize)
            // Long enough that all of them are under way together.
            .latency(Duration::from_millis(200)),
    )
    .await;
    let mut running = JoinSet::new();
    for index in 0..CALLS {
        let (plugin, sandbox) = (world.plugin.clone(), world.sandbox());
        running.spawn(async move {
            let id = 700_101 + index;
            // Reads, changes and failures side by side.
            let text = match index % 4 {
                0 | 1 => format!("get-customer({id})"),
                2 => format!(r#"update-customer({id}, {{external-id: "x-{id}"}})"#),
                _ => format!("get-customer({})", id - 100_000),
            };
            let mut session = plugin.start(&sandbox).await.expect("a session starts");
            (id, index % 4, call(&mut session, &plugin, &text).await)
        });
    }
    let mut answers = 0;
    while let Some(answer) = running.join_next().await {
        let (id, kind, result) = answer.expect("no call panics");
        answers += 1;
        let read = result.map(|value| crate::support::value::read(value.unwrap_or_default()));
        match (kind, read) {
            (3, Err(error)) => {
                let path = format!("/api/customers/{}", id - 100_000);
                assert_eq!(error.kind, "not-found");
                assert!(error.message.contains(&path), "{error}");
            }
            (3, Ok(value)) => panic!("{id}: {value}"),
            (_, Ok(customer)) => {
                assert_eq!(customer["id"], id);
                let changed = customer["external_id"] == format!("x-{id}");
                assert_eq!(changed, kind == 2, "{id}");
            }
            (_, Err(error)) => panic!("{id}: {error}"),
        }
    }
    assert_eq!(answers, CALLS);
    assert_eq!(world.requests().len() as u64, CALLS);
}

/// An embedder may stop waiting at any time.
#[tokio::test]
async fn a_call_that_is_given_up_disturbs_no_other() {
    let world = World::with(Mock::builder().latency(Duration::from_millis(100))).await;
    for id in 700_101..700_106 {
        let given_up = world.call("get-customer(700120)");
        let given_up = tokio::time::timeout(Duration::from_millis(30), given_up).await;
        assert!(given_up.is_err(), "the answer came too soon to give it up");
        let customer = world.ok(&format!("get-customer({id})")).await;
        assert_eq!(customer["id"], id);
    }
}
