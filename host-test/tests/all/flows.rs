//! What a day's work is made of: calls that build on each other, against the mock's shop.

mod customers;
mod fields;
mod files;
mod paging;
