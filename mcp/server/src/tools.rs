//! What the protocol needs to know of the tools.

use crate::{answer::Answer, json::Object};
use alloc::{boxed::Box, string::String, vec::Vec};
use gorgias_customers::{error::Error, tool::Effect};

/// Environment variables: the settings of the account that a call is for.
pub type Environment = Vec<(String, String)>;

/// The tools, however they are written.
pub trait Tools {
    /// All of them, in the order in which clients see them.
    fn all(&self) -> &[Tool];

    /// Decodes and checks the arguments of a call, and sends nothing yet. `null` arguments and
    /// repeated ones are there as they came.
    ///
    /// # Errors
    /// `invalid-input`, when an argument is unknown, missing or malformed.
    fn prepare<'a>(&'a self, tool: &Tool, arguments: &Object<'a>) -> Result<Call<'a>, Error>;
}

/// A call that can go out.
pub struct Call<'a> {
    /// Whether it only says what it would send.
    pub is_dry_run: bool,
    /// Makes it, with these settings.
    pub make: Box<dyn FnOnce(Environment) -> Outcome + 'a>,
}

/// What came of a call.
pub struct Outcome {
    /// What the tool found out or did.
    pub answer: Result<Answer, Error>,
    /// How much of the account's budget of calls is used up, as far as the API said: `10/40`.
    pub budget: Option<String>,
}

/// A tool as clients see it. All but the name and the effect are JSON.
#[derive(Debug)]
pub struct Tool {
    /// `gorgias_customers_get_customer`
    pub name: &'static str,
    /// What it does to the account.
    pub effect: Effect,
    /// Members of the tool's entry: `"title":…,"description":…,"annotations":{…}`.
    pub about: &'static str,
    /// Members of its parameters: `"id":{"type":"integer",…},"relationships":{…}`.
    pub properties: &'static str,
    /// Elements of the array of required parameters: `"id"`; may be empty.
    pub required: &'static str,
    /// The schema of its structured results.
    pub output: &'static str,
}

impl Tool {
    /// Writes the tool's entry in `tools/list`. `pcid` is the schema of the parameter that selects
    /// a connection, where there are connections.
    pub fn push(&self, out: &mut String, pcid: Option<&str>) {
        let comma = |before: &str| match before {
            "" => "",
            _ => ",",
        };
        let mut parts = Vec::from([r#"{"name":""#, self.name, r#"","#, self.about]);
        parts.push(r#","inputSchema":{"type":"object","properties":{"#);
        if let Some(schema) = pcid {
            parts.extend([r#""PCID":"#, schema, comma(self.properties)]);
        }
        parts.extend([self.properties, "}"]);
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
