//! Runs a call: arguments to a request, the request to a result.

use crate::{
    answer::Answer,
    arguments::{Fault, Fields, Problem},
    confirm::{self, Asking, Consent},
    dry_run,
    impact::{Impact, Need},
    json::Object,
    log::{Line, Outcome},
    message::RpcError,
    overrides, pace, preview, question, read,
    records::Records,
    response::{CallResult, Response},
    server::Server,
    settings::Account,
    tools::{Operation, TOOLS, Tool},
    watch::{AccountTransport, Watch},
};
use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;
use gorgias_customers::{
    bindings::gorgias::customers::types::ErrorKind,
    client::Client,
    config,
    error::{Error, invalid, unsent},
    tool::{self, Effect},
    transport::{Instant, Transport},
};

/// Environment variables: the settings of the account that a call is for.
pub type Environment = Vec<(String, String)>;

/// A call whose arguments are decoded and checked; nothing was sent yet.
pub struct PreparedCall {
    operation: Operation,
    /// The keys of the answer that are asked for; none for all.
    keys: Vec<String>,
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

    /// Checks that there are no more ids than the account's settings allow.
    ///
    /// # Errors
    /// `invalid-input`, when there are too many ids.
    pub(crate) fn within(self, tool: &Tool, account: &Account) -> Result<Self, Error> {
        let count = self.impact(tool).count;
        let (most, variable) = account.max_ids();
        if count > most as usize && tool.effect() != Effect::Read {
            let parameter = match tool.tool {
                tool::Tool::DeleteCustomers => "ids",
                _ => "body",
            };
            let problem = format!(
                "has {count} entries; one call may have {most} ({variable}), so make several"
            );
            return Err(invalid(parameter, &problem));
        }
        Ok(self)
    }

    /// Shows the request in place of sending it, with these further members.
    pub fn dry_run(&self, more: &str) -> Answer {
        dry_run::answer(&self.operation.request, more)
    }

    /// Tells whether a dry run also reads what the call would hit.
    pub fn has_preview(&self, tool: &Tool) -> bool {
        tool.effect() == Effect::Destructive || self.impact(tool).need_of_update() != Need::No
    }

    /// Returns what the request does to what is there.
    fn impact(&self, tool: &Tool) -> Impact<'_> {
        Impact::new(tool.tool, &self.operation.request)
    }

    /// Sends the request.
    ///
    /// # Errors
    /// The tool's.
    pub async fn run(self, client: &Client<'_>, effect: Effect) -> Result<Answer, Error> {
        let answer = client.call(self.operation)?;
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        match keys.as_slice() {
            [] => Ok(answer),
            keys => answer.only(keys, effect),
        }
    }

    /// Returns how many bytes the request has.
    fn size(&self) -> usize {
        self.operation.request.body.len()
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
    let keys = fields.optional("fields", read::keys)?;
    let operation = (tool.decode)(fields)?;
    Ok(PreparedCall {
        operation: overrides::adjust(tool, fields, operation)?,
        keys: keys.unwrap_or_default(),
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
    pub(crate) asking: Asking,
    /// Whether nothing stays to pace the next call by, so that this one is held back in its place.
    pub(crate) holds_back: bool,
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
        let (id, is_modern, account) = (self.id.clone(), self.is_modern, self.account);
        let tool = self.tool;
        let result = match self.carry_out().await {
            Ok(answer) => {
                observer.log(&Outcome::Ok);
                let answer = answer.within(account.max_result(), tool);
                Ok(CallResult::of_call(Ok(answer), observer.watch.budget()))
            }
            Err(End::Ask(question)) => {
                observer.log(&Outcome::Asked);
                Ok(CallResult::ask(question))
            }
            Err(End::Refused(error)) => {
                observer.log(&Outcome::Refused(&error));
                Err(error)
            }
            Err(End::Declined(error)) => {
                observer.log(&Outcome::Declined);
                Ok(CallResult::of_call(Err(error), observer.watch.budget()))
            }
            Err(End::Blocked(error)) => {
                observer.log(&Outcome::Failed(&error));
                Ok(CallResult::of_call(Err(error), observer.watch.budget()))
            }
            Err(End::Failed(error)) => {
                let error = account.explain(error);
                observer.log(&Outcome::Failed(&error));
                Ok(CallResult::of_call(Err(error), observer.watch.budget()))
            }
        };
        Response::new(&id, is_modern, result)
    }

    /// Asks where a person has to be asked, waits where others need the budget, and sends.
    async fn carry_out(self) -> Result<Answer, End> {
        let environment = self.account.environment();
        let transport = AccountTransport::new(
            self.server.transport,
            environment,
            self.watch.clone(),
            (
                self.account.hidden().into_owned(),
                self.settings.origin.authority.to_string(),
            ),
        );
        if self.prepared.is_dry_run {
            let (impact, records) = self.read(&transport).await?;
            let losses = impact.losses(&records);
            let more = preview::members(&impact, &records, &losses);
            return Ok(self.prepared.dry_run(&more));
        }
        self.agree(&transport).await?;
        self.wait_for_others(&transport);
        let client = Client::open(&transport, self.tool.tool)?;
        let (server, account, watch) = (self.server, self.account, self.watch);
        let answer = self.prepared.run(&client, self.tool.effect()).await;
        if account.has_pace()
            && let Some((used, limit)) = watch.budget_numbers()
        {
            let now = transport.now();
            server
                .pace
                .note(account.id().unwrap_or_default(), now, used, limit);
            if self.holds_back {
                transport.sleep_until(Instant(now.0.saturating_add(pace::wait(used, limit))));
            }
        }
        Ok(answer?)
    }

    /// Waits a little where most of the account's budget is used up.
    fn wait_for_others(&self, transport: &AccountTransport) {
        if !self.account.has_pace() {
            return;
        }
        let now = transport.now();
        let wait = self
            .server
            .pace
            .wait(self.account.id().unwrap_or_default(), now);
        if !wait.is_zero() {
            transport.sleep_until(Instant(now.0.saturating_add(wait)));
        }
    }

    /// Reads what the call would hit, with GET alone. A preview, which a model gets, shows no more
    /// than other tools would.
    async fn read(&self, transport: &AccountTransport<'_>) -> Result<(Impact<'_>, Records), Error> {
        let impact = self.prepared.impact(self.tool);
        let client = Client::open(transport, tool::Tool::GetCustomer)?;
        let is_preview = self.prepared.is_dry_run;
        let may_read = |tool: tool::Tool| {
            let mut tools = TOOLS.iter().filter(|one| one.tool == tool);
            !is_preview || tools.all(|tool| self.account.forbids(tool).is_none())
        };
        let records = Records::read(&impact, &client, &may_read, self.settings.max_response).await;
        Ok((impact, records))
    }

    /// Has a person agree, where the settings say so.
    ///
    /// # Errors
    /// When nobody does, and when the client has to ask and call again.
    async fn agree(&self, transport: &AccountTransport<'_>) -> Result<(), End> {
        let impact = self.prepared.impact(self.tool);
        let (confirm, variable) = self.account.confirm();
        let need = impact.need(confirm);
        if need == Need::No {
            return Ok(());
        }
        let mut account = self.settings.origin.authority.to_string();
        if let Some(id) = self.account.id() {
            account.push_str(&format!(" (connection {id})"));
        }
        let about = confirm::about(&account, self.tool.name, impact.request);
        let consent = match self.asking.answered(&about) {
            Some(consent) if need == Need::Yes || matches!(consent, Consent::Given) => consent,
            _ => {
                if need == Need::Yes {
                    self.asking
                        .check(self.tool.name, &variable)
                        .map_err(End::Refused)?;
                }
                let (impact, records) = self.read(transport).await?;
                let losses = impact.losses(&records);
                if need == Need::IfSomethingIsLost && losses.is_empty() {
                    return Ok(());
                }
                self.asking
                    .check(self.tool.name, &variable)
                    .map_err(End::Refused)?;
                let Some(question) = question::write(&impact, &records, &losses, &account) else {
                    let why = "a person has to agree first, and what they would have to read does not fit into one question; change fewer things at once";
                    return Err(End::Blocked(self.refusal(why, &variable)));
                };
                let now = transport.now();
                let until = Instant(now.0.saturating_add(confirm::PATIENCE));
                let patience = core::future::poll_fn(|_| match transport.now() < until {
                    true => core::task::Poll::Pending,
                    false => core::task::Poll::Ready(()),
                });
                self.asking.ask(&question, &about, patience).await
            }
        };
        match consent {
            Consent::Given => Ok(()),
            Consent::Ask(members) => Err(End::Ask(members)),
            Consent::Refused(why) => Err(End::Declined(self.refusal(why, &variable))),
            Consent::Impossible(why) => Err(End::Blocked(self.refusal(why, &variable))),
        }
    }

    fn refusal(&self, why: &str, variable: &str) -> Error {
        let message = format!(
            "{} was not run: {why}; {variable} asks for it. Nothing was changed.",
            self.tool.name
        );
        unsent(ErrorKind::BlockedByPolicy, message)
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

    /// Returns how many bytes the request and its response may have.
    pub fn size(&self) -> usize {
        self.settings
            .max_response
            .saturating_add(self.prepared.size())
    }

    /// Returns how long the call may take.
    pub fn timeout(&self) -> Duration {
        self.settings.timeout
    }
}

/// Why a call ends without an answer.
enum End {
    /// An error of the tool, for the model.
    Failed(Error),
    /// The same, since nobody agreed; its variables have their names already.
    Declined(Error),
    /// The same, since nobody can be asked.
    Blocked(Error),
    /// The members of a result that asks a person.
    Ask(String),
    /// An error of the protocol, for the client.
    Refused(RpcError),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        End::Failed(error)
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
    /// Writes the call's line.
    fn log(&self, outcome: &Outcome) {
        let took = self.begun.until(self.server.transport.now());
        self.server.log.call(&self.line, outcome, took, &self.watch);
    }

    /// Writes the line of a call that the client took back.
    pub fn log_cancelled(&self) {
        self.log(&Outcome::Cancelled {
            may_be_made: self.effect != Effect::Read && self.watch.requests() > 0,
        });
    }
}

#[cfg(test)]
mod tests;
