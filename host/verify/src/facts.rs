//! The facts that no public source settles, as data.

use anyhow::{Context, Result};
use serde::Deserialize;

/// The list, which the report and the documentation follow. The mock plays most of them both ways, by
/// their ids.
pub const FACTS: &str = include_str!("facts.json");

/// How a fact can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// By reading.
    Reading,
    /// By changing what was created for it.
    Writing,
    /// Where it happens to show.
    Chance,
    /// Not without harm, or not through the API.
    Never,
}

/// Something that is true or false of the API.
#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    /// As it is called in the report and in the mock.
    pub id: String,
    /// The statement that is expected to hold.
    pub expected: String,
    /// Says what the plugin does if it holds.
    pub if_so: String,
    /// Says what the plugin does if it does not.
    pub if_not: String,
    /// How it can be seen.
    pub seen: Seen,
}

/// Lists all facts, in the report's order.
pub fn all() -> Result<Vec<Fact>> {
    serde_json::from_str(FACTS).context("reading facts.json")
}
