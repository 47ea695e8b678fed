//! Every kind of error, with all that the record says and the number of requests that it took.

mod answers;
mod case;
mod echo;
mod hostile;
mod input;
mod network;
mod settings;

use crate::support::plugin;
use case::Case;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wasmtime::component::types::{ComponentItem, Type};

fn cases() -> Vec<Case> {
    [
        input::cases(),
        settings::cases(),
        answers::cases(),
        network::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_says_what_happened_and_what_to_do() {
    // Side by side, since some have to wait for a deadline; not all at once, lest they wait for
    // each other.
    let places = Arc::new(Semaphore::new(12));
    let mut running = JoinSet::new();
    for case in cases() {
        let places = Arc::clone(&places);
        running.spawn(async move {
            let _place = places.acquire().await;
            case.check().await.map_err(|why| format!("{case}\n{why}"))
        });
    }
    let mut wrong = Vec::new();
    let mut checked = 0;
    while let Some(result) = running.join_next().await {
        checked += 1;
        wrong.extend(result.expect("no case panics").err());
    }
    println!("{checked} failures");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

#[test]
fn every_kind_of_error_has_a_case() {
    let tested: BTreeSet<String> = cases().iter().map(|case| case.kind.to_owned()).collect();
    assert_eq!(tested, kinds());
}

/// The kinds of error that the component's type knows.
fn kinds() -> BTreeSet<String> {
    let plugin = plugin();
    let component = plugin.component().component_type();
    let mut results = component
        .exports(plugin.engine())
        .filter_map(|(_, item)| match item.ty {
            ComponentItem::ComponentFunc(function) => function.results().next(),
            _ => None,
        });
    let Some(Type::Result(result)) = results.next() else {
        panic!("a tool returns a result");
    };
    let Some(Type::Record(error)) = result.err() else {
        panic!("a tool's error is a record");
    };
    let kind = error.fields().find(|field| field.name == "kind");
    let Some(Type::Enum(kinds)) = kind.map(|field| field.ty) else {
        panic!("an error has a kind");
    };
    kinds.names().map(str::to_owned).collect()
}
