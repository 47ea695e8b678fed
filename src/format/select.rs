//! Keeping only some keys of JSON objects, so that a list costs its reader no more than is needed.

use super::json;
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::str;

/// How deep keys reach. Whatever nests deeper comes whole, so that the stack is bounded.
const MAX_DEPTH: usize = 16;

/// The JSON text with these keys alone: of the object that it is, or of each object in the array
/// that it is. A key with dots reaches into what it names, item by item where that is an array:
/// `channels.address`. What does not exist is absent. Without keys, everything, byte for byte.
pub fn select<'j>(text: &'j str, keys: &[&str]) -> Cow<'j, str> {
    if keys.is_empty() || !is_container(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    push(&mut out, text, keys, MAX_DEPTH);
    Cow::Owned(out)
}

fn is_container(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '['])
}

fn push(out: &mut String, text: &str, keys: &[&str], depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        out.push_str(text);
        return;
    };
    let is_array = json::is_array(text);
    out.push(if is_array { '[' } else { '{' });
    let start = out.len();
    // Neither fails: an answer is checked when it arrives.
    let _ = match is_array {
        true => json::each_item(text, &mut |item| {
            // Nothing else has keys, an array in an array neither.
            if item.starts_with('{') {
                separate(out, start);
                push(out, item, keys, depth);
            }
        }),
        false => json::each_member(text, &mut |key, value| {
            if let Ok(key) = str::from_utf8(key) {
                member(out, start, (key, value), keys, depth);
            }
        }),
    };
    out.push(if is_array { ']' } else { '}' });
}

fn member(out: &mut String, start: usize, (key, value): (&str, &str), keys: &[&str], depth: usize) {
    let is_whole = keys.contains(&key);
    let inside = keys
        .iter()
        .filter_map(|wanted| wanted.strip_prefix(key)?.strip_prefix('.'));
    let inside: Vec<&str> = inside.collect();
    if !is_whole && (inside.is_empty() || !is_container(value)) {
        return;
    }
    separate(out, start);
    // Writing a string cannot fail.
    out.push_str(&json::write(&key).unwrap_or_default());
    out.push(':');
    match is_whole {
        true => out.push_str(value),
        false => push(out, value, &inside, depth),
    }
}

/// A comma, where something stands before it.
fn separate(out: &mut String, start: usize) {
    if out.len() > start {
        out.push(',');
    }
}
