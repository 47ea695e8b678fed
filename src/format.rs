//! The formats that go over the wire: JSON, URLs, multipart bodies, dates in headers.

pub(crate) mod http_date;
pub mod json;
pub(crate) mod multipart;
pub mod select;
pub mod url;

#[cfg(test)]
mod tests;
