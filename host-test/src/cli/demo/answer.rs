//! Reading on from an answer: the ids and addresses that the next call needs.

use anyhow::{Context, Result, bail};
use host_test::call::Outcome;
use serde_json::Value;
use wasmtime::component::{Val, wasm_wave};

pub struct Answer {
    outcome: Outcome,
}

impl Answer {
    pub fn new(outcome: Outcome) -> Self {
        Self { outcome }
    }

    /// The JSON that the tool returned.
    pub fn json(&self) -> Result<Value> {
        parse(self.value()?)
    }

    /// The JSON in one field of the record that the tool returned.
    pub fn json_in(&self, field: &str) -> Result<Value> {
        parse(self.field(field)?)
    }

    /// The text in one field of the record that the tool returned; none if there is none.
    pub fn text_in(&self, field: &str) -> Result<Option<&str>> {
        text(self.field(field)?)
    }

    /// The text that the tool returned.
    pub fn text(&self) -> Result<&str> {
        text(self.value()?)?.context("the answer is no text")
    }

    /// The `url` of each record in the list that the tool returned.
    pub fn urls(&self) -> Result<Vec<&str>> {
        let Val::List(items) = self.value()? else {
            bail!("the answer is no list");
        };
        items
            .iter()
            .map(|item| text(get(item, "url")?)?.context("a url is missing"))
            .collect()
    }

    fn field(&self, name: &str) -> Result<&Val> {
        get(self.value()?, name)
    }

    fn value(&self) -> Result<&Val> {
        match self.outcome.result() {
            Val::Result(Ok(Some(value))) => Ok(value),
            _ => bail!("the tool returned nothing"),
        }
    }
}

fn get<'a>(record: &'a Val, name: &str) -> Result<&'a Val> {
    let Val::Record(fields) = record else {
        bail!("the answer is no record");
    };
    fields
        .iter()
        .find_map(|(known, value)| (known == name).then_some(value))
        .with_context(|| format!("the answer has no {name}"))
}

fn text(value: &Val) -> Result<Option<&str>> {
    match value {
        Val::String(text) => Ok(Some(text)),
        Val::Option(None) => Ok(None),
        Val::Option(Some(value)) => text(value),
        _ => bail!("the answer is no text"),
    }
}

fn parse(value: &Val) -> Result<Value> {
    let text = text(value)?.context("the answer is empty")?;
    serde_json::from_str(text).context("the answer is no JSON")
}

/// A number in JSON, by its path: `/0/id`.
pub fn id(json: &Value, path: &str) -> Result<u64> {
    json.pointer(path)
        .and_then(Value::as_u64)
        .with_context(|| format!("the answer has no number at {path}"))
}

/// Text as a WAVE string, quotes and all.
pub fn quoted(text: &str) -> String {
    wasm_wave::to_string(&Val::String(text.to_owned())).unwrap_or_else(|_| format!("{text:?}"))
}
