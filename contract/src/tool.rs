//! One tool: an exported function of the world.

use anyhow::{Context, Result};
use std::fmt;
use wit_parser::Function;

/// The beginning of every function's name.
pub const PREFIX: &str = "gorgias-customers-";

/// Classifies a tool by its effect on the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Adds or changes something.
    Write,
    /// Removes something that no other tool brings back.
    Destructive,
}

impl Effect {
    /// Finds the effect of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Read, Self::Write, Self::Destructive];
        all.into_iter().find(|it| it.to_string() == name)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destructive => "destructive",
        })
    }
}

/// One tool.
pub struct Tool<'a> {
    /// The name without [`PREFIX`], `get-customer`.
    pub name: &'a str,
    /// Its effect on the account.
    pub effect: Effect,
    /// The rest of the description, with its tags if it comes from `wit/`.
    pub description: &'a str,
    /// The function, with its parameters and its result.
    pub function: &'a Function,
}

impl<'a> Tool<'a> {
    /// Reads a function of `wit/`, whose comment begins with a tag, or of a component, where words
    /// stand in its place.
    ///
    /// # Errors
    ///
    /// When the name has another prefix, or the description does not begin with the effect.
    pub fn new(function: &'a Function) -> Result<Self> {
        let name = function
            .name
            .strip_prefix(PREFIX)
            .with_context(|| format!("{} does not begin with {PREFIX}", function.name))?;
        let docs = function.docs.contents.as_deref().unwrap_or_default();
        let (effect, description) = effect(docs).with_context(|| {
            format!("the description of {name} does not begin with @read, @write or @destructive")
        })?;
        Ok(Self {
            name,
            effect,
            description,
            function,
        })
    }
}

fn effect(docs: &str) -> Option<(Effect, &str)> {
    let (tag, rest) = docs.trim().split_once(char::is_whitespace)?;
    let in_brackets = || tag.strip_prefix('[')?.strip_suffix(']');
    let name = tag.strip_prefix('@').or_else(in_brackets)?;
    Some((Effect::named(name)?, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_begins_with_the_effect() {
        for docs in [
            "@write Make it.\nid: which.",
            " [write] Make it.\nid: which. ",
        ] {
            assert_eq!(effect(docs), Some((Effect::Write, "Make it.\nid: which.")));
        }
        for docs in ["", "Make it.", "@safe Make it.", "@read", "[read Make it."] {
            assert_eq!(effect(docs), None, "{docs}");
        }
    }
}
