//! The endpoints, one file per resource and kind of work.

pub mod custom_fields;
pub mod customer_input;
pub mod customer_writes;
pub mod customers;
pub mod definition;
pub mod events;
pub mod field_input;
pub mod file_host;
pub mod files;
pub mod legacy;
pub mod merge;
pub mod reporting;
pub mod search;
pub mod values;
