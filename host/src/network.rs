//! Outgoing requests of the plugin: refused unless granted, then sent over reused connections.

mod client;
mod connector;
mod failure;
mod grants;
mod hooks;
mod recorder;
mod tolerant_stream;

pub use client::{Client, ClientOptions};
pub use grants::{Grant, InvalidGrant};
pub use recorder::{Exchange, Recorder};

pub(crate) use hooks::Network;

#[cfg(test)]
mod tests;
