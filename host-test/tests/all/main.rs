//! The packed component, tested as it ships, in one program, so that it is compiled once and the
//! runtime linked once.
//!
//! A function of the library is tested beside it, in `src/`; here each concern
//! is tested once more, to show that the parts fit together. `cargo test -p host-test calls` runs a
//! single area.
#![allow(clippy::unwrap_used, reason = "a test")]

mod access;
mod calls;
mod cli;
mod corpus;
mod embedding;
mod faults;
mod gates;
mod generated;
mod mcp;
mod memory;
mod packing;
mod sessions;
mod shipped;
mod support;

/// Data that the benchmarks use too.
#[path = "../../benches/support/data.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod data;

/// Generates answers and settings, and checks them. By its path, since `fuzz/` stands
/// outside of the workspace.
#[path = "../../../fuzz/src/lib.rs"]
#[allow(dead_code, reason = "the fuzz targets use the rest")]
mod fuzz;
