//! Errors in parts: which parameter, what is wrong, what to do. A component spells them at its edge, in
//! the names that its callers know.

use crate::{
    bindings::gorgias::customers::types::{self, ErrorKind},
    tool::Tool,
};
use alloc::{borrow::Cow, boxed::Box, format, string::String, vec::Vec};

/// An error, by a pointer: it is large, seldom made, and handed up through every function.
pub type Error = Box<Parts>;

/// All that is known about a failure.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The kind, on which programs branch.
    pub kind: ErrorKind,
    /// The parameter that is wrong, where it is one.
    pub place: Option<Place>,
    /// Says what is wrong, and what to do.
    pub message: Message,
    /// HTTP status, where there was a response.
    pub status: Option<u16>,
    /// The API's own words, JSON.
    pub details: Option<String>,
    /// How long the API asks to wait.
    pub retry_after_seconds: Option<u32>,
    /// False when the request certainly never left.
    pub request_sent: bool,
    /// The `x-request-id` of the response.
    pub request_id: Option<String>,
}

impl Parts {
    /// Returns the message, which stands alone.
    pub fn message(&self, dialect: &Dialect) -> String {
        let message = dialect.message(&self.message);
        match &self.place {
            Some(place) => format!("`{}` {message}", dialect.place(place)),
            None => message,
        }
    }

    /// Makes the record of `wit/`.
    pub fn spelled(self, dialect: &Dialect) -> types::Error {
        types::Error {
            message: self.message(dialect),
            kind: self.kind,
            status: self.status,
            details: self.details,
            retry_after_seconds: self.retry_after_seconds,
            request_sent: self.request_sent,
            request_id: self.request_id,
        }
    }

    /// Spells the message for good, where others are spelled otherwise than this one.
    pub fn fixed(mut self: Box<Self>, dialect: &Dialect) -> Box<Self> {
        self.message = dialect.message(&self.message).into();
        self
    }

    /// Prefixes the place with what it is in.
    pub fn within(mut self: Box<Self>, place: impl Into<Place>) -> Box<Self> {
        if let Some(inner) = self.place.take() {
            let mut outer = place.into();
            outer.0.extend(inner.0);
            self.place = Some(outer);
        }
        self
    }
}

/// Where a parameter stands: names of parameters and fields as `wit/` spells them, and places in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A name of ours is spelled, one that a caller gave stays as it is.
    Field(Cow<'static, str>),
    Item(usize),
}

impl Place {
    /// Goes on to an item of the list.
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }
}

impl From<&'static str> for Place {
    fn from(name: &'static str) -> Self {
        Place(Vec::from([Step::Field(name.into())]))
    }
}

impl From<String> for Place {
    fn from(name: String) -> Self {
        Place(Vec::from([Step::Field(name.into())]))
    }
}

/// Words, with the names in them as values.
#[derive(Clone, Debug, Default)]
pub struct Message(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    /// Words of ours. What stands in braces is a name of a tool, a parameter or a variable.
    Ours(&'static str),
    /// Words made at run time, or by others.
    Given(String),
    Tool(Tool),
    Variable(&'static str),
}

impl Message {
    /// Goes on with these words.
    pub fn and(mut self, more: impl Into<Message>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Changes the words that are not ours.
    pub fn map_given(mut self, change: impl Fn(&str) -> String) -> Self {
        for piece in &mut self.0 {
            if let Piece::Given(words) = piece {
                *words = change(words);
            }
        }
        self
    }
}

impl From<&'static str> for Message {
    fn from(words: &'static str) -> Self {
        Message(Vec::from([Piece::Ours(words)]))
    }
}

impl From<String> for Message {
    fn from(words: String) -> Self {
        Message(Vec::from([Piece::Given(words)]))
    }
}

impl From<Tool> for Message {
    fn from(tool: Tool) -> Self {
        Message(Vec::from([Piece::Tool(tool)]))
    }
}

/// How a component's callers know tools, parameters and variables.
#[derive(Clone, Copy, Debug)]
pub struct Dialect<'a> {
    /// The separator between the words of a name.
    pub separator: &'static str,
    /// The beginning of tools' names.
    pub prefix: &'static str,
    /// Whether the fields of `changes` stand beside the other parameters.
    pub flattens_changes: bool,
    /// The ending of the names of variables.
    pub suffix: &'a str,
}

impl Dialect<'_> {
    /// The names of `wit/`.
    pub const TYPED: Dialect<'static> = Dialect {
        separator: "-",
        prefix: "",
        flattens_changes: false,
        suffix: "",
    };

    /// Returns a tool's name.
    pub fn tool(&self, tool: Tool) -> String {
        [self.prefix, &self.name(tool.name())].concat()
    }

    fn name(&self, name: &str) -> String {
        name.replace(['-', '_'], self.separator)
    }

    fn place(&self, place: &Place) -> String {
        let mut out = String::new();
        for step in &place.0 {
            match step {
                Step::Field(Cow::Borrowed("changes")) if self.flattens_changes => {}
                Step::Item(index) => out.push_str(&format!("[{index}]")),
                Step::Field(name) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    match name {
                        Cow::Borrowed(name) => out.push_str(&self.name(name)),
                        Cow::Owned(name) => out.push_str(name),
                    }
                }
            }
        }
        match out.is_empty() {
            true => "arguments".into(),
            false => out,
        }
    }

    /// Spells a message.
    pub fn message(&self, message: &Message) -> String {
        let mut out = String::new();
        for piece in &message.0 {
            match piece {
                Piece::Ours(words) => self.push_ours(&mut out, words),
                Piece::Given(words) => out.push_str(words),
                Piece::Tool(tool) => out.push_str(&self.tool(*tool)),
                Piece::Variable(name) => out.extend([name, self.suffix]),
            }
        }
        out
    }

    fn push_ours(&self, out: &mut String, words: &'static str) {
        let mut pieces = words.split('{');
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            match piece.split_once('}') {
                Some((name, rest)) if name.is_ascii() => {
                    if let Some(tool) = Tool::ALL.iter().find(|tool| tool.name() == name) {
                        out.push_str(&self.tool(*tool));
                    } else if name.starts_with("GORGIAS_") {
                        out.extend([name, self.suffix]);
                    } else {
                        out.push_str(&self.name(name));
                    }
                    out.push_str(rest);
                }
                // `{…}` is an object.
                _ => out.extend(["{", piece]),
            }
        }
    }
}

/// Makes an error of this kind, before anything was sent.
pub fn unsent(kind: ErrorKind, message: impl Into<Message>) -> Error {
    Box::new(Parts {
        kind,
        place: None,
        message: message.into(),
        status: None,
        details: None,
        retry_after_seconds: None,
        request_sent: false,
        request_id: None,
    })
}

/// Refuses a parameter; `problem` says what is wrong, and what is allowed.
pub fn invalid(place: impl Into<Place>, problem: impl Into<Message>) -> Error {
    let message = problem.into().and(". Nothing was sent.");
    let mut error = unsent(ErrorKind::InvalidInput, message);
    error.place = Some(place.into());
    error
}

/// Refuses a tool that the settings do not allow.
pub fn forbidden(tool: impl Into<Message>, reason: impl Into<Message>) -> Error {
    let message = tool.into().and(" is not allowed: ").and(reason);
    unsent(
        ErrorKind::BlockedByPolicy,
        message.and(". Nothing was sent."),
    )
}

/// Refuses a setting that is missing or malformed; `problem` says how, and what is allowed. A name that
/// was found in the environment stays as it is.
pub fn not_configured(
    variable: impl Into<Cow<'static, str>>,
    problem: impl Into<Message>,
) -> Error {
    let variable = Message(Vec::from([match variable.into() {
        Cow::Borrowed(name) => Piece::Variable(name),
        Cow::Owned(name) => Piece::Given(name),
    }]));
    let message = Message::from("The environment variable ").and(variable);
    let why = ". It is set where this plugin is loaded, not by a tool. Nothing was sent.";
    unsent(
        ErrorKind::NotConfigured,
        message.and(" ").and(problem).and(why),
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// How another component may spell names.
    pub const MCP: Dialect = Dialect {
        separator: "_",
        prefix: "gorgias_customers_",
        flattens_changes: true,
        suffix: "__acme",
    };

    #[test]
    fn names_are_spelled_as_callers_know_them() {
        let message = "find it with {list-customers} by {external-id}, {…}; see {GORGIAS_DOMAIN}";
        let error = invalid(Place::from("body").item(3), message);
        assert_eq!(
            error.message(&Dialect::TYPED),
            "`body[3]` find it with list-customers by external-id, {…}; see GORGIAS_DOMAIN. Nothing was sent."
        );
        assert_eq!(
            error.message(&MCP),
            "`body[3]` find it with gorgias_customers_list_customers by external_id, {…}; see GORGIAS_DOMAIN__acme. Nothing was sent."
        );
    }

    #[test]
    fn words_of_others_are_not_spelled() {
        let error = invalid(String::from("first-name"), String::from("is {list-events}"));
        assert!(
            error
                .message(&MCP)
                .starts_with("`first-name` is {list-events}.")
        );
    }

    #[test]
    fn places_are_paths() {
        for (error, typed, mcp) in [
            (
                invalid("label", "").within("changes"),
                "changes.label",
                "label",
            ),
            (invalid("changes", ""), "changes", "arguments"),
            (
                invalid("external-id", "")
                    .within("changes")
                    .within(Place::from("body").item(0)),
                "body[0].changes.external-id",
                "body[0].external_id",
            ),
        ] {
            let place = error.place.clone().unwrap_or_default();
            assert_eq!(Dialect::TYPED.place(&place), typed);
            assert_eq!(MCP.place(&place), mcp);
        }
    }
}
