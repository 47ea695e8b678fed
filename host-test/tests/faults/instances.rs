//! Many calls at once, many calls after each other, and what a failed one leaves behind.

use crate::class::Class;
use crate::plugin::{plugin, sandbox_for};
use host_test::bindings::types::ErrorKind;
use mock::faults::{Answer, Exchange, FaultServer, Reading, Received, Step};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// A server that treats customers by the last digit of their ids.
async fn mixed() -> std::io::Result<FaultServer> {
    FaultServer::answering(Reading::All, |_, request| {
        let id = id(request);
        let good = Answer::json(format!(r#"{{"id": {id}, "name": "customer {id}"}}"#));
        let send = |answer: Answer| Step::Send(answer.bytes());
        match id % 10 {
            1 => vec![send(
                Answer::new(404).body(format!(r#"{{"error": {{"msg": "No {id}."}}}}"#)),
            )],
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

fn id(request: &Received) -> u64 {
    let id = request.target.rsplit('/').next().unwrap_or_default();
    id.parse().unwrap_or(0)
}

/// What is wrong with the answer to get-customer(id), if anything.
fn wrong(id: u64, answered: &Result<String, host_test::bindings::types::Error>) -> Option<String> {
    let wanted = match id % 10 {
        1 => Err(ErrorKind::NotFound),
        2 => Err(ErrorKind::Timeout),
        3 => Err(ErrorKind::Network),
        4 => Err(ErrorKind::UnexpectedResponse),
        7 => Err(ErrorKind::RateLimited),
        _ => Ok(format!(r#"{{"id": {id}, "name": "customer {id}"}}"#)),
    };
    let fits = match (&wanted, answered) {
        (Ok(wanted), Ok(text)) => wanted == text,
        (Err(wanted), Err(error)) => {
            error.kind == *wanted && (id % 10 != 1 || error.message.contains(&format!("No {id}")))
        }
        _ => false,
    };
    (!fits).then(|| format!("{id}: {answered:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn calls_at_once_get_their_own_answers() -> anyhow::Result<()> {
    let server = mixed().await?;
    let sandbox = sandbox_for(&server, 6);
    let mut calls = JoinSet::new();
    for id in 1000..1064 {
        let sandbox = sandbox.clone();
        calls.spawn(async move {
            let mut session = plugin().start(&sandbox).await?;
            let answered = session
                .tools
                .call_gorgias_customers_get_customer(&mut session.store, id, None)
                .await?;
            anyhow::Ok(wrong(id, &answered))
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
async fn calls_after_each_other_leave_nothing_behind() -> anyhow::Result<()> {
    let server = mixed().await?;
    let mut session = plugin().start(&sandbox_for(&server, 1)).await?;
    let mut after_first_round = 0;
    for round in 0..6 {
        // Neither order nor the one before makes a difference.
        for step in 0..10 {
            let id = 10 * round + (step * 7 + round) % 10;
            // One stall is enough to wait for.
            if id % 10 == 2 && round > 0 {
                continue;
            }
            let answered = session
                .tools
                .call_gorgias_customers_get_customer(&mut session.store, id, None)
                .await?;
            assert_eq!(wrong(id, &answered), None);
        }
        if round == 0 {
            after_first_round = session.peak_memory();
        }
    }
    assert_eq!(session.peak_memory(), after_first_round);
    Ok(())
}

#[tokio::test]
async fn memory_is_given_back_after_every_call() -> anyhow::Result<()> {
    const SIZE: usize = 4 << 20;
    let server = FaultServer::answering(Reading::All, |number, _| {
        let body = " ".repeat(SIZE);
        let answer = match number % 4 {
            0 => Answer::json(body + "{}"),
            1 => Answer::json(body + "{"),
            2 => Answer::json(body + "{}").chunked(),
            _ => Answer::new(500).body(body),
        };
        vec![Step::Send(answer.bytes())]
    })
    .await?;
    let mut session = plugin().start(&sandbox_for(&server, 30)).await?;
    let mut peaks = Vec::new();
    for round in 0..5 {
        for _ in 0..4 {
            let _ = Class::Create.call(&mut session, SIZE).await?;
        }
        if round > 0 {
            peaks.push(session.peak_memory());
        }
    }
    assert!(peaks.iter().all(|peak| peak == &peaks[0]), "{peaks:?}");
    Ok(())
}

#[tokio::test]
async fn a_trap_spoils_its_own_session_only() -> anyhow::Result<()> {
    let huge = Answer::json(format!("[{}]", " ".repeat(6 << 20)));
    let server = FaultServer::answering(Reading::All, move |_, request| {
        let answer = match id(request) {
            1 => huge.clone(),
            _ => Class::Get.fine(""),
        };
        vec![Step::Send(answer.bytes())]
    })
    .await?;
    let narrow = sandbox_for(&server, 5).max_memory(3 << 20);
    let mut other = plugin().start(&narrow).await?;
    let mut spoilt = plugin().start(&narrow).await?;

    let get = async |session: &mut host_test::Session, id| {
        session
            .tools
            .call_gorgias_customers_get_customer(&mut session.store, id, None)
            .await
    };
    assert!(get(&mut spoilt, 2).await?.is_ok());
    assert!(get(&mut spoilt, 1).await.is_err(), "6 MB do not fit into 3");
    assert!(get(&mut spoilt, 2).await.is_err(), "a trap is for good");
    assert!(get(&mut other, 2).await?.is_ok());
    let mut next = plugin().start(&narrow).await?;
    assert!(get(&mut next, 2).await?.is_ok());
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_nothing_behind() -> anyhow::Result<()> {
    let server = mixed().await?;
    let sandbox = sandbox_for(&server, 30);
    let mut session = plugin().start(&sandbox).await?;
    let call = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, 2, None);
    assert!(timeout(Duration::from_millis(200), call).await.is_err());
    drop(session);
    let mut session = plugin().start(&sandbox).await?;
    let answered = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, 10, None)
        .await?;
    assert_eq!(wrong(10, &answered), None);
    Ok(())
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_no_call() -> anyhow::Result<()> {
    for class in [Class::Create, Class::Merge, Class::Upload, Class::Delete] {
        let closing = Exchange::answering(class.fine("")).close();
        let server = FaultServer::start([closing]).await?;
        let mut session = plugin().start(&sandbox_for(&server, 5)).await?;
        for _ in 0..3 {
            let answered = class.call(&mut session, 0).await?;
            assert!(answered.is_ok(), "{answered:?}");
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((server.exchanges(), server.connections()), (3, 3));
    }
    Ok(())
}

#[tokio::test]
async fn a_request_lost_on_a_kept_connection_is_not_sent_twice() -> anyhow::Result<()> {
    for class in [Class::Create, Class::Merge, Class::Upload] {
        let server = FaultServer::start([
            Exchange::answering(class.fine("")),
            Exchange::reading(Reading::All).reset(),
        ])
        .await?;
        let mut session = plugin().start(&sandbox_for(&server, 5)).await?;
        assert!(class.call(&mut session, 0).await?.is_ok());
        let error = class.call(&mut session, 0).await?.expect_err("it was lost");
        assert_eq!(error.kind, ErrorKind::Network);
        assert!(error.request_sent && error.message.contains("look before you repeat"));
        assert_eq!((server.exchanges(), server.connections()), (2, 1));
    }
    Ok(())
}
