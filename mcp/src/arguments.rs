//! The arguments of a call, taken out by name.

use crate::{
    advice::advice,
    json::{self, Object},
    nearest::nearest,
};
use alloc::string::String;
use core::cell::Cell;
use gorgias_customers::error::{Error, Place, invalid};

/// Says what is wrong with the value at hand. Whoever handed it on says with [`Parts::within`] where it
/// is: `body[3].label`.
///
/// [`Parts::within`]: gorgias_customers::error::Parts::within
pub fn problem(words: impl Into<String>) -> Error {
    invalid(Place::default(), words.into())
}

/// Reads a value.
pub type Read<T> = fn(&str) -> Result<T, Error>;

/// Keys that clients add to arguments by themselves: Gemini CLI, n8n, SiYuan, and the protocol's own.
const CLIENT_KEYS: [&str; 6] = [
    "wait_for_previous",
    "sessionId",
    "chatInput",
    "toolCallId",
    "_sessionID",
    "_meta",
];
/// Keys that n8n adds beside the others of its own, and that could be meant otherwise without them.
const N8N_KEYS: [&str; 2] = ["action", "tool"];

/// Parameters that cannot have the text `null` as their value.
const NEVER_NULL: [&str; 10] = [
    "address",
    "channel_address",
    "content_type",
    "cursor",
    "email",
    "external_id",
    "language",
    "managed_type",
    "timezone",
    "version",
];

/// The members of an object of arguments.
pub struct Fields<'o, 'a> {
    object: &'o Object<'a>,
    /// The first problem of those that may be absent: leaving at each of them would take much code.
    problem: Cell<Option<Error>>,
}

impl<'o, 'a> Fields<'o, 'a> {
    /// Begins to take members out of an object.
    pub fn new(object: &'o Object<'a>) -> Self {
        Fields {
            object,
            problem: Cell::default(),
        }
    }

    /// Finishes taking: what was made of the members counts if all were well formed.
    pub fn finish<T>(&self, taken: Result<T, Error>) -> Result<T, Error> {
        match self.problem.take() {
            Some(problem) => Err(problem),
            None => taken,
        }
    }

    /// Returns a value, unless it is one of those with which clients fill what was not asked for:
    /// null, an empty text, list or object.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.object.get(name).filter(|value| !is_blank(value))
    }

    /// Refuses members of other names than these.
    pub fn only(&self, known: &[&str]) -> Result<(), Error> {
        match self.unknown(known) {
            Some((name, problem)) => Err(self::problem(problem).within(name)),
            None => Ok(()),
        }
    }

    /// Finds a member of another name than these, and says what to give in place of it.
    pub fn unknown(&self, known: &[&str]) -> Option<(String, String)> {
        let names = || self.object.iter().map(|(name, _)| name);
        let is_n8n = names().any(|name| name == "sessionId" || name == "toolCallId");
        let name = names().find(|name| {
            let is_clients = CLIENT_KEYS.contains(name) || is_n8n && N8N_KEYS.contains(name);
            !known.contains(name) && !is_clients
        })?;
        let mut problem = String::from("is not a parameter here");
        match (advice(name, known), nearest(name, known)) {
            (Some(advice), _) => problem.extend([": ", advice]),
            (_, Some(nearest)) => problem.extend(["; the nearest is `", nearest, "`"]),
            _ => problem.extend(["; there are ", &known.join(", ")]),
        }
        let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
        Some((name.chars().take(64).map(visible).collect(), problem))
    }

    /// Takes a value that has to be given. An empty list is one.
    #[inline(never)]
    pub fn required<T>(&self, name: &str, read: Read<T>) -> Result<T, Error> {
        let value = match checked(name, self.get_required(name)) {
            Ok(Some(value)) => read(value),
            Ok(None) => Err(problem("is required")),
            Err(problem) => Err(problem),
        };
        value.map_err(|problem| within(problem, name))
    }

    /// Returns the value of what has to be given, if it is.
    pub fn get_required(&self, name: &str) -> Option<&'a str> {
        let is_list = |value: &&str| is_hollow(value, '[', ']');
        self.get(name)
            .or_else(|| self.object.get(name).filter(is_list))
    }

    /// Takes a value that may be absent. [`Fields::finish`] says what is wrong with it.
    #[inline(never)]
    pub fn optional<T>(&self, name: &str, read: Read<T>) -> Option<T> {
        let value = match checked(name, self.get(name)) {
            Ok(value) => read(value?),
            Err(problem) => Err(problem),
        };
        value.map_err(|problem| self.blame(name, problem)).ok()
    }

    /// Notes what is wrong with a member, unless another one was wrong before.
    #[inline(never)]
    fn blame(&self, name: &str, problem: Error) {
        let first = self.problem.take();
        self.problem
            .set(first.or_else(|| Some(within(problem, name))));
    }
}

#[inline(never)]
fn within(problem: Error, name: &str) -> Error {
    problem.within(String::from(name))
}

/// Refuses the text `null` where it can only be meant as none.
#[inline(never)]
fn checked<'a>(name: &str, value: Option<&'a str>) -> Result<Option<&'a str>, Error> {
    let never_null = NEVER_NULL.contains(&name) || name.ends_with("_datetime");
    match value.and_then(json::string) {
        Some(text) if never_null && says_null(&text) => {
            let words = "; leave it out, or empty what can be emptied with `clear`";
            Err(problem(["is the text `", &text, "`", words].concat()))
        }
        _ => Ok(value),
    }
}

/// Tells whether a text is a programming language's word for nothing.
pub fn says_null(text: &str) -> bool {
    let nothing = ["null", "none", "nil", "undefined"];
    nothing.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Tells whether a value is one of those with which clients fill what was not asked for.
pub fn is_blank(value: &str) -> bool {
    matches!(value, "null" | "\"\"") || is_hollow(value, '[', ']') || is_hollow(value, '{', '}')
}

/// Tells whether there is nothing between the brackets that a value begins and ends with.
fn is_hollow(value: &str, open: char, close: char) -> bool {
    let inside = value.strip_prefix(open);
    let inside = inside.and_then(|rest| rest.strip_suffix(close));
    inside.is_some_and(|inside| inside.trim_ascii().is_empty())
}

/// A record of `wit/` that arguments are read into.
pub trait Record: Sized {
    /// Its members, those of records within it that MCP flattens among them.
    const NAMES: &'static [&'static str];

    /// Takes its members out.
    fn take(fields: &Fields) -> Result<Self, Error>;
}

#[cfg(test)]
mod tests;
