//! Keeping only some keys of JSON objects, so that a list costs its reader no more than is needed.

use super::json;
use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::{iter::once, str};

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
    let mut out = String::new();
    let mut found = vec![false; sorted.len()];
    let is_selected = !keys.is_empty() && is_container(text);
    let mut objects = 0;
    if is_selected {
        let mut wanted = Wanted {
            keys: &sorted,
            at: 0,
            found: &mut found,
        };
        push(&mut out, text, &mut wanted, MAX_DEPTH, &mut objects);
    }
    let absent = sorted.iter().zip(&found).filter(|(_, found)| !**found);
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

/// The keys that are wanted of an object, in their order, from a place in them on.
struct Wanted<'w, 'k> {
    keys: &'w [&'k str],
    at: usize,
    found: &'w mut [bool],
}

impl<'k> Wanted<'_, 'k> {
    /// Tells whether a key is wanted with all that it holds.
    fn whole(&mut self, key: &str) -> bool {
        let place = self
            .keys
            .binary_search_by(|it| self.rest(it).cmp(key.as_bytes()));
        match place {
            Ok(place) => {
                if let Some(found) = self.found.get_mut(place) {
                    *found = true;
                }
                true
            }
            Err(_) => false,
        }
    }

    /// Those that reach into what a key holds.
    fn inside(&mut self, key: &str) -> Option<Wanted<'_, 'k>> {
        let prefix = || key.bytes().chain(once(b'.'));
        let start = self
            .keys
            .partition_point(|it| self.rest(it).iter().copied().lt(prefix()));
        let begins = |it: &&&str| {
            let mut rest = self.rest(it).iter().copied();
            prefix().all(|byte| rest.next() == Some(byte))
        };
        let count = self.keys.get(start..)?.iter().take_while(begins).count();
        (count > 0).then_some(Wanted {
            keys: self.keys.get(start..start + count)?,
            at: self.at + key.len() + 1,
            found: self.found.get_mut(start..start + count)?,
        })
    }

    fn rest(&self, key: &'k str) -> &'k [u8] {
        key.as_bytes().get(self.at..).unwrap_or_default()
    }
}

fn push(out: &mut String, text: &str, wanted: &mut Wanted, depth: usize, objects: &mut usize) {
    let Some(depth) = depth.checked_sub(1) else {
        wanted.found.fill(true);
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
        wanted.found.fill(true);
    }
    out.push(if is_array { ']' } else { '}' });
}

fn member(
    out: &mut String,
    start: usize,
    (key, value): (&str, &str),
    wanted: &mut Wanted,
    depth: usize,
) {
    let is_whole = wanted.whole(key);
    let mut inside = wanted.inside(key);
    if let Some(inside) = &mut inside
        && (is_whole || value == "null")
    {
        // All that there is comes with it, or nobody knows what there could be.
        inside.found.fill(true);
    }
    let inside = inside.filter(|_| is_container(value));
    if !is_whole && inside.is_none() {
        return;
    }
    separate(out, start);
    // Writing a string cannot fail.
    out.push_str(&json::write(&key).unwrap_or_default());
    out.push(':');
    match inside {
        Some(mut inside) if !is_whole => push(out, value, &mut inside, depth, &mut 0),
        _ => out.push_str(value),
    }
}

/// A comma, where something stands before it.
fn separate(out: &mut String, start: usize) {
    if out.len() > start {
        out.push(',');
    }
}
