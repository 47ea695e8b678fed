//! The table of calls in `calls.json`: what each tool sends, and what it makes of the answer. Both
//! packed components run all of it over sockets.
//!
//! A row is a call as an MCP client makes it: `tool` and `arguments`, with the `request` that has to
//! arrive (its target as on the wire), the request's `body` to the byte or the `parts` of a multipart
//! body, and its `accept` where that is not JSON. It is answered with `status`, 200 by default, and
//! `answer`, JSON, by default `{"id": 1}`, or else `text` of a media `type`; or with a redirect to a
//! `file` on the file host. The tool gives `result`, to the byte, by default the answer itself, or
//! fails with `error`. `content` holds the blocks of an MCP result where there is more to them than
//! the result as text. `only` names the one component that a row is for.

mod coverage;
mod exchange;
mod mcp;
mod typed;

pub use typed::call;

use crate::support::{Call, ToolError};
use gorgias_customers::tool::Tool;
use mock::Part;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::sync::LazyLock;

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../calls.json")).expect("the rows have these fields")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    name: String,
    pub tool: String,
    pub arguments: Box<RawValue>,
    request: Option<String>,
    body: Option<Box<RawValue>>,
    #[serde(default)]
    parts: Vec<File>,
    accept: Option<String>,
    status: Option<u16>,
    answer: Option<Box<RawValue>>,
    #[serde(rename = "type")]
    media_type: Option<String>,
    text: Option<String>,
    file: Option<File>,
    result: Option<Box<RawValue>>,
    content: Option<Vec<Value>>,
    error: Option<ToolError>,
    only: Option<Component>,
}

/// The content of a file, as text or in base64.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    text: Option<String>,
    base64: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Component {
    Mcp,
    Typed,
}

/// Returns the rows that this component runs.
fn rows_for(component: Component) -> impl Iterator<Item = &'static Row> {
    // Only the MCP server can leave keys out of an answer.
    let has_fields = |row: &Row| row.arguments.get().contains(r#""fields""#);
    ROWS.iter().filter(move |row| {
        row.only.is_none_or(|only| only == component)
            && !(component == Component::Typed && has_fields(row))
    })
}

/// Returns a row of each tool that succeeds.
pub fn examples() -> Vec<(Tool, &'static Row)> {
    let example = |tool: &Tool| {
        let name = tool.name().replace('-', "_");
        let mut rows = rows_for(Component::Typed);
        // Generated answers are about one file.
        let several = |row: &Row| row.arguments.get().matches("\"content\"").count() > 1;
        let row = rows.find(|row| row.tool == name && row.error.is_none() && !several(row));
        let row = row.unwrap_or_else(|| panic!("{name} has no row in calls.json"));
        (*tool, row)
    };
    Tool::ALL.iter().map(example).collect()
}

impl Row {
    /// Returns the call, for the typed component.
    pub fn call(&self) -> Call {
        call(&self.tool, self.arguments.get())
    }

    /// Returns the body of the answer.
    pub fn answer(&self) -> &str {
        match (&self.text, &self.answer, self.status) {
            (Some(text), ..) => text,
            (None, Some(json), _) => json.get(),
            (None, None, None) => r#"{"id": 1}"#,
            (None, None, Some(_)) => "",
        }
    }

    /// Returns what the tool gives when it succeeds, as the structured content of MCP.
    fn result(&self) -> &str {
        let result = self.result.as_deref();
        result.map_or_else(|| self.answer(), RawValue::get)
    }

    /// Compares an error with the row; its message is for people.
    fn check_error(&self, error: ToolError) -> Result<(), String> {
        let what = format!("error: {}", error.message);
        let message = String::new();
        same(&what, &Some(ToolError { message, ..error }), &self.error)
    }

    /// Lists what is not as the row says, with the call.
    fn report(&self, problem: &str) -> String {
        let (name, tool, arguments) = (&self.name, &self.tool, &self.arguments);
        format!("{name}: {tool} {arguments}\n{problem}")
    }
}

impl From<&File> for Part {
    fn from(file: &File) -> Self {
        Self {
            name: file.name.clone(),
            filename: Some(file.name.clone()),
            content_type: Some(file.media_type.clone()),
            bytes: file.bytes().into(),
        }
    }
}

/// Returns the difference, in words.
pub fn same<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug>(
    what: &str,
    is: &A,
    wanted: &B,
) -> Result<(), String> {
    match is == wanted {
        true => Ok(()),
        false => Err(format!("{what}\n   is  {is:?}\n   not {wanted:?}")),
    }
}
