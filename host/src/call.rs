//! Calls written as text: `get-customer(700101)`, as `wasmtime run --invoke` takes them.

mod arguments;
mod outcome;

pub use outcome::{Outcome, ToolError, is_json, json, wave};

use crate::{
    plugin::Plugin,
    session::Session,
    tools::{self, PREFIX},
};
use std::{fmt, ops::Range};
use strsim::levenshtein;
use wasmtime::component::{
    Type, Val,
    types::{ComponentFunc, ComponentItem},
    wasm_wave::{parser::ParserError, untyped::UntypedFuncCall},
};

/// A call that fits a function of the component.
#[derive(Clone, Debug)]
pub struct Call {
    function: String,
    arguments: Vec<Val>,
    text: String,
}

impl Call {
    /// Reads a call in WAVE syntax and checks it against the function's type.
    ///
    /// The function's prefix `gorgias-customers-` may be left out, and so may trailing optional
    /// arguments and optional fields of records. A field that the record does not have is an
    /// error, where `wasmtime run` ignores it.
    ///
    /// # Errors
    ///
    /// When the text does not parse, names no tool, or does not fit the tool's parameters.
    pub fn parse(text: &str, plugin: &Plugin) -> Result<Self, CallError> {
        let text = text.trim();
        let call = UntypedFuncCall::parse(text).map_err(|error| CallError::syntax(text, &error))?;
        let (function, ty) = find(call.name(), plugin)?;
        let types: Vec<(String, Type)> = ty
            .params()
            .map(|(name, ty)| (name.to_owned(), ty))
            .collect();
        let arguments = arguments::read(&call, &types).map_err(|problem| CallError::Arguments {
            text: text.to_owned(),
            problem: problem.message,
            at: problem.at,
            signature: signature(plugin, &function),
        })?;
        Ok(Self {
            function,
            arguments,
            text: call.to_string(),
        })
    }

    /// Makes a call of values that fit the function's parameters. `function` is its whole name.
    #[must_use]
    pub fn of_values(function: &str, arguments: Vec<Val>) -> Self {
        Self {
            function: function.to_owned(),
            arguments,
            text: function.to_owned(),
        }
    }

    /// Returns the function's whole name.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.function
    }

    /// Returns the arguments, those that were left out filled in.
    #[must_use]
    pub fn arguments(&self) -> &[Val] {
        &self.arguments
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Session {
    /// Makes a call that was read from text.
    ///
    /// # Errors
    ///
    /// When the plugin traps. What a tool answers, an error too, is an [`Outcome`].
    pub async fn call(&mut self, call: &Call) -> wasmtime::Result<Outcome> {
        let function = self.function(&call.function)?;
        let mut results = [Val::Bool(false)];
        function
            .call_async(&mut self.store, &call.arguments, &mut results)
            .await?;
        let [result] = results;
        Ok(Outcome::new(result))
    }
}

/// Returns the tool with its parameters, or its bare name where the component does not describe it.
fn signature(plugin: &Plugin, name: &str) -> String {
    // The compiled component has types without names, so the bytes are asked.
    let tools = tools::read(plugin.bytes()).unwrap_or_default();
    let tool = tools.iter().find(|tool| tool.name == name);
    tool.map_or_else(|| name.to_owned(), tools::Tool::signature)
}

fn find(name: &str, plugin: &Plugin) -> Result<(String, ComponentFunc), CallError> {
    let ty = plugin.component().component_type();
    let mut known = Vec::new();
    for (export, item) in ty.exports(plugin.engine()) {
        let ComponentItem::ComponentFunc(function) = item.ty else {
            continue;
        };
        if export == name || export.strip_prefix(PREFIX) == Some(name) {
            return Ok((export.to_owned(), function));
        }
        known.push(export.to_owned());
    }
    Err(CallError::UnknownFunction {
        name: name.to_owned(),
        near: near(name, &known),
    })
}

/// Finds the short names that `name` may be meant for, the likeliest first.
fn near(name: &str, known: &[String]) -> Vec<String> {
    let name = name.strip_prefix(PREFIX).unwrap_or(name).replace('_', "-");
    let mut candidates: Vec<(usize, &str)> = known
        .iter()
        .map(|known| known.strip_prefix(PREFIX).unwrap_or(known))
        .filter_map(|known| {
            let distance = levenshtein(&name, known);
            let contained = name.len() > 2 && (known.contains(&name) || name.contains(known));
            let close = distance <= 1 + known.len() / 4;
            (contained || close).then_some((distance, known))
        })
        .collect();
    candidates.sort_unstable();
    candidates
        .into_iter()
        .take(3)
        .map(|(_, known)| known.to_owned())
        .collect()
}

/// Why a text is no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The text is not of the form `function(argument, …)`.
    Syntax {
        /// The part that was read.
        text: String,
        /// Says what is wrong with it.
        problem: String,
        /// Where, in bytes.
        at: Range<usize>,
    },
    /// No tool has this name.
    UnknownFunction {
        /// The name.
        name: String,
        /// Short names that are alike.
        near: Vec<String>,
    },
    /// The arguments are not those of the tool.
    Arguments {
        /// The part that was read.
        text: String,
        /// Says what is wrong with it.
        problem: String,
        /// Where, in bytes.
        at: Range<usize>,
        /// The tool with its parameters.
        signature: String,
    },
}

impl CallError {
    fn syntax(text: &str, error: &ParserError) -> Self {
        Self::Syntax {
            text: text.to_owned(),
            problem: arguments::describe(error),
            at: error.span(),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { text, problem, at } => {
                writeln!(f, "the call does not parse: {problem}")?;
                mark(f, text, at)?;
                write!(
                    f,
                    "\nWrite it as function(argument, …), for example: \
                     list-customers({{email: \"ada@shop.test\", limit: 5}})"
                )
            }
            Self::UnknownFunction { name, near } => {
                write!(f, "there is no tool `{name}`")?;
                match near.as_slice() {
                    [] => f.write_str(". The subcommand `tools` lists them all"),
                    [one] => write!(f, "; did you mean `{one}`?"),
                    several => write!(f, "; did you mean one of {}?", several.join(", ")),
                }
            }
            Self::Arguments {
                text,
                problem,
                at,
                signature,
            } => {
                writeln!(f, "the arguments do not fit: {problem}")?;
                mark(f, text, at)?;
                write!(f, "\nThe tool is {signature}")
            }
        }
    }
}

impl std::error::Error for CallError {}

/// Prints the line that the range begins in, and carets below the range.
fn mark(f: &mut fmt::Formatter<'_>, text: &str, at: &Range<usize>) -> fmt::Result {
    let start = text.floor_char_boundary(at.start);
    let end = text.floor_char_boundary(at.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..]
        .find('\n')
        .map_or(text.len(), |newline| start + newline);
    let before = text[line_start..start].chars().count();
    let marked = text[start..end.min(line_end).max(start)].chars().count();
    writeln!(f, "  {}", &text[line_start..line_end])?;
    write!(f, "  {}{}", " ".repeat(before), "^".repeat(marked.max(1)))
}

#[cfg(test)]
mod tests;
