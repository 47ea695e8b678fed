//! The gorgias-customers plugin: 25 tools over the Gorgias helpdesk API as one WebAssembly component.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

/// Bindings generated from `wit/`.
#[allow(missing_docs, reason = "the documentation is in wit/")]
pub mod bindings {
    wit_bindgen::generate!({ world: "gorgias-customers", path: "wit", generate_all });
}
