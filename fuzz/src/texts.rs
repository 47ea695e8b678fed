//! Checks what is shown of texts that customers wrote.

use super::body;
use arbitrary::{Result, Unstructured};
use gorgias_customers::select::select;
use mcp::escape_hidden::{in_json, in_text, undo};
use serde_json::{Map, Value, from_str, value::RawValue};

/// Writes out what people do not see in a text, alone and in JSON, and turns it back.
///
/// # Panics
///
/// When something hidden stays, or the text is another one afterwards.
pub fn hidden(text: &str) {
    let hidden = |character: char| {
        (character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}')
            || matches!(character, '\u{e0000}'..='\u{e00ff}')
    };
    let shown = in_text(text);
    assert!(!shown.contains(hidden), "{shown:?}");
    let json = Value::from(text).to_string();
    let escaped = in_json(&json);
    let read: String = from_str(&escaped).unwrap_or_else(|error| panic!("{error}: {escaped:?}"));
    assert!(!read.contains(hidden), "{read:?}");
    if is_certain(&json) {
        for shown in [&*escaped, &Value::from(&*shown).to_string()] {
            let back: String =
                from_str(&undo(shown)).unwrap_or_else(|it| panic!("{it}: {shown:?}"));
            assert_eq!(back, text, "{shown:?}");
        }
    }
    if from_str::<&RawValue>(text).is_ok() {
        let shown = in_json(text);
        let is_json = from_str::<&RawValue>(&shown).is_ok();
        assert!(is_json, "{shown:?}");
        // Half a character is no `Value`.
        if let (true, Ok(value)) = (is_certain(text), from_str::<Value>(text)) {
            let back = from_str::<Value>(&undo(&shown));
            assert_eq!(back.ok(), Some(value), "{shown:?}");
        }
    }
}

/// Tells whether nothing hidden stands behind a backslash, where it reads like a text in JSON in a
/// string, which is turned back there.
fn is_certain(json: &str) -> bool {
    let mut behind = json.split(r"\\").skip(1);
    behind.all(|rest| rest.starts_with(|it| matches!(it, ' '..='[' | ']'..='~')))
}

/// Selects keys from generated JSON, and compares with how it is done on a tree.
///
/// # Panics
///
/// When they differ.
pub fn fields(u: &mut Unstructured) -> Result<()> {
    let mut text = body::json(u, 6)?;
    // A tree has each key once.
    let is_unique = u.arbitrary()?;
    if is_unique {
        text = tree(&text).to_string();
    }
    let keys: Vec<&str> = (0..u.int_in_range(0..=5)?)
        .map(|_| u.arbitrary())
        .collect::<Result<_>>()?;
    let selection = select(&text, &keys);
    assert!(selection.absent.iter().all(|key| keys.contains(key)));
    let (whole, selected) = (tree(&text), tree(&selection.json));
    let expected = match keys.is_empty() {
        true => whole,
        false => pruned(&whole, &keys, 16),
    };
    assert!(!is_unique || selected == expected, "{keys:?} of {text}");
    Ok(())
}

fn tree(json: &str) -> Value {
    from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn pruned<'k>(value: &Value, keys: &[&'k str], depth: usize) -> Value {
    if depth == 0 {
        return value.clone();
    }
    let inner = |value: &Value, keys: &[&'k str]| pruned(value, keys, depth - 1);
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| match item.is_object() {
                true => inner(item, keys),
                false => item.clone(),
            })
            .collect(),
        Value::Object(members) => {
            let mut kept = Map::new();
            for (key, value) in members {
                let rest = |wanted: &&'k str| wanted.strip_prefix(key.as_str())?.strip_prefix('.');
                let inside: Vec<&str> = keys.iter().filter_map(rest).collect();
                if keys.contains(&key.as_str()) {
                    kept.insert(key.clone(), value.clone());
                } else if !inside.is_empty() && (value.is_object() || value.is_array()) {
                    kept.insert(key.clone(), inner(value, &inside));
                }
            }
            kept.into()
        }
        other => other.clone(),
    }
}
