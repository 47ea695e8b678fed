//! The tools of the gorgias-customers plugin over the Gorgias helpdesk API.
//!
//! Data flows one way: a component's export, the tool in [`tools`], the [`client`], the transport
//! in `wasi`. All but the last is free of WASI and runs natively, in tests. The names and types
//! are those of `wit/`, which is the one definition of each tool.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod bindings;
pub mod client;
pub mod error;
mod format;
#[cfg(test)]
mod property;
mod spelling;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tool;
pub mod tools;
#[cfg(target_family = "wasm")]
mod wasi;

pub use client::{config, transport};
pub use format::{json, select, url};
#[cfg(target_family = "wasm")]
pub use wasi::{http, reactor};
