//! The MCP server component: stdio and HTTP over WASI. Everything else is in `mcp`.
#![cfg(target_family = "wasm")]
#![no_std]

extern crate alloc;

mod http;
mod stdio;

use alloc::string::String;
use gorgias_customers::bindings::wasi::io::streams::OutputStream;

#[allow(
    missing_docs,
    unsafe_code,
    reason = "generated; the documentation is in wit/"
)]
mod bindings {
    wit_bindgen::generate!({
        world: "gorgias:customers-mcp/mcp",
        path: ["../../wit", "wit"],
        with: {
            "wasi:io/error@0.2.0": gorgias_customers::bindings::wasi::io::error,
            "wasi:io/poll@0.2.0": gorgias_customers::bindings::wasi::io::poll,
            "wasi:io/streams@0.2.0": gorgias_customers::bindings::wasi::io::streams,
            "wasi:clocks/monotonic-clock@0.2.0": gorgias_customers::bindings::wasi::clocks::monotonic_clock,
            "wasi:cli/environment@0.2.0": gorgias_customers::bindings::wasi::cli::environment,
            "wasi:http/types@0.2.0": gorgias_customers::bindings::wasi::http::types,
            "wasi:http/outgoing-handler@0.2.0": gorgias_customers::bindings::wasi::http::outgoing_handler,
        },
        generate_all,
    });

    use super::Component;
    export!(Component with_types_in self);
}

/// The component, with its two exports.
struct Component;

/// How much to read at once.
const CHUNK: u64 = 64 << 10;
/// How much a host has to take in one blocking write.
const BLOCKING_WRITE: usize = 4096;

/// Writes a line of the log on stderr. Where that fails the line is lost, and nothing else.
fn log(line: &str) {
    let stderr = bindings::wasi::cli::stderr::get_stderr();
    let line = String::from(line) + "\n";
    for piece in line.as_bytes().chunks(BLOCKING_WRITE) {
        if write_log(&stderr, piece).is_none() {
            return;
        }
    }
}

/// Writes without waiting, unless the host has no room.
fn write_log(stderr: &OutputStream, piece: &[u8]) -> Option<()> {
    match stderr.check_write().ok()? >= piece.len() as u64 {
        true => {
            stderr.write(piece).ok()?;
            stderr.flush().ok()
        }
        false => stderr.blocking_write_and_flush(piece).ok(),
    }
}
