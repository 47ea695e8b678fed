//! The rows: data, a file per resource. A tool's first row is a plain call.

mod custom_fields;
mod customers;
mod events;
mod field_values;
mod files;
mod merge;
mod search;
mod statistics;

use super::row::{Row, answer};
use mock::Canned;
use serde_json::{Value, json};

/// The whole table.
pub fn all() -> Vec<Row> {
    [
        custom_fields::rows(),
        customers::rows(),
        events::rows(),
        field_values::rows(),
        files::rows(),
        merge::rows(),
        search::rows(),
        statistics::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A page as the tools return it. `items` and `meta` are JSON texts, to the byte.
fn page(items: &str, next: Option<&str>, prev: Option<&str>, meta: Option<&str>) -> Value {
    json!({"items": items, "next-cursor": next, "prev-cursor": prev, "meta": meta})
}

/// The last page of a list without rows.
fn empty() -> Canned {
    answer(
        200,
        r#"{"object":"list","uri":"/api/x","data":[],"meta":{"prev_cursor":null,"next_cursor":null}}"#,
    )
}

impl Row {
    /// The list has no rows.
    fn lists_nothing(self) -> Self {
        let meta = r#"{"prev_cursor":null,"next_cursor":null}"#;
        self.answers(empty())
            .gives(page("[]", None, None, Some(meta)))
    }
}
