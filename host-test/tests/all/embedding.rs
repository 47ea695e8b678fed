//! The embedding: what a sandbox holds back, and what the options change.

use crate::support::{World, plugin};
use host::{Options, Plugin, Recorder, Sandbox, Session, bindings::types::ErrorKind};
use std::time::Duration;
use wasm_encoder::{
    Component, ComponentImportSection, ComponentTypeRef, ComponentTypeSection, PrimitiveValType,
};

#[path = "../../examples/embed.rs"]
mod embed;

async fn get(session: &mut Session) -> anyhow::Result<()> {
    let (tools, store) = (&session.tools, &mut session.store);
    let customer = tools.call_gorgias_customers_get_customer(store, 700_101, None);
    customer.await?.expect("a customer");
    Ok(())
}

#[test]
fn the_example_runs() {
    embed::main().expect("the example ends well");
}

#[tokio::test]
async fn the_environment_of_the_process_is_not_inherited() -> anyhow::Result<()> {
    // PATH and HOME are set in this process, and GORGIAS_DOMAIN may be.
    let mut session = plugin().start(&Sandbox::new()).await?;
    let (tools, store) = (&session.tools, &mut session.store);
    let error = tools
        .call_gorgias_customers_get_event(store, 1)
        .await?
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotConfigured, "{error:?}");
    assert!(error.message.contains("GORGIAS_DOMAIN"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_recorder_keeps_what_went_over_the_wire() -> anyhow::Result<()> {
    let world = World::start().await;
    let recorder = Recorder::new();
    let sandbox = world.sandbox().record(&recorder);
    let mut session = world.plugin.start(&sandbox).await?;
    get(&mut session).await?;
    let exchanges = recorder.take();
    let [customer] = exchanges.as_slice() else {
        panic!("{exchanges:?}");
    };
    assert_eq!(customer.uri.path(), "/api/customers/700101");
    assert!(customer.headers.contains_key("x-request-id"));
    assert!(customer.body.starts_with(b"{"));
    assert_eq!(recorder.take().len(), 0);
    Ok(())
}

#[tokio::test]
async fn fuel_and_memory_are_counted() -> anyhow::Result<()> {
    let world = World::start().await;
    let plugin = Plugin::with_options(Options {
        fuel: true,
        ..Options::default()
    })?;
    let mut session = plugin.start(&world.sandbox()).await?;
    let before = session.fuel_used().unwrap_or_default();
    get(&mut session).await?;
    assert!(session.fuel_used() > Some(before + 1000));
    assert!(session.peak_memory() >= 64 << 10);
    assert_eq!(world.session().await.fuel_used(), None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn epochs_let_others_run() -> anyhow::Result<()> {
    let world = World::start().await;
    let plugin = Plugin::with_options(Options {
        epochs: true,
        ..Options::default()
    })?;
    let engine = plugin.engine().clone();
    let ticks = tokio::spawn(async move {
        loop {
            engine.increment_epoch();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    let mut session = plugin.start(&world.sandbox()).await?;
    get(&mut session).await?;
    ticks.abort();
    Ok(())
}

#[tokio::test]
async fn a_session_without_memory_does_not_start() {
    assert!(plugin().start(&Sandbox::new().max_memory(1)).await.is_err());
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
