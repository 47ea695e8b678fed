//! Runs a call: arguments to a request, the request to a result.

use crate::{
    answer::Answer,
    arguments::{Fault, Fields},
    dry_run,
    json::Object,
    log::{Line, Outcome},
    message, read,
    response::{CallResult, Response},
    server::Server,
    settings::Account,
    tools::{Operation, Tool},
    watch::{Watch, Watched},
};
use alloc::{rc::Rc, string::String, vec::Vec};
use core::time::Duration;
use gorgias_customers::{client::Client, config, error::Error, tool::Effect, transport::Instant};

/// Environment variables: the settings of the account that a call is for.
pub type Environment = Vec<(String, String)>;

/// A call whose arguments are decoded and checked; nothing was sent yet.
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

    /// Shows the request in place of sending it.
    pub fn dry_run(&self) -> Answer {
        dry_run::answer(&self.operation.request)
    }

    /// Sends the request.
    ///
    /// # Errors
    /// The tool's.
    pub async fn run(self, client: &Client<'_>) -> Result<Answer, Error> {
        client.call(self.operation).await
    }
}

fn prepare(tool: &Tool, fields: &Fields) -> Result<PreparedCall, Fault> {
    fields.only(tool.parameters)?;
    let operation = (tool.decode)(fields)?;
    let is_dry_run = fields.optional("dry_run", read::boolean)?;
    let keys = fields.optional("fields", |value| read::list(value, read::text))?;
    let operation = match keys {
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

/// A call that may go out, with all that it needs.
pub struct Call<'s> {
    /// The request's id, JSON.
    pub id: String,
    pub(crate) is_modern: bool,
    pub(crate) tool: &'static Tool,
    pub(crate) server: &'s Server<'s>,
    pub(crate) account: Account<'s>,
    pub(crate) settings: config::Settings,
    pub(crate) prepared: PreparedCall,
    /// JSON; where there is one, the client hears of the call's progress.
    pub(crate) progress_token: Option<String>,
    pub(crate) line: Rc<Line>,
    pub(crate) begun: Instant,
    pub(crate) watch: Rc<Watch>,
}

impl<'s> Call<'s> {
    /// Makes the call, and logs how it ended.
    pub async fn run(self) -> Response {
        let observer = self.observer();
        let transport = Watched {
            transport: self.server.transport,
            watch: self.watch,
        };
        let client = Client::with(&transport, self.settings, self.tool.tool);
        let answer = self.prepared.run(&client).await;
        let answer = answer.map_err(|error| self.account.explain(error));
        observer.log(&match &answer {
            Ok(_) => Outcome::Ok,
            Err(error) => Outcome::Failed(error),
        });
        let result = CallResult::of_call(answer, observer.watch.budget());
        Response::new(&self.id, self.is_modern, Ok(result))
    }

    /// Returns what others see of the call while it is on its way.
    pub fn observer(&self) -> Observer<'s> {
        Observer {
            server: self.server,
            line: self.line.clone(),
            effect: self.tool.effect(),
            begun: self.begun,
            watch: self.watch.clone(),
        }
    }

    /// Returns the request's id in a form that can be compared.
    pub fn key(&self) -> String {
        message::id_key(&self.id)
    }

    /// Returns how many bytes the request has.
    pub fn request_size(&self) -> usize {
        self.prepared.operation.request.body.len()
    }

    /// Returns how many bytes the request and its response may have.
    pub fn size(&self) -> usize {
        self.settings
            .max_response
            .saturating_add(self.request_size())
    }

    /// Returns how long the call may take.
    pub fn timeout(&self) -> Duration {
        self.settings.timeout
    }
}

/// What others see of a call while it is on its way.
pub struct Observer<'s> {
    server: &'s Server<'s>,
    line: Rc<Line>,
    effect: Effect,
    begun: Instant,
    pub(crate) watch: Rc<Watch>,
}

impl Observer<'_> {
    /// Returns the time.
    pub fn now(&self) -> Instant {
        self.server.transport.now()
    }

    /// Writes the call's line.
    fn log(&self, outcome: &Outcome) {
        let took = self.begun.until(self.now());
        self.server.log.call(&self.line, outcome, took, &self.watch);
    }

    /// Writes the line of a call that the client took back.
    pub fn log_cancelled(&self) {
        self.log(&Outcome::Cancelled {
            may_be_made: self.effect != Effect::Read && self.watch.requests() > 0,
        });
    }
}
