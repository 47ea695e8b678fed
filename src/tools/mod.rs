//! The 25 tools, one file per resource. Each says what the API's own page says: method, path,
//! query, body, and how the answer is read.

pub mod custom_fields;
pub mod customers;
pub mod events;
pub mod field_values;
pub mod files;
pub mod search;
pub mod statistics;

#[cfg(test)]
pub(crate) mod tests;
