//! Cutting what is too large for a model's context, so that nothing is passed over silently.

use super::{Kind, List};
use crate::json;
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use gorgias_customers::{json as api_json, select};

/// The setting that says how many bytes are too many.
pub const MAX_RESULT: &str = "GORGIAS_MAX_RESULT_BYTES";
/// How many members of an object are weighed against each other.
const MAX_MEMBERS: usize = 1000;
/// How deep objects are looked into.
const MAX_DEPTH: usize = 16;
/// Less is not worth looking into.
const MIN_BYTES: usize = 400;
/// How many keys are named to ask for.
const MAX_NAMED: usize = 12;

/// Cuts an answer to about this many bytes.
pub fn cut(kind: Kind, limit: usize, parameters: &[&str]) -> Kind {
    match kind {
        Kind::List(list) if list.items.len() > limit => Kind::List(items(list, limit, parameters)),
        Kind::Object(json) if json.len() > limit => {
            let mut out = String::from("{");
            let words = format!(
                "{} bytes, of which {limit} are shown ({MAX_RESULT}): large members are replaced by their size and the `fields` to ask for",
                json.len()
            );
            json::push_text(&mut out, "cut", &words);
            let mut object = String::new();
            shrink(&mut object, &json, limit, "", MAX_DEPTH);
            match object.strip_prefix('{') {
                Some("}") | None => out.push('}'),
                Some(rest) => out.extend([",", rest]),
            }
            Kind::Object(out)
        }
        Kind::Text(mut text, _) if text.len() > limit => {
            let cut = lines(&mut text, limit);
            Kind::Text(text, Some(cut))
        }
        Kind::File(file) => Kind::File(file.within(limit)),
        kind => kind,
    }
}

/// Cuts a list at a whole item.
fn items(list: List, limit: usize, parameters: &[&str]) -> List {
    let text = list.items;
    let (mut count, mut total, mut end) = (0, 0, 0);
    let mut first = None;
    // An answer is checked when it arrives.
    let _ = api_json::each_item(&text, &mut |item| {
        total += 1;
        first.get_or_insert(item);
        let stop = (item.as_ptr() as usize).saturating_sub(text.as_ptr() as usize) + item.len();
        if stop < limit {
            (count, end) = (total, stop);
        }
    });
    let bytes = text.len();
    let items = match first {
        // Not even one fits.
        Some(first) if count == 0 => {
            count = 1;
            let mut items = String::from("[");
            shrink(&mut items, first, limit, "", MAX_DEPTH);
            items + "]"
        }
        _ => text.get(..end).unwrap_or_default().to_string() + "]",
    };
    let by_size = ["limit", "size"]
        .iter()
        .find(|name| parameters.contains(name));
    let advice = match by_size {
        Some(&"limit") => format!(
            "ask with `fields` for less of each, or with `limit` {count} and read on with next_cursor"
        ),
        Some(name) => format!("ask with `fields` for less of each, or with `{name}` {count}"),
        None => "ask with `fields` for less of each".into(),
    };
    List {
        cut: Some(format!(
            "{count} of {total} items: all are {bytes} bytes, more than {limit} ({MAX_RESULT}); {advice}"
        )),
        items,
        more: false,
        absent: list.absent,
        next_cursor: None,
        prev_cursor: None,
        meta: list.meta.filter(|meta| meta.len() < limit / 10),
    }
}

/// Cuts text at a whole line, and returns what is said of it.
pub fn lines(text: &mut String, limit: usize) -> String {
    let all = text.len();
    let end = text.floor_char_boundary(limit);
    let end = match text.get(..end).and_then(|text| text.rfind('\n')) {
        Some(line) => line + 1,
        None => end,
    };
    text.truncate(end);
    format!("(cut: {end} of {all} bytes; {MAX_RESULT} sets how many are shown, 0 for all)")
}

/// Writes a value within a number of bytes: of an object the largest members shrink.
fn shrink(out: &mut String, text: &str, limit: usize, path: &str, depth: usize) {
    if text.len() <= limit {
        return out.push_str(text);
    }
    let mut members = Vec::new();
    let mut count = 0;
    if limit >= MIN_BYTES && depth > 0 {
        let _ = api_json::each_member(text, &mut |key, value| {
            count += 1;
            if count <= MAX_MEMBERS {
                members.push((String::from_utf8_lossy(key).into_owned(), value));
            }
        });
    }
    if members.is_empty() || count > MAX_MEMBERS {
        return json::push_string(out, &instead(text, path));
    }
    let share = share(&members, limit);
    out.push('{');
    for (key, value) in &members {
        json::push_name(out, key);
        shrink(out, value, share, &inside(path, key), depth - 1);
    }
    out.push('}');
}

/// Returns how many bytes each member may have, so that all have no more than this: what small
/// ones leave is shared by the large.
fn share(members: &[(String, &str)], limit: usize) -> usize {
    let keys: usize = members.iter().map(|(key, _)| key.len() + 4).sum();
    let limit = limit.saturating_sub(keys);
    let mut share = limit / members.len().max(1);
    loop {
        let (mut small, mut large) = (0, 0);
        for (_, value) in members {
            match value.len() <= share {
                true => small += value.len(),
                false => large += 1,
            }
        }
        let next = limit.saturating_sub(small) / large.max(1);
        // Each round leaves fewer that are large.
        if next <= share {
            return share;
        }
        share = next;
    }
}

fn inside(path: &str, key: &str) -> String {
    match path {
        "" => key.into(),
        _ => [path, ".", key].concat(),
    }
}

/// Says how large a value is, and what to ask for.
fn instead(text: &str, path: &str) -> String {
    let what = match text.as_bytes().first() {
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        _ => "a text",
    };
    let mut keys = select::keys(text);
    let more = keys.len() > MAX_NAMED;
    keys.truncate(MAX_NAMED);
    let mut words = format!("(cut: {what} of {} bytes", text.len());
    for (index, key) in keys.iter().enumerate() {
        words.push_str(if index == 0 { "; fields " } else { ", " });
        words.push_str(&inside(path, key));
    }
    if more {
        words.push_str(", …");
    }
    words.push(')');
    words
}
