//! The embedding: what a sandbox holds back, and what survives what.

use host_test::bindings::types::ErrorKind;
use host_test::{Options, Plugin, Sandbox};
use mock::{Mock, RateLimit};
use std::sync::LazyLock;
use std::time::Duration;
use wasm_encoder::{
    Component, ComponentImportSection, ComponentTypeRef, ComponentTypeSection, PrimitiveValType,
};

static PLUGIN: LazyLock<Plugin> = LazyLock::new(|| Plugin::shipped().unwrap());

const ADA: u64 = 700_101;

fn sandbox(mock: &Mock) -> Sandbox {
    Sandbox::new()
        .envs(mock.env())
        .grant(&mock.base_url())
        .unwrap()
}

/// Reads Ada, and returns whether it was she.
async fn reads_ada(plugin: &Plugin, sandbox: &Sandbox) -> bool {
    let mut session = plugin.start(sandbox).await.unwrap();
    let customer = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, ADA, None)
        .await
        .unwrap()
        .unwrap();
    let customer: serde_json::Value = serde_json::from_str(&customer).unwrap();
    customer["email"] == "ada@shop.test"
}

#[tokio::test]
async fn the_environment_of_the_process_is_not_inherited() {
    // PATH and HOME are set in this process, and GORGIAS_DOMAIN may be.
    let mut session = PLUGIN.start(&Sandbox::new()).await.unwrap();
    let error = session
        .tools
        .call_gorgias_customers_get_event(&mut session.store, 1)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotConfigured, "{error:?}");
    assert!(error.message.contains("GORGIAS_DOMAIN"), "{error:?}");
    assert!(!error.request_sent);
}

#[tokio::test]
async fn without_grant_nothing_is_sent() {
    let mock = Mock::start().await.unwrap();
    let ungranted = Sandbox::new().envs(mock.env());
    let mut session = PLUGIN.start(&ungranted).await.unwrap();
    let error = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, ADA, None)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::BlockedByPolicy, "{error:?}");
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_sessions_at_once_get_their_own_answers() {
    let pooled = Options {
        pool: Some(64),
        ..Options::default()
    };
    for plugin in [PLUGIN.clone(), Plugin::with_options(pooled).unwrap()] {
        let mock = Mock::builder()
            .latency(Duration::from_millis(50))
            .rate_limit(RateLimit {
                api_key: 1000,
                ..RateLimit::documented()
            })
            .start()
            .await
            .unwrap();
        let sandbox = sandbox(&mock);
        let calls: Vec<_> = (0..64)
            .map(|number| {
                let (plugin, sandbox) = (plugin.clone(), sandbox.clone());
                let id = ADA + number % 8;
                tokio::spawn(async move {
                    let mut session = plugin.start(&sandbox).await.unwrap();
                    let answer = session
                        .tools
                        .call_gorgias_customers_get_customer(&mut session.store, id, None)
                        .await
                        .unwrap();
                    (id, answer.unwrap())
                })
            })
            .collect();
        for call in calls {
            let (id, customer) = call.await.unwrap();
            assert!(customer.contains(&format!("\"id\":{id},")), "{customer}");
        }
    }
}

#[tokio::test]
async fn sessions_share_their_connections() {
    let mock = Mock::start().await.unwrap();
    let plugin = PLUGIN.clone();
    for _ in 0..10 {
        assert!(reads_ada(&plugin, &sandbox(&mock)).await);
    }
    assert_eq!(mock.connections(), 1);
}

#[tokio::test]
async fn a_trap_spoils_its_session_and_nothing_else() {
    let mock = Mock::start().await.unwrap();
    // Too little for the plugin to start a large call with.
    let mut session = PLUGIN
        .start(&sandbox(&mock).max_memory(2 << 20))
        .await
        .unwrap();
    let huge = "x".repeat(8 << 20);
    let trap = session
        .tools
        .call_gorgias_customers_search(&mut session.store, "customer", Some(&huge), None)
        .await;
    assert!(trap.is_err());
    assert!(session.peak_memory() <= 2 << 20);
    let again = session
        .tools
        .call_gorgias_customers_get_event(&mut session.store, 1)
        .await;
    assert!(again.is_err());
    assert!(reads_ada(&PLUGIN, &sandbox(&mock)).await);
}

#[tokio::test]
async fn a_call_that_is_dropped_half_way_harms_nobody() {
    let mock = Mock::builder()
        .latency(Duration::from_millis(200))
        .start()
        .await
        .unwrap();
    let sandbox = sandbox(&mock);
    let call = reads_ada(&PLUGIN, &sandbox);
    let cut_short = tokio::time::timeout(Duration::from_millis(50), call).await;
    assert!(cut_short.is_err());
    assert!(reads_ada(&PLUGIN, &sandbox).await);
}

#[tokio::test]
async fn fuel_and_memory_are_counted() {
    let mock = Mock::start().await.unwrap();
    let counting = Options {
        fuel: true,
        ..Options::default()
    };
    let plugin = Plugin::with_options(counting).unwrap();
    let mut session = plugin.start(&sandbox(&mock)).await.unwrap();
    let before = session.fuel_used().unwrap();
    session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, ADA, None)
        .await
        .unwrap()
        .unwrap();
    assert!(session.fuel_used().unwrap() > before + 1000);
    assert!(session.peak_memory() >= 64 << 10);

    let without = PLUGIN.start(&sandbox(&mock)).await.unwrap();
    assert_eq!(without.fuel_used(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn epochs_let_others_run() {
    let mock = Mock::start().await.unwrap();
    let options = Options {
        epochs: true,
        ..Options::default()
    };
    let plugin = Plugin::with_options(options).unwrap();
    let engine = plugin.engine().clone();
    let ticks = tokio::spawn(async move {
        loop {
            engine.increment_epoch();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    assert!(reads_ada(&plugin, &sandbox(&mock)).await);
    ticks.abort();
}

#[test]
fn a_component_that_asks_for_more_does_not_load() {
    let mut types = ComponentTypeSection::new();
    types
        .function()
        .params::<[(&str, PrimitiveValType); 0], _>([])
        .result(Some(PrimitiveValType::U64.into()));
    let mut imports = ComponentImportSection::new();
    imports.import("read-anything", ComponentTypeRef::Func(0));
    let mut component = Component::new();
    component.section(&types);
    component.section(&imports);

    let Err(error) = Plugin::from_bytes(&component.finish(), Options::default()) else {
        panic!("it was loaded");
    };
    let message = format!("{error:?}");
    assert!(message.contains("read-anything"), "{message}");
}

#[test]
fn a_precompiled_component_can_be_written_out() {
    let machine_code = PLUGIN.precompiled().unwrap();
    assert!(machine_code.len() > PLUGIN.bytes().len());
}
