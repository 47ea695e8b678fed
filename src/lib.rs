//! The gorgias-customers plugin: 25 tools over the Gorgias helpdesk API as one WebAssembly component.
//!
//! Data flows one way: a function of `wit/`, its line in `exports`, the tool in `tools`, the `client`,
//! the transport in `http`. All but the last is free of WASI and runs natively, in tests.
#![cfg_attr(target_family = "wasm", no_std)]
#![deny(missing_docs, unsafe_code)]

extern crate alloc;

mod base64;
mod check;
pub mod client;
pub mod config;
pub mod error;
mod explain;
mod http_date;
mod json;
mod multipart;
mod quote;
pub mod reply;
pub mod request;
mod retry;
mod secrets;
#[cfg(test)]
mod testing;
pub mod tool;
pub mod tools;
pub mod transport;
pub mod url;

#[cfg(target_family = "wasm")]
pub mod http;
#[cfg(target_family = "wasm")]
mod runtime;

/// Bindings generated from `wit/`.
#[allow(
    missing_docs,
    unsafe_code,
    clippy::too_many_arguments,
    reason = "generated; the documentation is in wit/"
)]
pub mod bindings {
    wit_bindgen::generate!({
        world: "gorgias-customers",
        path: "wit",
        generate_all,
        pub_export_macro: true,
    });
}
