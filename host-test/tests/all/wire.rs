//! What goes over the wire, call by call, and what comes back out of each answer.
//!
//! A tool without a row fails a test, and so does a parameter, an enum's case or an option's absence
//! that stands in none.

pub mod check;
mod coverage;
pub mod row;
mod rows;

use self::row::Row;
use crate::support::{World, plugin};
use gorgias_customers::tool::Tool;
use host::{call::Call, tools::PREFIX};
use std::collections::BTreeSet;
use wasmtime::component::types::ComponentItem;

/// The rows of a tool: one at the least.
pub fn rows_of(tool: &str) -> Vec<Row> {
    let mut rows = rows::all();
    rows.retain(|row| row.call.split('(').next() == Some(tool));
    assert!(!rows.is_empty(), "{tool} has no row in the wire table");
    rows
}

/// A plain call of each tool, with what is answered to it.
pub fn examples() -> Vec<(Tool, Row)> {
    let first = |tool: &Tool| (*tool, rows_of(tool.name()).swap_remove(0));
    Tool::ALL.iter().map(first).collect()
}

#[tokio::test]
async fn every_call_makes_its_request_and_reads_its_answer() {
    let world = World::start().await;
    let mut wrong = Vec::new();
    for row in rows::all() {
        let call = world.call(&row.call);
        if let Err(problem) = check::check(&world.mock, &row, call).await {
            wrong.push(format!("{}\n{problem}", row.call));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
    assert_eq!(world.mock.pending_answers(), 0);
}

/// So that no parameter goes untested: the component's types say what a call can hold.
#[test]
fn every_place_of_every_parameter_stands_in_a_row() {
    let plugin = plugin();
    let component = plugin.component().component_type();
    let mut tools = Vec::new();
    let mut missing = Vec::new();
    for (export, item) in component.exports(plugin.engine()) {
        let (ComponentItem::ComponentFunc(function), Some(tool)) =
            (item.ty, export.strip_prefix(PREFIX))
        else {
            continue;
        };
        tools.push(tool);
        let mut places = BTreeSet::new();
        for (name, ty) in function.params() {
            coverage::all(name, &ty, &mut places);
        }
        for row in rows_of(tool) {
            let call = Call::parse(&row.call, &plugin).unwrap_or_else(|error| panic!("{error}"));
            let mut used = BTreeSet::new();
            for ((name, _), value) in function.params().zip(call.arguments()) {
                coverage::used(name, value, &mut used);
            }
            places.retain(|place| !used.contains(place));
        }
        if !places.is_empty() {
            missing.push(format!("{tool}: {places:#?}"));
        }
    }
    let names: Vec<&str> = Tool::ALL.iter().map(|tool| tool.name()).collect();
    assert_eq!(tools, names);
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}
