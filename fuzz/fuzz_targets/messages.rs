//! Whatever a client sends, the MCP server answers with one line of JSON-RPC, or with nothing.
#![no_main]

use arbitrary::Unstructured;
use gorgias_customers_fuzz::messages;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Too few bytes make no message.
    let _ = messages::check(Unstructured::new(bytes));
});
