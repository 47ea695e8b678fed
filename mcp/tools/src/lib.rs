//! The tools as an MCP server lists and calls them.
//!
//! Names, schemas, decoding and dispatch are written from `wit/` by the build script; what differs
//! from `wit/` in MCP stands in `build/exceptions.rs` and `exceptions.rs`.
#![cfg_attr(target_family = "wasm", no_std)]
#![deny(missing_docs, unsafe_code)]

extern crate alloc;

mod arguments;
mod enumerations;
mod exceptions;
mod generated;
mod read;

#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use arguments::{Fault, Fields};
use gorgias_customers::{
    client::Client,
    error::Error,
    tool,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Transport},
};
use mcp_server::{
    answer::Answer,
    json::Object,
    tools::{Call, Environment, Tool, Tools},
};

/// The tools over the Gorgias API, by way of a transport.
pub struct Gorgias<'t> {
    /// The way out.
    pub transport: &'t dyn Transport,
}

impl Tools for Gorgias<'_> {
    fn all(&self) -> &[Tool] {
        &generated::TOOLS
    }

    fn prepare<'a>(&'a self, tool: &Tool, arguments: &Object<'a>) -> Result<Call<'a>, Error> {
        let same = |it: &generated::Entry| it.name == tool.name;
        let Some(entry) = generated::ENTRIES.iter().find(|entry| same(entry)) else {
            return Err(Fault::unknown_tool(tool.name).into_error());
        };
        let fields = Fields(arguments);
        let call = fields
            .only(entry.parameters)
            .map_err(Fault::from)
            .and_then(|()| (entry.prepare)(&fields))
            .map_err(Fault::into_error)?;
        let id: tool::Tool = entry.tool;
        Ok(Box::new(move |environment| {
            let account = Account {
                transport: self.transport,
                environment,
            };
            Client::open(&account, id)?.call(call)
        }))
    }
}

/// What the tool's answer becomes.
type Prepared = gorgias_customers::client::Call<Answer>;

/// A transport with the settings of one account.
struct Account<'t> {
    transport: &'t dyn Transport,
    environment: Environment,
}

impl Transport for Account<'_> {
    fn environment(&self) -> Environment {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        self.transport.now()
    }

    fn sleep_until(&self, then: Instant) {
        self.transport.sleep_until(then);
    }

    fn exchange(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.transport.exchange(request, limits)
    }
}
