//! Every fault by every class of tool that it concerns.
//!
//! `cargo test -p host-test matrix -- --nocapture` prints the table, and
//! `FAULTS=upload` before it takes only the faults with this word in their names.

use super::{
    class::Class,
    run::{Report, run},
    table::{Group, groups},
};
use crate::support::plugin;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, LazyLock},
    time::Instant,
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Calls at once. They mostly wait, unless they have megabytes to send or to read.
const AT_ONCE: usize = 48;
const HEAVY: u32 = 24;

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(groups);

/// Group, fault, class.
type Cell = (usize, usize, Class);

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn matrix() {
    let started = Instant::now();
    let wanted = std::env::var("FAULTS").unwrap_or_default();
    let reports = run_all(&wanted).await;
    println!("{}", printed(&reports));
    println!(
        "{} cells in {:.1} s",
        reports.len(),
        started.elapsed().as_secs_f32()
    );
    let mut problems = String::new();
    for (cell, report) in &reports {
        if !report.problems.is_empty() {
            let (group, fault, class) = *cell;
            let fault = &GROUPS[group].faults[fault];
            let _ = writeln!(problems, "{}, {}:", fault.name, class.name());
            for problem in &report.problems {
                let _ = writeln!(problems, "    {problem}");
            }
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
    assert!(
        !wanted.is_empty() || reports.len() >= 300,
        "cells are missing"
    );
}

async fn run_all(wanted: &str) -> BTreeMap<Cell, Report> {
    let plugin = plugin();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    for (g, group) in GROUPS.iter().enumerate() {
        for (f, fault) in group.faults.iter().enumerate() {
            if !fault.name.contains(wanted) {
                continue;
            }
            for class in Class::ALL {
                let Some(expect) = fault.expect(class) else {
                    continue;
                };
                let (plugin, permits) = (plugin.clone(), Arc::clone(&permits));
                let share = if fault.is_heavy() { HEAVY } else { 1 };
                calls.spawn(async move {
                    let permit = permits.acquire_many(share).await;
                    let _permit = permit.expect("it is never closed");
                    let report = run(&plugin, fault, class, expect).await;
                    let report = report.unwrap_or_else(|problem| {
                        panic!("{}, {}: {problem:#}", fault.name, class.name())
                    });
                    ((g, f, class), report)
                });
            }
        }
    }
    calls.join_all().await.into_iter().collect()
}

/// The table for people at a terminal: what came of each cell, how many requests it took and how
/// many seconds.
fn printed(reports: &BTreeMap<Cell, Report>) -> String {
    let mut out = String::new();
    for (g, group) in GROUPS.iter().enumerate() {
        let mut heading = format!("\n{:45}", group.name);
        for class in Class::ALL {
            let _ = write!(heading, " {:25}", class.name());
        }
        for (f, fault) in group.faults.iter().enumerate() {
            let cells = Class::ALL.map(|class| reports.get(&(g, f, class)));
            if cells.iter().all(Option::is_none) {
                continue;
            }
            let _ = write!(out, "{}\n{:45}", std::mem::take(&mut heading), fault.name);
            for cell in cells {
                let _ = write!(out, " {:25}", cell.map_or(String::new(), in_short));
            }
        }
    }
    out
}

fn in_short(report: &Report) -> String {
    let flaw = if report.problems.is_empty() { "" } else { " !" };
    let seconds = report.elapsed.as_secs_f32();
    format!(
        "{} x{} {seconds:.1}s{flaw}",
        report.outcome, report.requests
    )
}
