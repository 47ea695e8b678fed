//! Every fault by every class of tool that it concerns.
//!
//! `FAULTS=upload cargo test -p host-test faults` takes only the faults with this word in their
//! names.

use super::{
    class::Class,
    fault::{Fault, GROUPS},
    native,
    run::run,
};
use crate::{shipped::shipped, support::plugin};
use std::{collections::BTreeSet, env, sync::Arc};
use tokio::{sync::Semaphore, task::JoinSet};
use wit_parser::TypeDefKind;

/// Calls at once. They mostly wait, unless they have megabytes to send or to read.
const AT_ONCE: usize = 48;
const HEAVY: u32 = 24;

/// Returns the faults, those alone that were asked for, by the classes that they concern.
fn cells() -> impl Iterator<Item = (&'static Fault, Class)> {
    let wanted = env::var("FAULTS").unwrap_or_default();
    let faults = GROUPS.iter().flat_map(|group| &group.faults);
    let faults = faults.filter(move |fault| fault.name.contains(&wanted));
    faults.flat_map(|fault| fault.classes().map(move |class| (fault, class)))
}

#[test]
fn every_tool_makes_of_every_answer_what_the_table_says() {
    let mut problems = Vec::new();
    for (fault, class) in cells() {
        let Some(answer) = &fault.answer else {
            continue;
        };
        for problem in native::run(fault, class, answer) {
            problems.push((&fault.name, class.name(), problem));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

/// All but the one of settings, which shows without a server.
#[test]
fn every_kind_of_error_is_in_the_table() {
    let faults = GROUPS.iter().flat_map(|group| &group.faults);
    let tested: BTreeSet<&str> = faults.flat_map(Fault::kinds).collect();
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
            let cell = (&fault.name, class.name());
            problems.into_iter().map(move |problem| (cell, problem))
        });
    }
    let mut problems: Vec<_> = calls.join_all().await.into_iter().flatten().collect();
    problems.sort();
    assert!(problems.is_empty(), "{problems:#?}");
}
