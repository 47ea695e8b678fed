//! What the build script writes from `wit/`: an entry for each tool, and the records of its
//! parameters.

use crate::{
    Fault, Fields, Prepared,
    arguments::{Problem, Record},
    enumerations, exceptions, read,
};
use alloc::vec::Vec;
use gorgias_customers::{
    bindings::gorgias::customers::types::*,
    tool::{self, Effect},
    tools,
};
use mcp_server::{answer::Answer, tools::Tool};

/// How a tool is called.
pub struct Entry {
    /// Its name in MCP.
    pub name: &'static str,
    /// The tool itself.
    pub tool: tool::Tool,
    /// The names of its parameters.
    pub parameters: &'static [&'static str],
    /// Makes the request out of the arguments.
    pub prepare: fn(&Fields) -> Result<Prepared, Fault>,
}

include!(concat!(env!("OUT_DIR"), "/tools.rs"));
