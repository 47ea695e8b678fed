//! Keeping only some keys of JSON objects, so that a list costs its reader no more than is needed.

use super::json;
use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::{cell::Cell, str};

/// How deep keys reach. Whatever nests deeper comes whole, so that the stack is bounded.
const MAX_DEPTH: usize = 16;
/// How many keys that there are a selection names.
const MAX_NAMED: usize = 40;

/// The selection.
pub struct Selection<'j, 'k> {
    /// JSON text.
    pub json: Cow<'j, str>,
    /// The keys that nothing has. Where there is nothing that could have keys, none.
    pub absent: Vec<&'k str>,
}

/// Selects from a JSON text these keys alone: of the object that it is, or of each object in the
/// array that it is. A key with dots reaches into what it names, item by item where that is an
/// array: `channels.address`. What has no keys stays. Without keys, everything, byte for byte.
pub fn select<'j, 'k>(text: &'j str, keys: &[&'k str]) -> Selection<'j, 'k> {
    // Sorting them all at once would take more code.
    let mut sorted = Vec::new();
    for key in keys {
        if let Err(place) = sorted.binary_search(key) {
            sorted.insert(place, *key);
        }
    }
    let found = vec![Cell::new(false); sorted.len()];
    let wanted: Vec<Wanted> = sorted.iter().copied().zip(&found).collect();
    let mut out = String::new();
    let is_selected = !keys.is_empty() && is_container(text);
    let mut objects = 0;
    if is_selected {
        push(&mut out, text, &wanted, MAX_DEPTH, &mut objects);
    }
    let absent = sorted.iter().zip(&found).filter(|(_, found)| !found.get());
    Selection {
        absent: match objects {
            0 => Vec::new(),
            _ => absent.map(|(key, _)| *key).collect(),
        },
        json: match is_selected {
            true => Cow::Owned(out),
            false => Cow::Borrowed(text),
        },
    }
}

/// Names the keys of a JSON object, or of the first object in an array.
pub fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    if json::is_array(text) {
        let _ = json::each_item(text, &mut |item| {
            if keys.is_empty() && item.starts_with('{') {
                keys = self::keys(item);
            }
        });
        return keys;
    }
    let _ = json::each_member(text, &mut |key, _| {
        if keys.len() < MAX_NAMED {
            keys.push(String::from_utf8_lossy(key).into_owned());
        }
    });
    keys
}

fn is_container(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '['])
}

/// The rest of a dotted key at this depth, and whether it was found.
type Wanted<'w> = (&'w str, &'w Cell<bool>);

/// Marks these keys as found: all that there is comes with them, or nobody knows what there could be.
fn mark_found(keys: &[Wanted]) {
    keys.iter().for_each(|(_, found)| found.set(true));
}

fn push(out: &mut String, text: &str, wanted: &[Wanted], depth: usize, objects: &mut usize) {
    let Some(depth) = depth.checked_sub(1) else {
        mark_found(wanted);
        out.push_str(text);
        return;
    };
    let is_array = json::is_array(text);
    out.push(if is_array { '[' } else { '{' });
    let start = out.len();
    // Neither fails: an answer is checked when it arrives.
    let _ = match is_array {
        true => json::each_item(text, &mut |item| {
            separate(out, start);
            match item.starts_with('{') {
                true => push(out, item, wanted, depth, objects),
                // Nothing else has keys, an array in an array neither.
                false => out.push_str(item),
            }
        }),
        false => {
            *objects += 1;
            json::each_member(text, &mut |key, value| {
                if let Ok(key) = str::from_utf8(key) {
                    member(out, start, (key, value), wanted, depth);
                }
            })
        }
    };
    if is_array && out.len() == start {
        mark_found(wanted);
    }
    out.push(if is_array { ']' } else { '}' });
}

fn member(
    out: &mut String,
    start: usize,
    (key, value): (&str, &str),
    wanted: &[Wanted],
    depth: usize,
) {
    let mut is_whole = false;
    let mut inside: Vec<Wanted> = Vec::new();
    for (wanted, found) in wanted {
        match wanted.strip_prefix(key) {
            Some("") => {
                is_whole = true;
                found.set(true);
            }
            Some(rest) => inside.extend(rest.strip_prefix('.').map(|rest| (rest, *found))),
            None => {}
        }
    }
    if is_whole || value == "null" {
        mark_found(&inside);
    }
    if !is_whole && (inside.is_empty() || !is_container(value)) {
        return;
    }
    separate(out, start);
    // Writing a string cannot fail.
    out.push_str(&json::write(&key).unwrap_or_default());
    out.push(':');
    match is_whole {
        true => out.push_str(value),
        false => push(out, value, &inside, depth, &mut 0),
    }
}

/// Writes a comma, where something stands before it.
fn separate(out: &mut String, start: usize) {
    if out.len() > start {
        out.push(',');
    }
}
