//! What a day's work is made of: calls that build on each other, against the mock's shop.

mod access;
mod credentials;
mod customers;
mod events;
mod field_values;
mod fields;
mod files;
mod merge;
mod paging;
mod search;
mod sessions;
mod statistics;
mod traps;

#[path = "../support/mod.rs"]
mod support;
