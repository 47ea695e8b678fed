//! The rows: data, a file per resource.

pub mod custom_fields;
pub mod customers;
pub mod events;
pub mod field_values;
pub mod files;
pub mod merge;
pub mod search;
pub mod statistics;

use serde_json::{Value, json};

/// A page as the tools return it. `items` and `meta` are JSON texts, to the byte.
fn page(items: &str, next: Option<&str>, prev: Option<&str>, meta: Option<&str>) -> Value {
    json!({"items": items, "next-cursor": next, "prev-cursor": prev, "meta": meta})
}

/// The last page of a list without rows.
const NO_ROWS: &str =
    r#"{"object":"list","uri":"/api/x","data":[],"meta":{"prev_cursor":null,"next_cursor":null}}"#;

/// What [`NO_ROWS`] is read as.
fn no_rows() -> Value {
    page(
        "[]",
        None,
        None,
        Some(r#"{"prev_cursor":null,"next_cursor":null}"#),
    )
}
