//! Runs a call: arguments to a request, the request to a result.

use crate::{
    answer::Answer,
    arguments::{Fault, Fields, Problem},
    dry_run,
    json::Object,
    overrides, read,
    tools::{Operation, Tool},
};
use alloc::{string::String, vec::Vec};
use core::cell::RefCell;
use gorgias_customers::{
    client::Client,
    error::Error,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Transport},
};

/// Environment variables: the settings of the account that a call is for.
pub type Environment = Vec<(String, String)>;

/// A call that can go out: its arguments are decoded and checked, and nothing was sent.
pub struct PreparedCall {
    operation: Operation,
    /// Whether it only shows what it would send.
    pub is_dry_run: bool,
}

impl PreparedCall {
    /// Decodes the arguments of a call.
    ///
    /// # Errors
    /// `invalid-input`, when an argument is unknown, missing or malformed.
    pub fn new(tool: &Tool, arguments: &Object) -> Result<Self, Error> {
        prepare(tool, &Fields(arguments)).map_err(Fault::into_error)
    }

    /// Makes the call.
    ///
    /// # Errors
    /// The tool's.
    pub fn run(self, client: &Client) -> Result<Answer, Error> {
        match self.is_dry_run {
            true => Ok(dry_run::answer(&self.operation.request)),
            false => client.call(self.operation),
        }
    }
}

fn prepare(tool: &Tool, fields: &Fields) -> Result<PreparedCall, Fault> {
    // A name that is not there is often meant as one that has to be.
    let unknown = fields.unknown(tool.parameters);
    if let Some(name) = tool
        .required()
        .find(|name| fields.get_required(name).is_none())
    {
        let mut words = String::from("is required");
        if let Some(missing) = overrides::missing(tool, name, fields) {
            words.extend([": ", &missing]);
        }
        if let Some((unknown, problem)) = unknown {
            words.extend(["; `", &unknown, "` ", &problem]);
        }
        return Err(Problem::new(words).in_field(name).into());
    }
    fields.only(tool.parameters)?;
    overrides::check(tool, fields)?;
    let is_dry_run = fields.optional("dry_run", read::boolean)?;
    let operation = (tool.decode)(fields)?;
    let operation = match fields.optional("fields", read::keys)? {
        Some(keys) if !keys.is_empty() => operation.map(move |answer| {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            answer.only(&keys)
        }),
        _ => operation,
    };
    Ok(PreparedCall {
        operation,
        is_dry_run: is_dry_run.unwrap_or(false),
    })
}

/// A transport with the settings of one account.
pub struct AccountTransport<'t> {
    transport: &'t dyn Transport,
    environment: Environment,
    budget: RefCell<Option<String>>,
}

impl<'t> AccountTransport<'t> {
    /// Puts an account's settings in place of the transport's own.
    pub fn new(transport: &'t dyn Transport, environment: Environment) -> Self {
        AccountTransport {
            transport,
            environment,
            budget: RefCell::default(),
        }
    }

    /// Returns how much of the account's budget of calls is used up, as far as the API said: `10/40`.
    pub fn budget(self) -> Option<String> {
        self.budget.into_inner()
    }
}

impl Transport for AccountTransport<'_> {
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

/// Whether it is like `10/40`, and nothing that a server could say otherwise.
fn is_fraction(text: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    text.split_once('/')
        .is_some_and(|(used, all)| number(used) && number(all))
}
