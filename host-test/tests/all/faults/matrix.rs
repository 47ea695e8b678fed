//! Every fault by every class of tool that it concerns.
//!
//! `FAULTS=upload cargo test -p host-test faults` takes only the faults with this word in their
//! names.

use super::{class::Class, fault::Fault, memory, run::run, table::groups};
use crate::{shipped::shipped, support::plugin};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind;
use std::{
    collections::BTreeSet,
    env,
    sync::{Arc, LazyLock},
};
use tokio::{sync::Semaphore, task::JoinSet};
use wit_parser::TypeDefKind;

/// Calls at once. They mostly wait, unless they have megabytes to send or to read.
const AT_ONCE: usize = 48;
const HEAVY: u32 = 24;

static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let wanted = env::var("FAULTS").unwrap_or_default();
    let faults = groups().into_iter().flat_map(|group| group.faults);
    faults
        .filter(|fault| fault.name.contains(&wanted))
        .collect()
});

/// The cells of the matrix.
fn cells() -> impl Iterator<Item = (&'static Fault, Class)> {
    let classes = |fault: &'static Fault| Class::ALL.map(|class| (fault, class));
    let cells = FAULTS.iter().flat_map(classes);
    cells.filter(|(fault, class)| fault.expect(*class).is_some())
}

#[test]
fn every_tool_makes_of_every_answer_what_the_table_says() {
    let mut problems = Vec::new();
    for (fault, class) in cells() {
        for problem in memory::run(fault, class).into_iter().flatten() {
            problems.push((fault.name, class.name(), problem));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

/// All but the one of settings, which shows without a server.
#[test]
fn every_kind_of_error_is_in_the_table() {
    let groups = groups();
    let faults = groups.iter().flat_map(|group| &group.faults);
    let tested: BTreeSet<&str> = faults
        .flat_map(Fault::kinds)
        .map(ErrorKind::as_str)
        .collect();
    let (resolve, _) = shipped();
    let kinds = resolve.types.iter().find_map(|(_, ty)| match &ty.kind {
        TypeDefKind::Enum(kinds) if ty.name.as_deref() == Some("error-kind") => Some(kinds),
        _ => None,
    });
    let kinds = kinds.expect("an error has a kind").cases.iter();
    let untested = kinds
        .map(|kind| kind.name.as_str())
        .filter(|kind| !tested.contains(kind));
    assert_eq!(untested.collect::<Vec<_>>(), ["not-configured"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn every_tool_makes_of_every_connection_what_the_table_says() {
    let plugin = plugin();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    for (fault, class) in cells().filter(|(fault, _)| fault.takes_sockets()) {
        let (plugin, permits) = (plugin.clone(), Arc::clone(&permits));
        calls.spawn(async move {
            let share = if fault.is_heavy() { HEAVY } else { 1 };
            let permit = permits.acquire_many(share).await;
            let _permit = permit.expect("it is never closed");
            let problems = run(&plugin, fault, class).await;
            let problems = problems.unwrap_or_else(|trap| vec![format!("{trap:#}")]);
            let cell = (fault.name, class.name());
            problems.into_iter().map(move |problem| (cell, problem))
        });
    }
    let mut problems: Vec<_> = calls.join_all().await.into_iter().flatten().collect();
    problems.sort();
    assert!(problems.is_empty(), "{problems:#?}");
}
