//! The scopes of the reporting API, written from `scopes.json`, the vendor's published table.

use alloc::{format, string::String, vec::Vec};

include!(concat!(env!("OUT_DIR"), "/scopes.rs"));

/// The kinds of names of a scope, in the order of the table.
const KINDS: [&str; 4] = ["measures", "dimensions", "filters", "time dimensions"];

/// The names that a scope takes. Empty where that is not published.
#[derive(Debug, Default)]
pub struct Scope {
    /// Names of `measures`.
    pub measures: Vec<&'static str>,
    /// Names of `dimensions`.
    pub dimensions: Vec<&'static str>,
    /// The `member` of `filters`.
    pub filters: Vec<&'static str>,
    /// The `dimension` of `time_dimensions`.
    pub time_dimensions: Vec<&'static str>,
}

impl Scope {
    /// Finds the scope of this name.
    pub fn named(name: &str) -> Option<Scope> {
        let (_, takes) = SCOPES.iter().find(|(known, _)| *known == name)?;
        let mut lists = takes.split(|place| *place == u8::MAX).map(|places| {
            let names = places.iter();
            names
                .filter_map(|place| NAMES.split(' ').nth((*place).into()))
                .collect()
        });
        let mut next = || lists.next().unwrap_or_default();
        Some(Scope {
            measures: next(),
            dimensions: next(),
            filters: next(),
            time_dimensions: next(),
        })
    }

    /// Names all scopes.
    pub fn names() -> String {
        let names: Vec<&str> = SCOPES.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// Says what it takes, as far as that is published.
    pub fn says(&self) -> String {
        let lists = [
            &self.measures,
            &self.dimensions,
            &self.filters,
            &self.time_dimensions,
        ];
        let mut words = String::new();
        for (kind, list) in KINDS.iter().zip(lists).filter(|(_, list)| !list.is_empty()) {
            words.push_str(if words.is_empty() { "" } else { "; " });
            words.push_str(&format!("{kind} {}", list.join(", ")));
        }
        words
    }
}
