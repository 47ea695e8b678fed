//! Holds what the vendor documents as data, and the other side of what it leaves open.

use anyhow::Context as _;
use serde_json::{Map, Value};

/// The routes with their queries, bodies and statuses.
const API: &str = include_str!("vendor/api.json");
/// The scopes of reporting, and what they may name.
const SCOPES: &str = include_str!("vendor/scopes.json");
/// Canned answers of reporting, and of the statistics that it superseded.
const REPORTING: &str = include_str!("vendor/reporting.json");
const STATISTICS: &str = include_str!("vendor/statistics.json");

/// By fact that no public source settles: what changes in the data when it is played the other
/// way, as a JSON merge patch. Where that is nothing, code asks for it.
const ALTERNATIVES: &str = include_str!("vendor/alternatives.json");

/// The data as this mock plays them.
#[derive(Debug)]
pub struct Vendor {
    pub data: Value,
    played: Vec<String>,
}

impl Vendor {
    /// Reads the data and plays these facts the other way.
    ///
    /// # Errors
    /// When there is no alternative to one of them.
    pub fn new(facts: Vec<String>) -> anyhow::Result<Self> {
        let mut data: Value = serde_json::from_str(API)?;
        data["scopes"] = serde_json::from_str(SCOPES)?;
        data["reporting"] = serde_json::from_str(REPORTING)?;
        data["statistics"] = serde_json::from_str(STATISTICS)?;
        let alternatives: Value = serde_json::from_str(ALTERNATIVES)?;
        for fact in &facts {
            let patch = alternatives.get(fact);
            merge(
                &mut data,
                patch.with_context(|| format!("{fact} has no alternative"))?,
            );
        }
        Ok(Self {
            data,
            played: facts,
        })
    }

    /// Returns whether this fact is played the other way.
    pub fn plays_alternative(&self, fact: &str) -> bool {
        self.played.iter().any(|played| played == fact)
    }
}

/// Returns the ids of the facts that the mock can play the other way.
pub fn alternatives() -> Vec<String> {
    let all: Map<_, _> = serde_json::from_str(ALTERNATIVES).unwrap_or_default();
    all.into_iter().map(|(fact, _)| fact).collect()
}

/// Applies a JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Map::new().into();
    }
    for (key, patch) in patch {
        match target.as_object_mut() {
            Some(keys) if patch.is_null() => _ = keys.shift_remove(key),
            _ => merge(&mut target[key], patch),
        }
    }
}
