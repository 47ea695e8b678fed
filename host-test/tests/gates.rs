//! What must not get worse unnoticed, in figures that are the same on every machine: no times.
//!
//! `gates.json` beside this file records two figures. After a change that moves them on purpose,
//! this writes the new ones, to be read and committed:
//!
//! ```sh
//! UPDATE_GATES=1 cargo test -p host-test --test gates
//! ```

#[path = "../benches/support/data.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod data;
#[path = "../benches/support/guest.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod guest;
mod support;

use gorgias_customers::tool::Tool;
use guest::Transport;
use host_test::bindings::GorgiasCustomersPre;
use host_test::{Options, SHIPPED};
use mock::Canned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use support::World;
use support::samples::sample;
use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;

/// Of the `.wasm` file as it ships, in bytes.
const SIZE: &str = "packed_bytes_at_most";
/// Instructions for one `list-customers` of 100, by wasmtime's count of fuel.
const FUEL: &str = "fuel_of_list_customers_100";

/// Guest memory for a list: so many bytes for each byte of the body, and a fixed part.
const MEMORY_PER_BYTE: usize = 2;
const MEMORY_FIXED: usize = 3 << 19;

#[test]
fn the_file_is_no_larger_than_recorded() {
    let size = SHIPPED.len() as u64;
    // Room for what differs between builds of the same sources: a commit's name, a compiler's
    // version. Rounded, so that the record does not change with every byte.
    let limit = recorded(SIZE, (size + 200).div_ceil(500) * 500);
    assert!(
        size <= limit,
        "the file has {size} bytes, {limit} are recorded"
    );
}

#[test]
fn the_imports_are_the_seven_permissions() {
    let plugin = support::plugin();
    let ty = plugin.component().component_type();
    let imports: BTreeSet<String> = ty
        .imports(plugin.engine())
        .filter(|(_, import)| permits(&import.ty, plugin.engine()))
        .map(|(name, _)| name.to_owned())
        .collect();
    let permitted = [
        "wasi:cli/environment@0.2.0",
        "wasi:clocks/monotonic-clock@0.2.0",
        "wasi:http/outgoing-handler@0.2.0",
        "wasi:http/types@0.2.0",
        "wasi:io/error@0.2.0",
        "wasi:io/poll@0.2.0",
        "wasi:io/streams@0.2.0",
    ];
    assert_eq!(imports, permitted.map(str::to_owned).into());
}

/// Whether an import lets the plugin do anything. The interface of the tools' own types holds
/// types alone, and hosts have nothing to provide for it.
fn permits(import: &ComponentItem, engine: &Engine) -> bool {
    match import {
        ComponentItem::ComponentInstance(instance) => instance
            .exports(engine)
            .any(|(_, export)| !matches!(export.ty, ComponentItem::Type(_))),
        ComponentItem::Type(_) => false,
        _ => true,
    }
}

#[tokio::test]
async fn a_call_is_one_request_and_a_download_two() {
    for tool in Tool::ALL {
        let world = World::start().await;
        world
            .call(sample(*tool))
            .await
            .unwrap_or_else(|error| panic!("{}\n{error}", sample(*tool)));
        let requests = world.requests();
        let expected = match tool {
            Tool::DownloadFile => 2,
            _ => 1,
        };
        assert_eq!(requests.len(), expected, "{requests:?}");
    }
}

#[tokio::test]
async fn a_list_takes_two_bytes_of_memory_for_each_of_its_own() {
    let world = World::start().await;
    // A little more than 1 MiB.
    let body = data::customers(2_600);
    assert!(body.len() > 1 << 20, "{}", body.len());
    world.mock.answer_next(
        Canned::new(200)
            .header("content-type", "application/json")
            .body(body.clone()),
    );
    let mut session = world.session().await;
    let page = support::call(&mut session, &world.plugin, "list-customers()").await;
    assert!(page.is_ok(), "{page:?}");
    let limit = MEMORY_PER_BYTE * body.len() + MEMORY_FIXED;
    let peak = session.peak_memory();
    assert!(
        peak <= limit,
        "{peak} bytes for a body of {}, {limit} are allowed",
        body.len()
    );
}

/// To 10 %. Without a network: the pieces that a body arrives in would move the count.
#[tokio::test]
async fn a_list_executes_as_many_instructions_as_recorded() {
    let options = Options {
        fuel: true,
        ..Options::default()
    };
    let linked = guest::link(&options.config(), SHIPPED).expect("the component loads");
    let plugin = GorgiasCustomersPre::new(linked).expect("the tools are there");
    let settings = [
        ("GORGIAS_DOMAIN", "acme".to_owned()),
        ("GORGIAS_EMAIL", "agent@acme.test".to_owned()),
        ("GORGIAS_API_KEY", "benchmark-key".to_owned()),
    ];
    let transport = Transport::Canned(data::customers(100));
    let mut store = guest::store(plugin.engine(), &settings, &transport);
    let tools = plugin.instantiate_async(&mut store).await.expect("a place");
    let page = tools
        .call_gorgias_customers_list_customers(&mut store, None)
        .await
        .expect("no trap")
        .expect("a page");
    let items: Vec<Value> = serde_json::from_str(&page.items).expect("an array");
    assert_eq!(items.len(), 100);

    let fuel = guest::fuel_used(&store);
    let known = recorded(FUEL, fuel);
    assert!(
        fuel.abs_diff(known) * 10 <= known,
        "{fuel} instructions, {known} are recorded"
    );
}

/// The figure of this name in `gates.json`; with `UPDATE_GATES` set, `now` becomes that.
fn recorded(name: &str, now: u64) -> u64 {
    // Tests run at once, and each writes the whole file.
    static FILE: Mutex<()> = Mutex::new(());
    let _writing = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gates.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut figures: Value = serde_json::from_str(&text).expect("gates.json is JSON");
    if std::env::var_os("UPDATE_GATES").is_some() {
        figures[name] = now.into();
        std::fs::write(&path, format!("{figures:#}\n")).expect("gates.json can be written");
    }
    figures[name]
        .as_u64()
        .unwrap_or_else(|| panic!("gates.json has no {name}; see the head of this test"))
}
