//! The mock over real sockets.

mod client;
mod files;
mod server;
mod transcript;
