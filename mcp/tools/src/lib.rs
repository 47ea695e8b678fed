//! The tools as an MCP server lists and calls them.
//!
//! Names, schemas, decoding and dispatch are written from `wit/` by the build script; what differs
//! from `wit/` in MCP stands in `build/exceptions.rs` and `exceptions.rs`.
#![cfg_attr(target_family = "wasm", no_std)]
#![deny(missing_docs, unsafe_code)]

extern crate alloc;

mod arguments;
mod dry_run;
mod enumerations;
mod exceptions;
mod generated;
mod read;

#[cfg(test)]
mod tests;

use alloc::{boxed::Box, string::String, vec::Vec};
use arguments::{Fault, Fields};
use core::cell::RefCell;
use gorgias_customers::{
    client::Client,
    error::Error,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Transport},
};
use mcp_server::{
    answer::Answer,
    json::Object,
    tools::{Call, Environment, Outcome, Tool, Tools},
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
        let (call, is_dry_run) = prepare(entry, &fields).map_err(Fault::into_error)?;
        let make = move |environment| {
            let account = Account {
                transport: self.transport,
                environment,
                budget: RefCell::default(),
            };
            let answer = Client::open(&account, entry.tool).and_then(|client| match is_dry_run {
                true => Ok(dry_run::answer(&call.request)),
                false => client.call(call),
            });
            Outcome {
                answer,
                budget: account.budget.take(),
            }
        };
        Ok(Call {
            is_dry_run,
            make: Box::new(make),
        })
    }
}

/// The call, and whether it is only to say what it would send.
fn prepare(entry: &generated::Entry, fields: &Fields) -> Result<(Prepared, bool), Fault> {
    fields.only(entry.parameters)?;
    let call = (entry.prepare)(fields)?;
    let is_dry_run = fields.optional("dry_run", read::boolean)?;
    let keys = fields.optional("fields", |value| read::list(value, read::text))?;
    let call = match keys {
        Some(keys) if !keys.is_empty() => call.map(move |answer| {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            answer.only(&keys)
        }),
        _ => call,
    };
    Ok((call, is_dry_run.unwrap_or(false)))
}

/// What the tool's answer becomes.
type Prepared = gorgias_customers::client::Call<Answer>;

/// A transport with the settings of one account.
struct Account<'t> {
    transport: &'t dyn Transport,
    environment: Environment,
    /// What the last answer said of the budget of calls.
    budget: RefCell<Option<String>>,
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
        let answer = self.transport.exchange(request, limits)?;
        let budget = answer.header("x-gorgias-account-api-call-limit");
        if let Some(budget) = budget.filter(|budget| is_fraction(budget)) {
            *self.budget.borrow_mut() = Some(budget.into());
        }
        Ok(answer)
    }
}

/// `10/40`, and nothing that a server could say otherwise.
fn is_fraction(text: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    text.split_once('/')
        .is_some_and(|(used, all)| number(used) && number(all))
}
