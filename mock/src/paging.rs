//! Pages of a list, in the shapes that the API answers with.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Fault};
use super::call::Call;
use super::cursor::{Cursor, Direction, SortedBy};
use super::options::{ListShape, PageRules, WrapShape};

/// A row with what it is sorted by. Rows with the same key are in the order of their ids.
pub struct Row<T> {
    pub key: i64,
    pub id: u64,
    pub item: T,
}

/// How a list is ordered.
#[derive(Clone, Copy)]
pub struct Order {
    pub sorted_by: SortedBy,
    pub descending: bool,
}

/// One page, with the cursors to its neighbours.
pub struct Page<T> {
    pub items: Vec<T>,
    pub prev: Option<String>,
    pub next: Option<String>,
}

/// Cuts the page that `cursor` and `limit` ask for out of all rows. The cursor holds a row's
/// place, not a number of rows, so rows that come or go elsewhere shift nothing.
///
/// # Errors
/// 400 for a limit out of range and a cursor of another list.
pub fn page<T>(
    call: &Call,
    rules: PageRules,
    mut rows: Vec<Row<T>>,
    order: Order,
) -> Result<Page<T>, Fault> {
    let limit = limit(call, rules)?;
    let cursor = call
        .query
        .text("cursor")?
        .map(|text| {
            Cursor::decode(text, order.sorted_by)
                .ok_or_else(|| Fault::parameter("cursor", "Invalid cursor."))
        })
        .transpose()?;
    rows.sort_by_key(|row| (row.key, row.id));
    if order.descending {
        rows.reverse();
    }
    let (start, end) = match cursor {
        None => (0, limit.min(rows.len())),
        Some(at) => {
            let place = (at.key, at.id);
            let before = |row: &Row<T>| {
                let row = (row.key, row.id);
                if order.descending {
                    row > place
                } else {
                    row < place
                }
            };
            let first = rows.partition_point(before);
            match at.direction {
                Direction::Next => {
                    // The row itself may be gone meanwhile.
                    let here = rows
                        .get(first)
                        .is_some_and(|row| (row.key, row.id) == place);
                    let start = first + usize::from(here);
                    (start, rows.len().min(start + limit))
                }
                Direction::Prev => (first.saturating_sub(limit), first),
            }
        }
    };
    let mark = |direction, row: &Row<T>| {
        Cursor {
            direction,
            key: row.key,
            id: row.id,
        }
        .encode(order.sorted_by)
    };
    let page = &rows[start..end];
    let prev = page.first().filter(|_| start > 0);
    let next = page.last().filter(|_| end < rows.len());
    let (prev, next) = (
        prev.map(|row| mark(Direction::Prev, row)),
        next.map(|row| mark(Direction::Next, row)),
    );
    let items = rows.drain(start..end).map(|row| row.item).collect();
    Ok(Page { items, prev, next })
}

/// # Errors
/// 400 when `limit` is out of range.
pub fn limit(call: &Call, rules: PageRules) -> Result<usize, Fault> {
    match call.query.integer("limit")? {
        None => Ok(rules.default),
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=rules.max).contains(limit))
            .ok_or_else(|| {
                let range = format!("Must be between 1 and {}.", rules.max);
                Fault::parameter("limit", &range)
            }),
    }
}

/// A list's answer. `meta` has what comes beside the cursors.
pub fn list(call: &Call, page: Page<Value>, meta: Map<String, Value>) -> Answer {
    match call.options.lists {
        ListShape::BareArray => Answer::ok(&Value::Array(page.items)),
        ListShape::Envelope => {
            let mut all = Map::new();
            all.insert("prev_cursor".into(), json!(page.prev));
            all.insert("next_cursor".into(), json!(page.next));
            all.extend(meta);
            Answer::ok(&json!({
                "object": "list", "uri": call.uri(), "data": page.items, "meta": all,
            }))
        }
    }
}

/// The answer of a collection that has no pages.
pub fn wrap(call: &Call, items: Vec<Value>) -> Answer {
    Answer::ok(&match call.options.wraps {
        WrapShape::Data => json!({"data": items}),
        WrapShape::BareArray => Value::Array(items),
    })
}
