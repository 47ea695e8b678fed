//! Bindings generated from `wit/`, with the records' JSON form; see `build.rs`.
#![allow(
    missing_docs,
    unsafe_code,
    clippy::unwrap_used,
    clippy::all,
    clippy::pedantic,
    reason = "generated; the documentation is in wit/"
)]

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
