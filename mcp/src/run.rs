//! Runs a call: arguments to a request, the request to a result.

use crate::{
    answer::{Answer, Operation},
    arguments::{Fields, problem},
    confirm::Asking,
    dry_run,
    impact::{Impact, Need},
    json::Object,
    log::{Line, Outcome},
    message::{self, RpcError},
    overrides, pace,
    platform::Platform,
    preview, read,
    response::{CallResult, Response},
    settings::Account,
    tools::Tool,
    watch::{Watch, Watched},
};
use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;
use gorgias_customers::{
    client::Client,
    config,
    error::{Error, invalid},
    tool::{self, Effect},
    transport::Instant,
};

/// A call whose arguments are decoded and checked; nothing was sent yet.
pub struct PreparedCall {
    operation: Operation,
    /// The keys of the answer that are asked for; none for all.
    keys: Vec<String>,
    /// JSON that answers it without a request.
    known: Option<String>,
    /// Whether it only shows what it would send.
    pub is_dry_run: bool,
}

impl PreparedCall {
    /// Decodes the arguments of a call.
    ///
    /// # Errors
    /// `invalid-input`, when an argument is unknown, missing or malformed.
    pub fn new(tool: &Tool, arguments: &Object) -> Result<Self, Error> {
        let fields = Fields::new(arguments);
        let prepared = prepare(tool, &fields);
        fields.finish(prepared)
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
            return Err(invalid(parameter, problem));
        }
        Ok(self)
    }

    /// Shows the request in place of sending it, with these further members.
    pub fn dry_run(&self, more: &str) -> Answer {
        dry_run::answer(&self.operation.request, more)
    }

    /// Answers what needs no request.
    pub fn answer_at_once(&self, tool: &Tool) -> Option<Answer> {
        let known = || self.known.clone().map(Answer::json);
        match self.is_dry_run {
            true => (!self.has_preview(tool)).then(|| self.dry_run("")),
            false => known(),
        }
    }

    /// Tells whether a dry run also reads what the call would hit.
    fn has_preview(&self, tool: &Tool) -> bool {
        tool.effect() == Effect::Destructive || self.impact(tool).need_of_update() != Need::No
    }

    /// Returns what the request does to what is there.
    pub(crate) fn impact(&self, tool: &Tool) -> Impact<'_> {
        Impact::new(tool.tool, &self.operation.request)
    }

    /// Sends the request.
    ///
    /// # Errors
    /// The tool's.
    pub async fn run(self, client: &Client<'_>, effect: Effect) -> Result<Answer, Error> {
        let answer = client.call(self.operation).await?;
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        match keys.as_slice() {
            [] => Ok(answer),
            keys => answer.only(keys, effect),
        }
    }
}

fn prepare(tool: &Tool, fields: &Fields) -> Result<PreparedCall, Error> {
    // A name that is not there is often meant as one that has to be.
    let unknown = fields.unknown(tool.parameters);
    if let Some(name) = tool
        .required()
        .find(|name| fields.get_required(name).is_none())
    {
        let mut words = String::from("is required");
        if let Some(missing) = overrides::missing(tool.tool, name, fields) {
            words.extend([": ", &missing]);
        }
        if let Some((unknown, problem)) = unknown {
            words.extend(["; `", &unknown, "` ", &problem]);
        }
        return Err(problem(words).within(name));
    }
    fields.only(tool.parameters)?;
    overrides::check(tool.tool, fields)?;
    let is_dry_run = fields.optional("dry_run", read::boolean);
    let keys = fields.optional("fields", read::keys);
    let operation = (tool.decode)(fields)?;
    Ok(PreparedCall {
        operation: overrides::adjust(tool.tool, fields, operation)?,
        keys: keys.unwrap_or_default(),
        known: overrides::known(tool.tool, fields)?,
        is_dry_run: is_dry_run.unwrap_or(false),
    })
}

/// A call that may go out, with all that it needs.
pub struct Call<'s> {
    /// The request's id, JSON.
    pub id: String,
    pub(crate) is_modern: bool,
    pub(crate) tool: &'static Tool,
    pub(crate) account: Account<'s>,
    pub(crate) settings: config::Settings,
    pub(crate) prepared: PreparedCall,
    pub(crate) asking: Asking,
    /// Whether nothing stays to pace the next call by, so that this one is held back in its place.
    pub(crate) holds_back: bool,
    /// JSON; where there is one, the client hears of the call's progress.
    pub(crate) progress_token: Option<String>,
    pub(crate) observer: Observer<'s>,
}

impl<'s> Call<'s> {
    /// Makes the call, and logs how it ended.
    pub async fn run(self) -> Response {
        let observer = self.observer.clone();
        let (id, is_modern, account) = (self.id.clone(), self.is_modern, self.account);
        let tool = self.tool;
        let holds_back = self.holds_back && account.has_pace();
        let limit = match self.prepared.is_dry_run {
            true => 0,
            false => account.max_result(),
        };
        let answer = self.carry_out().await;
        if holds_back && let Some((used, limit)) = observer.watch.budget_numbers() {
            let then = observer.now().0.saturating_add(pace::wait(used, limit));
            observer.platform.transport.sleep_until(Instant(then)).await;
        }
        let budget = observer.watch.budget();
        let result = match answer {
            Ok(answer) => {
                observer.log(&Outcome::Ok);
                let answer = answer.within(limit, tool.parameters);
                Ok(CallResult::of_call(Ok(answer), budget))
            }
            Err(end) => {
                let end = match end {
                    End::Failed(error) => End::Failed(account.explain(error)),
                    end => end,
                };
                observer.log(&end.outcome());
                end.into_result(budget)
            }
        };
        Response::new(&id, is_modern, result)
    }

    /// Asks where a person has to be asked, waits where others need the budget, and sends.
    async fn carry_out(self) -> Result<Answer, End> {
        let platform = self.observer.platform;
        let pace = (&platform.pace, self.account.id().unwrap_or_default());
        let transport = Watched {
            transport: platform.transport,
            watch: self.observer.watch.clone(),
            hidden: (
                self.account.hidden().into_owned(),
                self.settings.origin.authority.to_string(),
            ),
            pace: self.account.has_pace().then_some(pace),
        };
        if self.prepared.is_dry_run {
            let impact = self.prepared.impact(self.tool);
            let records = self.read_targets(&impact, &transport).await?;
            let losses = impact.losses(&records);
            let more = preview::members(&impact, &records, &losses);
            return Ok(self.prepared.dry_run(&more));
        }
        self.agree(&transport).await?;
        let effect = self.tool.effect();
        let client =
            Client::with(&transport, self.settings, self.tool.tool).observed_by(&transport);
        Ok(self.prepared.run(&client, effect).await?)
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

/// Why a call ends without an answer.
pub(crate) enum End {
    /// An error of the tool, for the model.
    Failed(Error),
    /// The same, since nobody agreed, and whether somebody was asked. Its variables have their names.
    NotAgreed(Error, bool),
    /// The members of a result that asks a person.
    Ask(String),
    /// An error of the protocol, for the client.
    Refused(RpcError),
}

impl End {
    /// Returns what the log calls it.
    pub fn outcome(&self) -> Outcome<'_> {
        match self {
            End::Failed(error) | End::NotAgreed(error, false) => Outcome::Failed(error),
            End::NotAgreed(_, true) => Outcome::Declined,
            End::Ask(_) => Outcome::Asked,
            End::Refused(error) => Outcome::Refused(error),
        }
    }

    /// Makes the result of the call.
    ///
    /// # Errors
    /// That of the protocol.
    pub fn into_result(self, budget: Option<String>) -> Result<CallResult, RpcError> {
        match self {
            End::Failed(error) | End::NotAgreed(error, _) => {
                Ok(CallResult::of_call(Err(error), budget))
            }
            End::Ask(question) => Ok(CallResult::ask(question)),
            End::Refused(error) => Err(error),
        }
    }
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        End::Failed(error)
    }
}

impl From<RpcError> for End {
    fn from(error: RpcError) -> Self {
        End::Refused(error)
    }
}

/// Lets others see a call while it is on its way.
#[derive(Clone)]
pub struct Observer<'s> {
    pub(crate) platform: &'s Platform<'s>,
    line: Rc<Line>,
    begun: Instant,
    pub(crate) watch: Rc<Watch>,
}

impl<'s> Observer<'s> {
    /// Observes a call of which this is known.
    pub(crate) fn new(platform: &'s Platform<'s>, line: Line, begun: Instant) -> Self {
        Observer {
            platform,
            line: Rc::new(line),
            begun,
            watch: Rc::default(),
        }
    }

    /// Returns the time.
    pub fn now(&self) -> Instant {
        self.platform.transport.now()
    }

    /// Writes the call's line.
    pub(crate) fn log(&self, outcome: &Outcome) {
        let took = self.begun.until(self.now());
        self.platform
            .log
            .call(&self.line, outcome, took, &self.watch);
    }

    /// Writes the line of a call that the client took back.
    pub fn log_cancelled(&self) {
        let writes = |tool: &Tool| tool.effect() != Effect::Read;
        self.log(&Outcome::Cancelled {
            may_be_made: self.line.tool.is_some_and(writes)
                && self.watch.requests() > 0
                && !self.watch.is_asking(),
        });
    }
}

#[cfg(test)]
mod tests;
