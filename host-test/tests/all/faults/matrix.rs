//! Every fault by every class of tool that it concerns.
//!
//! `FAULTS=upload cargo test -p host-test matrix` takes only the faults with this word in their
//! names.

use super::{class::Class, fault::Fault, run::run, table::groups};
use crate::support::plugin;
use std::{
    env,
    sync::{Arc, LazyLock},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Calls at once. They mostly wait, unless they have megabytes to send or to read.
const AT_ONCE: usize = 48;
const HEAVY: u32 = 24;

static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    groups()
        .into_iter()
        .flat_map(|group| group.faults)
        .collect()
});

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn every_tool_makes_of_every_fault_what_the_table_says() {
    let wanted = env::var("FAULTS").unwrap_or_default();
    let plugin = plugin();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    for fault in FAULTS.iter().filter(|fault| fault.name.contains(&wanted)) {
        for class in Class::ALL {
            let Some(expect) = fault.expect(class) else {
                continue;
            };
            let (plugin, permits) = (plugin.clone(), Arc::clone(&permits));
            calls.spawn(async move {
                let share = if fault.is_heavy() { HEAVY } else { 1 };
                let permit = permits.acquire_many(share).await;
                let _permit = permit.expect("it is never closed");
                let problems = run(&plugin, fault, class, expect).await;
                let problems = problems.unwrap_or_else(|trap| vec![format!("{trap:#}")]);
                let cell = (fault.name, class.name());
                problems.into_iter().map(move |problem| (cell, problem))
            });
        }
    }
    let cells = calls.len();
    let mut problems: Vec<_> = calls.join_all().await.into_iter().flatten().collect();
    problems.sort();
    assert!(problems.is_empty(), "of {cells} cells: {problems:#?}");
    assert!(!wanted.is_empty() || cells >= 600, "only {cells} cells");
}
