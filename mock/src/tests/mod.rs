//! The mock over real sockets.

mod client;
mod customers;
mod events;
mod fields;
mod files;
mod front;
mod load;
mod merge;
mod search;
mod statistics;
