//! Many calls: one after the other in one session, in several sessions, and all at once; and what a
//! failed one leaves behind.

use crate::{
    calls::{self, Row},
    faults::class::Class,
    support::{Call, Outcome, World, make, plugin, sandbox_for},
};
use host::{
    Options, Plugin, Session,
    bindings::types::{Error, ErrorKind},
};
use mock::{
    Mock,
    faults::{Answer, Exchange, FaultServer, Reading, Received, Step},
};
use serde_json::Value;
use std::time::Duration;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// Starts a server that treats customers by the last digit of their ids.
async fn mixed() -> std::io::Result<FaultServer> {
    FaultServer::answering(Reading::All, |_, request| {
        let id = id(request);
        let good = Answer::json(customer(id));
        let missing = Answer::new(404).body(format!(r#"{{"error": {{"msg": "No {id}."}}}}"#));
        let send = |answer: Answer| Step::Send(answer.bytes());
        match id % 10 {
            1 => vec![send(missing)],
            2 => vec![Step::Stall],
            3 => vec![Step::Reset],
            4 => vec![send(Answer::json("{")), Step::Close],
            5 => vec![Step::Wait(Duration::from_millis(300)), send(good)],
            6 => vec![send(good.in_chunks_of(3))],
            7 => vec![send(Answer::new(429).header("retry-after", "60"))],
            8 => vec![send(good), Step::Close],
            _ => vec![send(good)],
        }
    })
    .await
}

/// Returns a customer; one whose id ends in 9 is one of 6 MiB.
fn customer(id: u64) -> String {
    let blanks = " ".repeat(if id % 10 == 9 { 6 << 20 } else { 0 });
    format!(r#"{{"id": {id}, "name": "customer {id}"}}{blanks}"#)
}

fn id(request: &Received) -> u64 {
    let id = request.target.rsplit('/').next().unwrap_or_default();
    id.parse().unwrap_or(0)
}

async fn get(session: &mut Session, id: u64) -> wasmtime::Result<Result<String, Error>> {
    let (tools, store) = (&session.tools, &mut session.store);
    tools
        .call_gorgias_customers_get_customer(store, id, None)
        .await
}

/// Judges what `mixed` let get-customer(id) answer; none when it is right.
fn wrong(id: u64, answered: &Result<String, Error>) -> Option<String> {
    let wanted = match id % 10 {
        1 => Err(ErrorKind::NotFound),
        2 => Err(ErrorKind::Timeout),
        3 => Err(ErrorKind::Network),
        4 => Err(ErrorKind::UnexpectedResponse),
        7 => Err(ErrorKind::RateLimited),
        _ => Ok(customer(id)),
    };
    let fits = match (&wanted, answered) {
        (Ok(wanted), Ok(text)) => wanted == text,
        (Err(wanted), Err(error)) => {
            error.kind == *wanted && (id % 10 != 1 || error.message.contains(&format!("No {id}")))
        }
        _ => false,
    };
    (!fits).then(|| format!("{id}: {answered:.1000?}"))
}

/// With memory on demand, and with memory that was set aside.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_once_get_their_own_answers() -> anyhow::Result<()> {
    let server = mixed().await?;
    let sandbox = sandbox_for(&server, 8);
    let pooled = Plugin::with_options(Options {
        pool: Some(64),
        ..Options::default()
    })?;
    let mut calls = JoinSet::new();
    for (id, plugin) in (1000..1064).flat_map(|id| [(id, plugin()), (id, pooled.clone())]) {
        let sandbox = sandbox.clone();
        calls.spawn(async move {
            let mut session = plugin.start(&sandbox).await?;
            anyhow::Ok(wrong(id, &get(&mut session, id).await?))
        });
    }
    let mut problems = Vec::new();
    while let Some(ended) = calls.join_next().await {
        problems.extend(ended??);
    }
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[tokio::test]
async fn neither_order_nor_the_call_before_makes_a_difference() -> anyhow::Result<()> {
    let server = mixed().await?;
    let mut session = plugin().start(&sandbox_for(&server, 1)).await?;
    for round in 0..4 {
        for step in 0..10 {
            let id = 100 + 10 * round + (step * 7 + round) % 10;
            // One stall, and one row of resets, are enough to wait for.
            if round > 0 && matches!(id % 10, 2 | 3) {
                continue;
            }
            assert_eq!(wrong(id, &get(&mut session, id).await?), None);
        }
    }
    Ok(())
}

/// Calls that succeed, and between them calls that fail in each way.
fn good_and_bad() -> Vec<(Call, Option<&'static Row>)> {
    let failures = [
        ("get_customer", r#"{"id": 1}"#),
        ("list_customers", r#"{"limit": 0}"#),
        (
            "create_customer",
            r#"{"channels": [], "email": "ada@shop.test"}"#,
        ),
        (
            "update_customer_data",
            r#"{"customer_id": 700101, "data": "{"}"#,
        ),
        (
            "download_file",
            r#"{"file_type": "a", "domain_hash": "h", "resource_name": ".."}"#,
        ),
    ];
    let failures = failures.into_iter().cycle();
    let pairs = calls::examples().into_iter().zip(failures);
    pairs
        .flat_map(|((_, row), (tool, arguments))| {
            [
                (calls::call(tool, arguments), None),
                (row.call(), Some(row)),
            ]
        })
        .collect()
}

/// The mock repeats itself to the byte, so two of them tell one way of calling from another.
#[tokio::test]
async fn a_session_that_is_used_again_answers_like_a_fresh_one_and_needs_no_more_memory() {
    let (fresh, reused) = (World::start().await, World::start().await);
    let mut session = reused.session().await;
    let comparable = |world: &World, result: Outcome| {
        let text = format!("{result:?}");
        text.replace(&world.mock.base_url(), "API")
            .replace(&world.mock.files_origin(), "FILES")
    };
    let mut peaks = Vec::new();
    for _ in 0..4 {
        for (call, row) in good_and_bad() {
            if let Some(row) = row {
                row.prepare(&fresh.mock);
                row.prepare(&reused.mock);
            }
            let one = comparable(&fresh, fresh.call(&call).await);
            let other = comparable(&reused, make(&mut session, &call).await);
            assert_eq!(one, other, "{call}");
        }
        peaks.push(session.peak_memory());
    }
    assert_eq!(fresh.requests(), reused.requests());
    assert_eq!(
        peaks[1..].iter().min(),
        peaks[1..].iter().max(),
        "{peaks:?}"
    );
}

#[tokio::test]
async fn sessions_keep_their_settings_to_themselves() {
    let list = calls::call("list_customers", r#"{"limit": 100}"#);
    let change = calls::call("update_customer", r#"{"id": 700101, "name": "x"}"#);
    let ours = World::start().await;
    let other = Mock::builder()
        .access_token("their-token")
        .customers(3_usize);
    let theirs = World {
        mock: other.start().await.expect("a port is free"),
        plugin: ours.plugin.clone(),
    };
    let their_sandbox = theirs
        .sandbox()
        .env("GORGIAS_EMAIL", "")
        .env("GORGIAS_API_KEY", "")
        .env("GORGIAS_ACCESS_TOKEN", "their-token")
        .env("GORGIAS_ACCESS", "read-only");
    let mut here = ours.session().await;
    let mut there = ours
        .plugin
        .start(&their_sandbox)
        .await
        .expect("a session starts");
    for _ in 0..3 {
        let (mine, other) = tokio::join!(make(&mut here, &list), make(&mut there, &list));
        let rows = [mine, other].map(|result| {
            let page = result.expect("a page").unwrap_or_default();
            let items = page["items"].as_str().unwrap_or_default();
            serde_json::from_str::<Vec<Value>>(items).map_or(0, |items| items.len())
        });
        assert_eq!(rows, [40, 3]);
        assert!(make(&mut here, &change).await.is_ok());
        let blocked = make(&mut there, &change).await;
        assert_eq!(blocked.expect_err("read-only").kind, "blocked-by-policy");
    }
    for (world, scheme) in [(&ours, "Basic "), (&theirs, "Bearer their-token")] {
        for request in world.mock.requests() {
            let header = request.header("authorization").unwrap_or_default();
            assert!(header.starts_with(scheme), "{header}");
        }
    }
}

#[tokio::test]
async fn sessions_share_their_connections() {
    let world = World::start().await;
    let get = calls::call("get_customer", r#"{"id": 700101}"#);
    for _ in 0..10 {
        world.call(&get).await.expect("a customer");
    }
    // One may come before the connection of the one before is back in the pool.
    let connections = world.mock.connections();
    assert!(connections < 5, "{connections}");
}

#[tokio::test]
async fn a_trap_spoils_its_own_session_only() -> anyhow::Result<()> {
    let server = mixed().await?;
    let plugin = plugin();
    let narrow = sandbox_for(&server, 5).max_memory(3 << 20);
    let mut other = plugin.start(&narrow).await?;
    let mut spoilt = plugin.start(&narrow).await?;

    assert!(get(&mut spoilt, 10).await?.is_ok());
    assert!(
        get(&mut spoilt, 9).await.is_err(),
        "6 MiB do not fit into 3"
    );
    assert!(get(&mut spoilt, 10).await.is_err(), "a trap is for good");
    assert!(spoilt.peak_memory() <= 3 << 20);
    assert!(get(&mut other, 10).await?.is_ok());
    let mut next = plugin.start(&narrow).await?;
    assert!(get(&mut next, 10).await?.is_ok());
    Ok(())
}

/// An embedder may stop waiting at any time.
#[tokio::test]
async fn a_call_that_is_given_up_leaves_nothing_behind() -> anyhow::Result<()> {
    let server = mixed().await?;
    let (plugin, sandbox) = (plugin(), sandbox_for(&server, 30));
    for id in [10, 20, 30] {
        let mut session = plugin.start(&sandbox).await?;
        let given_up = timeout(Duration::from_millis(50), get(&mut session, 2)).await;
        assert!(given_up.is_err(), "the answer came too soon to give it up");
        drop(session);
        let mut session = plugin.start(&sandbox).await?;
        assert_eq!(wrong(id, &get(&mut session, id).await?), None);
    }
    Ok(())
}

#[tokio::test]
async fn a_request_lost_on_a_kept_connection_is_not_sent_twice() -> anyhow::Result<()> {
    for class in Class::ONCE {
        let server = FaultServer::start([
            Exchange::answering(class.fine("").answer()),
            Exchange::reading(Reading::All).reset(),
        ])
        .await?;
        let mut session = plugin().start(&sandbox_for(&server, 5)).await?;
        let call = class.call(0);
        assert!(make(&mut session, &call).await.is_ok());
        // Time for the connection to go back to the pool.
        sleep(Duration::from_millis(50)).await;
        let error = make(&mut session, &call).await.expect_err("it was lost");
        assert_eq!(error.kind, "network");
        assert!(error.request_sent && error.message.contains("look before you repeat"));
        assert_eq!((server.exchanges(), server.connections()), (2, 1));
    }
    Ok(())
}
