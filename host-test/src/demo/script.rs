//! The story in `day.txt`: calls with what is told before them and what has to hold after.
//!
//! A paragraph is a title (`== …`), or words, a call (`> …`), and notes, each indented:
//! - `name = /a/pointer`: remembers a value of the answer, which `$name` then stands for;
//! - `/a/pointer is 5`, `/a/pointer is not 5`: JSON or `$name`;
//! - `refused: kind`: the call fails, with an error of this kind;
//! - `requests: 2`: the call takes so many requests, not one.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;

/// A call with its words and notes.
#[derive(Debug, Default, PartialEq)]
pub struct Step<'a> {
    pub words: Vec<&'a str>,
    pub tool: &'a str,
    /// JSON.
    pub arguments: &'a str,
    pub requests: usize,
    pub refused: Option<&'a str>,
    pub notes: Vec<&'a str>,
}

impl<'a> Step<'a> {
    /// Reads a paragraph. None for a title.
    pub fn read(paragraph: &'a str) -> Option<Self> {
        let mut step = Self {
            requests: 1,
            ..Self::default()
        };
        for line in paragraph.lines() {
            if line.starts_with("== ") {
                return None;
            } else if let Some(call) = line.strip_prefix("> ") {
                (step.tool, step.arguments) = call.split_once(' ').unwrap_or((call, "{}"));
            } else if let Some(note) = line.strip_prefix("  ") {
                match note.split_once(": ") {
                    Some(("refused", kind)) => step.refused = Some(kind),
                    Some(("requests", count)) => step.requests = count.parse().unwrap_or_default(),
                    _ => step.notes.push(note),
                }
            } else {
                step.words.push(line);
            }
        }
        Some(step)
    }
}

/// Values remembered from earlier steps.
#[derive(Default)]
pub struct Memory(BTreeMap<String, Value>);

impl Memory {
    /// Returns the text with values in the place of `$names`, the longest name first.
    pub fn fill(&self, text: &str) -> String {
        let known = self.0.iter().rev();
        known.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("${name}"), &value.to_string())
        })
    }

    /// Does what a note says. False: it does not hold.
    pub fn note(&mut self, note: &str, answer: &Value) -> Result<bool> {
        let at = |pointer| answer.pointer(pointer).unwrap_or(&Value::Null);
        if let Some((name, pointer)) = note.split_once(" = ") {
            let value = at(pointer);
            self.0.insert(name.to_owned(), value.clone());
            return Ok(!value.is_null());
        }
        let Some((pointer, wanted)) = note.split_once(" is ") else {
            bail!("the note {note:?} is not understood");
        };
        let (negated, wanted) = match wanted.strip_prefix("not ") {
            Some(wanted) => (true, wanted),
            None => (false, wanted),
        };
        let wanted: Value = serde_json::from_str(&self.fill(wanted))
            .with_context(|| format!("the note {note:?} compares with no JSON"))?;
        Ok((*at(pointer) == wanted) != negated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_paragraph_is_words_a_call_and_notes() {
        let step =
            Step::read("Who?\n> get {\"id\": 1}\n  refused: merged\n  requests: 2\n  /a is 1");
        let expected = Step {
            words: vec!["Who?"],
            tool: "get",
            arguments: r#"{"id": 1}"#,
            requests: 2,
            refused: Some("merged"),
            notes: vec!["/a is 1"],
        };
        assert_eq!(step, Some(expected));
        assert_eq!(Step::read("== Morning"), None);
    }

    #[test]
    fn notes_remember_and_compare() {
        let answer = json!({"id": 7, "url": "https://host/a/b", "list": [null]});
        let mut memory = Memory::default();
        for (note, holds) in [
            ("id = /id", true),
            ("id-of-none = /none", false),
            ("url = /url", true),
            ("/id is $id", true),
            ("/id is not $id", false),
            ("/url is \"https://host/a/b\"", true),
            ("/list/0 is not null", false),
        ] {
            assert_eq!(memory.note(note, &answer).unwrap(), holds, "{note}");
        }
        assert_eq!(memory.fill("f($id, $url)"), "f(7, \"https://host/a/b\")");
        assert!(memory.note("/id equals 7", &answer).is_err());
        assert!(memory.note("/id is seven", &answer).is_err());
    }
}
