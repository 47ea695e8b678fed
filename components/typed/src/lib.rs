//! The typed component: each function of the world in `wit/` runs the tool of its name.
#![cfg(target_family = "wasm")]
#![no_std]

extern crate alloc;

use alloc::{string::String, vec::Vec};
use gorgias_customers::{
    bindings::{self, gorgias::customers::types::*},
    client::{Client, Operation},
    error::{self, Dialect},
    http::Wasi,
    tool::Tool,
    tools,
};

struct Plugin;

/// Runs what a tool made of its parameters, on a client of its own. Settings that forbid the tool
/// are said before parameters that are wrong.
fn run<T>(tool: Tool, operation: Result<Operation<T>, error::Error>) -> Result<T, Error> {
    let wasi = Wasi::default();
    let answer = Client::open(&wasi, tool).and_then(|client| {
        let Operation { request, read } = operation?;
        // One function for all tools, which differ in the request and in how the answer is read.
        read(wasi.reactor.block_on(client.send(&request))?)
    });
    answer.map_err(|error| error.spelled(&Dialect::TYPED))
}

// The functions, one for each tool; `build.rs` writes them.
include!(concat!(env!("OUT_DIR"), "/exports.rs"));

gorgias_customers::bindings::export!(Plugin with_types_in gorgias_customers::bindings);
