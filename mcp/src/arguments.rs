//! The arguments of a call, taken out by name.

use crate::{json::Object, nearest::nearest};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use gorgias_customers::error::{Error, invalid};
use serde_json::value::RawValue;

/// Says what is wrong with an argument, and where: `body[3].label`.
#[derive(Debug)]
pub struct Problem {
    place: String,
    problem: String,
}

impl Problem {
    /// Makes a problem of the value at hand.
    pub fn new(problem: impl Into<String>) -> Self {
        Problem {
            place: String::new(),
            problem: problem.into(),
        }
    }

    /// Prefixes the path with the field that the value is in.
    pub fn in_field(mut self, name: &str) -> Self {
        let dot = match self.place.chars().next() {
            None | Some('[') => "",
            _ => ".",
        };
        self.place = format!("{name}{dot}{}", self.place);
        self
    }

    /// Prefixes the path with the place in an array.
    pub fn in_item(self, index: usize) -> Self {
        self.in_field(&format!("[{index}]"))
    }
}

/// Why a call does not go out.
pub enum Fault {
    /// An argument is malformed.
    Argument(Problem),
    /// The tool refuses it.
    Tool(Error),
}

impl Fault {
    /// Makes the error that the caller is told.
    pub fn into_error(self) -> Error {
        match self {
            Fault::Argument(Problem { place, problem }) => invalid(&place, &problem),
            Fault::Tool(error) => spelled(error),
        }
    }
}

/// Respells the parameter that a tool's error begins with, from `wit/` to MCP. What changes in an
/// update stands beside its id here.
fn spelled(mut error: Error) -> Error {
    if let Some((name, rest)) = error
        .message
        .strip_prefix('`')
        .and_then(|it| it.split_once('`'))
    {
        let name = match name.strip_suffix("changes") {
            Some("") => "arguments",
            Some(around) => around.trim_end_matches('.'),
            None => name,
        };
        error.message = format!("`{}`{rest}", name.replace('-', "_"));
    }
    error
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Fault::Argument(problem)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Tool(error)
    }
}

/// Reads a value.
pub type Read<T> = fn(&RawValue) -> Result<T, Problem>;

/// The members of an object of arguments.
pub struct Fields<'o, 'a>(pub &'o Object<'a>);

impl Fields<'_, '_> {
    /// Refuses members of other names than these.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let Some((name, _)) = self.0.iter().find(|(name, _)| !known.contains(name)) else {
            return Ok(());
        };
        let shown: String = name.chars().take(64).collect();
        let problem = match (nearest(name, known), known) {
            (Some(nearest), _) => format!("is not a parameter here; the nearest is `{nearest}`"),
            (None, []) => "is not a parameter here; there are none".to_string(),
            (None, known) => format!("is not a parameter here; there are {}", known.join(", ")),
        };
        Err(Problem::new(problem).in_field(&shown))
    }

    /// Takes a value that has to be given.
    pub fn required<T>(&self, name: &str, read: Read<T>) -> Result<T, Problem> {
        match self.0.get_non_null(name) {
            Some(value) => read(value).map_err(|problem| problem.in_field(name)),
            None => Err(Problem::new("is required").in_field(name)),
        }
    }

    /// Takes a value that may be absent; null is absent.
    pub fn optional<T>(&self, name: &str, read: Read<T>) -> Result<Option<T>, Problem> {
        match self.0.get_non_null(name) {
            Some(value) => read(value)
                .map(Some)
                .map_err(|problem| problem.in_field(name)),
            None => Ok(None),
        }
    }

    /// Takes JSON that may be absent; null is a value.
    pub fn optional_json(&self, name: &str, read: Read<String>) -> Result<Option<String>, Problem> {
        match self.0.get(name) {
            Some(value) => read(value)
                .map(Some)
                .map_err(|problem| problem.in_field(name)),
            None => Ok(None),
        }
    }

    /// Takes a value of an update that may be absent, and that the API cannot set to null.
    pub fn not_null<T>(&self, name: &str, read: Read<T>) -> Result<Option<T>, Problem> {
        match self.0.get(name) {
            Some(value) if value.get() == "null" => {
                Err(Problem::new("cannot be null; leave it out to keep it as it is").in_field(name))
            }
            _ => self.optional(name, read),
        }
    }

    /// Takes a value of an update that may be absent, or null: then it is cleared.
    pub fn nullable<T, P>(
        &self,
        name: &str,
        read: Read<T>,
        property: P,
        clear: &mut Vec<P>,
    ) -> Result<Option<T>, Problem> {
        if self.0.get(name).is_some_and(|value| value.get() == "null") {
            clear.push(property);
        }
        self.optional(name, read)
    }
}

/// A record of `wit/` that arguments are read into.
pub trait Record: Sized {
    /// Its members, those of records within it that MCP flattens among them.
    const NAMES: &'static [&'static str];

    /// Takes its members out.
    fn take(fields: &Fields) -> Result<Self, Problem>;
}

#[cfg(test)]
mod tests;
