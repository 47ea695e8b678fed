//! Descriptions in the names that an MCP client sees.

use contract::{Contract, Tag, cases, snake, tags_of};
use std::collections::BTreeMap;
use wit_parser::TypeDefKind;

/// The names of `wit/` that are spelt differently in MCP.
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// Tools, parameters, fields and cases whose names have a hyphen.
    pub fn new(contract: &Contract) -> anyhow::Result<Self> {
        let mut words = BTreeMap::new();
        let mut add = |word: &str, spelling: String| {
            if word.contains('-') {
                words.insert(word.to_owned(), spelling);
            }
        };
        for tool in contract.tools()? {
            add(tool.name, snake(tool.name));
            for parameter in &tool.function.params {
                add(&parameter.name, snake(&parameter.name));
            }
        }
        for (_, definition) in contract.types()? {
            // Kinds of errors keep their names, and so do those of the record about them.
            if tags_of(&definition.docs)?.contains(&Tag::Verbatim) {
                continue;
            }
            if let TypeDefKind::Record(record) = &definition.kind {
                for field in &record.fields {
                    add(&field.name, snake(&field.name));
                }
            }
            for (case, spelling) in cases(definition)?.unwrap_or_default() {
                add(case, spelling);
            }
        }
        Ok(Self(words))
    }

    /// Puts these names into a text.
    pub fn translate(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        let part_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        while let Some(first) = rest.chars().next() {
            let end = match part_of_word(first) {
                true => rest.find(|c| !part_of_word(c)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            let (word, later) = rest.split_at(end);
            out.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = later;
        }
        out
    }
}
