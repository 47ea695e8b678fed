//! The tools, one file per resource, each named as in `wit/`. Each says what the API's own page says:
//! method, path, query, body, and how the answer is read. They are pure: a tool checks its
//! parameters and makes a [`Operation`](crate::client::Operation), which a client sends.

mod body;
mod check;
mod custom_fields;
mod customers;
mod events;
mod field_values;
mod files;
mod limits;
pub mod scopes;
mod search;
mod statistics;

pub use custom_fields::*;
pub use customers::*;
pub use events::*;
pub use field_values::*;
pub use files::*;
pub use search::*;
pub use statistics::*;

#[cfg(test)]
pub(crate) mod tests;
