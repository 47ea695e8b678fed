//! The endpoints, one file per resource.

pub mod custom_fields;
pub mod customers;
pub mod events;
pub mod file_host;
pub mod files;
pub mod legacy;
pub mod merge;
pub mod reporting;
pub mod search;
pub mod values;
