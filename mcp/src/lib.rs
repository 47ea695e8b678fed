//! The tools as an MCP server, without WASI: messages in, messages out.
//!
//! Both eras of the protocol are served at once and without state: 2026-07-28, where each request
//! says its version and what the client can do, and the versions before it, which begin with
//! `initialize`. Data flows one way: a way in (`http`, `stdio`) hands a message to `server`, which
//! finds the tool, asks `settings` who may call it, and has `run` decode the arguments and make the
//! call. Names, schemas and decoding are written from `wit/` by the build script; what differs from
//! `wit/` in MCP stands in `build/overrides.rs` and `overrides.rs`.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod advice;
mod agree;
mod answer;
mod arguments;
pub mod channel;
mod confirm;
pub mod dialect;
mod dry_run;
mod elicitation;
mod enumerations;
mod environment;
pub mod escape_hidden;
mod hide;
pub mod http;
mod impact;
mod instructions;
mod json;
mod lines;
mod log;
mod message;
mod misnamed;
mod modern;
mod nearest;
mod output;
mod overrides;
mod pace;
mod platform;
mod policy;
mod preview;
mod progress;
mod question;
mod read;
mod records;
mod refusal;
pub mod response;
pub mod run;
pub mod server;
pub mod settings;
pub mod stdio;
pub mod streams;
#[cfg(test)]
mod testing;
mod token;
pub mod tools;
mod version;
mod watch;
