//! The tools as MCP lists and calls them: one table, written from `wit/` by the build script.

use crate::{
    answer::Answer,
    arguments::{Fault, Fields, Problem, Record},
    overrides,
    policy::{DEFAULT_MAX_IDS, PREFIX},
    read,
};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::*,
    client,
    tool::{self, Effect},
    tools,
};

/// A request of the API whose response becomes a result.
pub type Operation = client::Call<Answer>;

/// A tool. What `tools/list` shows of it is JSON.
pub struct Tool {
    /// `gorgias_customers_get_customer`
    pub name: &'static str,
    /// The tool of the library.
    pub tool: tool::Tool,
    /// Members of the tool's entry: `"title":…,"description":…,"annotations":{…}`.
    pub list_entry: &'static str,
    /// Members of its parameters: `"id":{"type":"integer",…},"relationships":{…}`.
    pub properties: &'static str,
    /// Elements of the array of required parameters: `"id"`; may be empty.
    pub required: &'static str,
    /// The schema of its structured results.
    pub output: &'static str,
    /// The names of its parameters.
    pub parameters: &'static [&'static str],
    /// The names of those that are ids.
    pub ids: &'static [&'static str],
    /// Makes a request out of arguments.
    pub(crate) decode: fn(&Fields) -> Result<Operation, Fault>,
}

impl Tool {
    /// Finds the tool of this name.
    pub fn named(name: &str) -> Option<&'static Tool> {
        TOOLS.iter().find(|tool| tool.name == name)
    }

    /// Finds the tool that a person means by a name: with the prefix that all names have or without
    /// it, with `-` or `_`.
    pub fn meant(name: &str) -> Option<&'static Tool> {
        let name = name.replace('-', "_");
        let short = name.strip_prefix(PREFIX).unwrap_or(&name);
        TOOLS
            .iter()
            .find(|tool| tool.name.strip_prefix(PREFIX) == Some(short))
    }

    /// Returns what the tool does to the account.
    pub fn effect(&self) -> Effect {
        self.tool.effect()
    }

    /// Writes the tool's entry in `tools/list`. `pcid` is the schema of the parameter that selects
    /// a connection, where there are connections; `max_ids` is the most entries that lists of ids
    /// may have.
    pub fn push(&self, out: &mut String, pcid: Option<&str>, max_ids: u32) {
        let comma = |before: &str| match before {
            "" => "",
            _ => ",",
        };
        let mut parts = Vec::from([r#"{"name":""#, self.name, r#"","#, self.list_entry]);
        parts.push(r#","inputSchema":{"type":"object","properties":{"#);
        if let Some(schema) = pcid {
            parts.extend([r#""PCID":"#, schema, comma(self.properties)]);
        }
        // The schemas say the default.
        let properties = match max_ids {
            DEFAULT_MAX_IDS => Cow::Borrowed(self.properties),
            _ => self
                .properties
                .replace(
                    &format!(r#""maxItems":{DEFAULT_MAX_IDS}"#),
                    &format!(r#""maxItems":{max_ids}"#),
                )
                .into(),
        };
        parts.extend([&*properties, "}"]);
        if pcid.is_some() || !self.required.is_empty() {
            parts.push(r#","required":["#);
            if pcid.is_some() {
                parts.extend([r#""PCID""#, comma(self.required)]);
            }
            parts.extend([self.required, "]"]);
        }
        parts.extend([
            r#","additionalProperties":false},"outputSchema":"#,
            self.output,
            "}",
        ]);
        out.extend(parts);
    }
}

include!(concat!(env!("OUT_DIR"), "/tools.rs"));

/// Readers of the enumerations of `wit/`, in the API's spelling.
pub(crate) mod enumerations {
    use crate::{arguments::Problem, read};
    use gorgias_customers::bindings::gorgias::customers::types::*;
    use serde_json::value::RawValue;

    include!(concat!(env!("OUT_DIR"), "/enumerations.rs"));
}
