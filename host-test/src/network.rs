//! Outgoing requests of the plugin: refused unless granted, then sent over reused connections.

mod body;
mod connect;
mod failure;
mod grants;
mod hooks;
mod lease;
mod link;
mod pool;

pub use grants::{Grant, Grants, InvalidGrant};
pub use pool::{Client, ClientOptions};

pub(crate) use hooks::Network;

#[cfg(test)]
mod tests;
