//! The log: a line for each call and for whatever is refused. Never arguments besides ids, never
//! answers or credentials.

use crate::{json, message::RpcError, tools::Tool, watch::Watch};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt::Display, time::Duration};
use gorgias_customers::{
    config::Variables,
    error::{Error, not_configured},
};

const VARIABLE: &str = "GORGIAS_LOG";

/// Where lines go, and how they are written.
pub struct Log<'t> {
    form: Form,
    write: &'t dyn Fn(&str),
}

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `name=value`, for people.
    #[default]
    Text,
    /// An object, for programs.
    Json,
    /// Not at all.
    Off,
}

impl Form {
    /// Reads `GORGIAS_LOG`.
    ///
    /// # Errors
    /// `not-configured`, when it is none of the forms.
    pub fn read(variables: &Variables) -> Result<Self, Error> {
        match variables.get(VARIABLE)? {
            None | Some("text") => Ok(Form::Text),
            Some("json") => Ok(Form::Json),
            Some("off") => Ok(Form::Off),
            Some(_) => Err(not_configured(
                VARIABLE,
                "has to be `text`, `json` or `off`",
            )),
        }
    }
}

/// The parts of a call's line that are known before it is made.
#[derive(Default)]
pub struct Line {
    /// The tool; none where there is no such one.
    pub tool: Option<&'static Tool>,
    /// The connection, where there are several.
    pub connection: Option<String>,
    /// The arguments that are ids.
    pub ids: Vec<(&'static str, Vec<u64>)>,
    /// Whether it only shows what it would send.
    pub is_dry_run: bool,
}

/// How a call ended.
pub enum Outcome<'a> {
    /// It did what it should.
    Ok,
    /// It failed.
    Failed(&'a Error),
    /// The person who was asked did not agree.
    Declined,
    /// A person is asked first.
    Asked,
    /// The client took it back. What it changes may have been changed, or not.
    Cancelled {
        /// Whether a change may have been made.
        may_be_made: bool,
    },
    /// It broke the rules of the protocol.
    Refused(&'a RpcError),
}

impl<'t> Log<'t> {
    /// Makes a log whose lines are handed to `write` without their newline.
    pub fn new(form: Form, write: &'t dyn Fn(&str)) -> Self {
        Log { form, write }
    }

    /// Writes the line of a call that took this long.
    pub fn call(&self, line: &Line, outcome: &Outcome, took: Duration, watch: &Watch) {
        let mut out = Members::new(self.form);
        out.text("tool", line.tool.map_or("unknown", |tool| tool.name));
        if let Some(connection) = &line.connection {
            out.text("connection", connection);
        }
        for (name, ids) in &line.ids {
            out.numbers(name, ids);
        }
        if line.is_dry_run {
            out.plain("dry_run", true);
        }
        if watch.has_agreed() {
            out.plain("agreed", true);
        }
        match outcome {
            Outcome::Ok => out.text("outcome", "ok"),
            Outcome::Failed(error) => {
                out.text("outcome", error.kind.as_str());
                if let Some(status) = error.status {
                    out.plain("status", status);
                }
            }
            Outcome::Declined => out.text("outcome", "declined"),
            Outcome::Asked => out.text("outcome", "asked"),
            Outcome::Cancelled { may_be_made } => {
                out.text("outcome", "cancelled");
                if *may_be_made {
                    out.plain("may_have_been_made", true);
                }
            }
            Outcome::Refused(error) => {
                out.text("outcome", "refused");
                out.plain("code", error.code);
            }
        }
        // As 128 bits it would bring 2 kB of division.
        out.plain("ms", took.as_millis() as u64);
        out.plain("requests", watch.requests());
        out.plain("tries", watch.tries());
        self.push(out);
    }

    /// Writes words about the settings.
    pub fn note(&self, words: &str) {
        let mut out = Members::new(self.form);
        out.text("settings", words);
        self.push(out);
    }

    /// Writes the line of an HTTP request that was not let in.
    pub fn not_let_in(&self, status: u16, reason: &str) {
        let mut out = Members::new(self.form);
        out.text("outcome", "refused");
        out.plain("status", status);
        out.text("reason", reason);
        self.push(out);
    }

    fn push(&self, line: Members) {
        if self.form != Form::Off {
            (self.write)(&line.end());
        }
    }
}

/// A line that is being written.
struct Members {
    is_json: bool,
    out: String,
}

impl Members {
    fn new(form: Form) -> Self {
        Members {
            is_json: form == Form::Json,
            out: String::new(),
        }
    }

    fn name(&mut self, name: &str) {
        match (self.is_json, self.out.is_empty()) {
            (true, true) => self.out.push('{'),
            (true, false) => self.out.push(','),
            (false, true) => {}
            (false, false) => self.out.push(' '),
        }
        match self.is_json {
            true => self.out.push_str(&format!("\"{name}\":")),
            false => self.out.push_str(&format!("{name}=")),
        }
    }

    /// Names that need no quotes stand without them in text.
    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        match !self.is_json && value.bytes().all(plain) {
            true => self.out.push_str(value),
            false => json::push_string(&mut self.out, value),
        }
    }

    fn plain(&mut self, name: &str, value: impl Display) {
        self.name(name);
        self.out.push_str(&value.to_string());
    }

    fn numbers(&mut self, name: &str, numbers: &[u64]) {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let numbers = numbers.join(",");
        match self.is_json {
            true => self.plain(name, format!("[{numbers}]")),
            false => self.plain(name, numbers),
        }
    }

    fn end(mut self) -> String {
        if self.is_json {
            self.out.push('}');
        }
        self.out
    }
}
