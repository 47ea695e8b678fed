//! The MCP server without WASI: messages in, messages out.
//!
//! Both eras of the protocol are served at once and without state: 2026-07-28, where each request
//! says its version and what the client can do, and the versions before it, which begin with
//! `initialize`. Data flows one way: a transport (`http`, `stdio`) hands a message to `server`,
//! which asks `settings` who may do what, and runs one of the [`tools::Tools`].
#![cfg_attr(target_family = "wasm", no_std)]
#![deny(missing_docs, unsafe_code)]

extern crate alloc;

pub mod answer;
mod confirm;
pub mod http;
pub mod json;
mod message;
pub mod nearest;
mod policy;
pub mod server;
pub mod settings;
pub mod stdio;
#[cfg(test)]
mod testing;
mod token;
pub mod tools;
mod version;
pub mod visible;
