//! A plugin that runs out of memory takes its session along and nothing else.

use crate::support::World;
use host_test::call::Call;
use mock::Canned;

const LIST: &str = "list-customers({limit: 100})";

/// More than a session with [`LITTLE`] memory can hold.
fn large_answer() -> Canned {
    let body = format!(r#"{{"data": ["{}"]}}"#, "x".repeat(6 << 20));
    Canned::new(200)
        .header("content-type", "application/json")
        .body(body)
}

/// Enough to run, not enough for the answer.
const LITTLE: usize = 4 << 20;

#[tokio::test]
async fn after_a_trap_the_next_session_works() {
    let world = World::start().await;
    let call = Call::parse(LIST, &world.plugin).expect("a call");
    let little = world.sandbox().max_memory(LITTLE);
    for _ in 0..3 {
        world.mock.answer_next(large_answer());
        let mut session = world.session_in(&little).await;
        let trap = session.call(&call).await;
        assert!(
            trap.is_err(),
            "{:?}",
            trap.map(|outcome| outcome.wave().len())
        );
        // Its own session is spoilt, and says so at once.
        assert!(session.call(&call).await.is_err());
        assert!(session.peak_memory() <= LITTLE);

        // The same answer fits where there is room, and others fit here.
        world.mock.answer_next(large_answer());
        world.ok(LIST).await;
        let mut session = world.session_in(&little).await;
        let outcome = session.call(&call).await.expect("no trap");
        assert!(outcome.get().is_ok());
    }
}

/// The plugin's own limit comes before the host's: an error instead of a trap.
#[tokio::test]
async fn a_limit_for_answers_avoids_the_trap() {
    let world = World::start().await;
    world.mock.answer_next(large_answer());
    let careful = world
        .sandbox()
        .max_memory(LITTLE)
        .env("GORGIAS_MAX_RESPONSE_BYTES", "500000");
    let error = world.call_in(&careful, LIST).await.expect_err("too large");
    assert_eq!(error.kind, "too-large");
}

#[tokio::test]
async fn a_session_without_memory_does_not_start() {
    let world = World::start().await;
    let nothing = world.sandbox().max_memory(1);
    assert!(world.plugin.start(&nothing).await.is_err());
    world.ok("get-customer(700101)").await;
}
