//! What goes over the wire, call by call, and what comes back out of each answer.
//!
//! The table has rows for every tool: `table::rows_of` does not compile without one, and a test
//! fails if a parameter, an enum's case or an option's absence stands in no row.

mod check;
mod coverage;
mod failures;
mod row;
mod rows;
mod table;

#[path = "../support/mod.rs"]
mod support;
