//! Keeps figures from getting worse unnoticed, those that are the same on every machine: no times.
//!
//! `gates.json` beside this file records four figures. After a change that moves them on purpose,
//! this writes the new ones, to be read and committed:
//!
//! ```sh
//! UPDATE=1 cargo test -p host-test gates
//! ```

use crate::data;
use guest::Transport;
use host::{Options, SHIPPED, bindings::GorgiasCustomersPre, mcp::SHIPPED_MCP};
use serde_json::Value;
use std::{
    env, fs,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use wasmtime::CallHook;

#[path = "../../benches/support/guest.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod guest;

/// Of each `.wasm` file as it ships, in bytes.
const SIZES: [(&str, &[u8]); 2] = [
    ("packed_bytes_at_most", SHIPPED),
    ("packed_bytes_of_mcp_at_most", SHIPPED_MCP),
];
/// Instructions for one `list-customers` of 100, by wasmtime's count of fuel.
const FUEL: &str = "fuel_of_list_customers_100";
/// Calls of the host for one `get-customer` in a session that has made one.
const HOST_CALLS: &str = "host_calls_of_get_customer";

#[test]
fn no_file_is_larger_than_recorded() {
    for (name, file) in SIZES {
        let size = file.len() as u64;
        // Room for what differs between builds of the same sources: a commit's name, a compiler's
        // version. Rounded, so that the record does not change with every byte.
        let limit = recorded(name, (size + 200).div_ceil(500) * 500);
        assert!(size <= limit, "{name}: {size} bytes, {limit} are recorded");
    }
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
    let transport = Transport::Canned(data::customers(100));
    let mut store = guest::store(plugin.engine(), &settings(), &transport);
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

/// The host counts a call when the plugin gets to it, and two when a resource is dropped. Without
/// a network: a body that arrives in pieces is asked for again.
#[tokio::test]
async fn a_call_asks_the_host_as_often_as_recorded() {
    let linked = guest::link(&Options::default().config(), SHIPPED).expect("the component loads");
    let plugin = GorgiasCustomersPre::new(linked).expect("the tools are there");
    let transport = Transport::Canned(br#"{"id": 7}"#.as_slice().into());
    let mut store = guest::store(plugin.engine(), &settings(), &transport);
    let tools = plugin.instantiate_async(&mut store).await.expect("a place");
    let calls = Arc::new(AtomicU64::new(0));
    // The first call of an instance also makes its memory grow.
    for _ in 0..2 {
        calls.store(0, Ordering::Relaxed);
        let counted = Arc::clone(&calls);
        store.call_hook(move |_, hook| {
            if matches!(hook, CallHook::CallingHost) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
        let customer = tools
            .call_gorgias_customers_get_customer(&mut store, 7, None)
            .await
            .expect("no trap");
        assert_eq!(customer.expect("a customer"), r#"{"id": 7}"#);
    }
    let calls = calls.load(Ordering::Relaxed);
    assert_eq!(calls, recorded(HOST_CALLS, calls));
}

fn settings() -> [(&'static str, String); 4] {
    [
        ("GORGIAS_DOMAIN", "acme".to_owned()),
        ("GORGIAS_EMAIL", "agent@acme.test".to_owned()),
        ("GORGIAS_API_KEY", "benchmark-key".to_owned()),
        ("GORGIAS_ACCESS", "full".to_owned()),
    ]
}

/// Returns the figure of this name in `gates.json`; with `UPDATE` set, `now` becomes that.
fn recorded(name: &str, now: u64) -> u64 {
    // Tests run at once, and each writes the whole file.
    static FILE: Mutex<()> = Mutex::new(());
    let _writing = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/gates.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut figures: Value = serde_json::from_str(&text).expect("gates.json is JSON");
    if env::var_os("UPDATE").is_some() {
        figures[name] = now.into();
        fs::write(&path, format!("{figures:#}\n")).expect("gates.json can be written");
    }
    figures[name]
        .as_u64()
        .unwrap_or_else(|| panic!("gates.json has no {name}; see the head of this test"))
}
