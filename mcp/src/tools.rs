//! The tools as MCP lists and calls them: one table, written from `wit/` by the build script.

use crate::{
    answer::{Answer, Operation},
    arguments::{Fields, Record},
    dialect::PREFIX,
    enumerations, json, overrides, read,
};
use alloc::{borrow::Cow, format, string::String};
use gorgias_customers::{
    bindings::gorgias::customers::types::*,
    error::Error,
    tool::{self, Effect},
    tools,
};

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
    /// The schema of its structured results; none where it has none.
    pub output: Option<&'static str>,
    /// The names of its parameters.
    pub parameters: &'static [&'static str],
    /// The names of those that are ids.
    pub ids: &'static [&'static str],
    /// Makes a request out of arguments.
    pub(crate) decode: fn(&Fields) -> Result<Operation, Error>,
}

impl Tool {
    /// Finds the tool of this name, with or without the prefix that all have.
    pub fn named(name: &str) -> Option<&'static Tool> {
        TOOLS
            .iter()
            .find(|tool| tool.name == name || tool.short_name() == name)
    }

    /// Returns the name without the prefix that all have.
    pub fn short_name(&self) -> &'static str {
        self.name.strip_prefix(PREFIX).unwrap_or(self.name)
    }

    /// Returns the names of the parameters that have to be given.
    pub fn required(&self) -> impl Iterator<Item = &'static str> {
        let names = self.required.split(',').map(|name| name.trim_matches('"'));
        names.filter(|name| !name.is_empty())
    }

    /// Finds the tool that a person means by a name: with the prefix that all names have or without
    /// it, with `-` or `_`.
    pub fn meant(name: &str) -> Option<&'static Tool> {
        Tool::named(&name.replace('-', "_"))
    }

    /// Returns what the tool does to the account.
    pub fn effect(&self) -> Effect {
        self.tool.effect()
    }

    /// Writes the tool's entry in `tools/list`. `pcid` is the schema of the parameter that selects
    /// a connection, where there are connections; `max_ids` is the most entries that lists of ids
    /// may have; `is_short` leaves out the prefix that all names have.
    pub fn push(&self, out: &mut String, pcid: Option<&str>, max_ids: u32, is_short: bool) {
        let name = match is_short {
            true => self.short_name(),
            false => self.name,
        };
        out.push('{');
        json::push_text(out, "name", name);
        out.extend([",", self.list_entry]);
        out.push_str(r#","inputSchema":{"type":"object","properties":{"#);
        if let Some(schema) = pcid {
            json::push_member(out, "PCID", schema);
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
        json::push_all(out, &properties);
        out.push('}');
        if pcid.is_some() || !self.required.is_empty() {
            out.push_str(r#","required":["#);
            json::push_all(out, if pcid.is_some() { r#""PCID""# } else { "" });
            json::push_all(out, self.required);
            out.push(']');
        }
        out.push('}');
        if let Some(output) = self.output {
            json::push_member(out, "outputSchema", output);
        }
        out.push('}');
    }
}

include!(concat!(env!("OUT_DIR"), "/tools.rs"));
