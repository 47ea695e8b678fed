//! Sends a tool's request within the settings: deadline, tries, redirects.

mod attempt;
pub mod config;
mod error_context;
mod length;
mod observer;
mod operation;
pub(crate) mod quote;
mod redact;
mod reply;
mod request;
mod retry;
pub mod transport;

pub use observer::{Observer, Wait};
pub use operation::Operation;
pub use quote::plain;
pub use reply::Reply;
pub use request::{Hint, Request};
pub use retry::MAX_TRIES;

use crate::{
    error::{Error, forbidden},
    format::{
        http_date,
        url::{Url, is_loopback},
    },
    tool::Tool,
};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use attempt::Attempt;
use config::Settings;
use core::time::Duration;
use error_context::ErrorContext;
use retry::{Facts, Outcome, wait_before_next};
use transport::{Cause, End, Failure, Incoming, Instant, Limits, Outgoing, Transport};

/// How many redirects a download follows. Gorgias answers with one.
const MAX_REDIRECTS: u32 = 3;
/// The plugin's name and version.
const USER_AGENT: &str = concat!("gorgias-customers/", env!("CARGO_PKG_VERSION"));

/// Sends the request of one call of a tool.
pub struct Client<'a> {
    transport: &'a dyn Transport,
    observer: &'a dyn Observer,
    settings: Settings,
    tool: Tool,
    opened: Instant,
    deadline: Instant,
}

impl<'a> Client<'a> {
    /// Reads the settings and starts the clock: one deadline holds for all that the call does.
    ///
    /// # Errors
    ///
    /// When a setting is missing or malformed, and when `GORGIAS_ACCESS` does not allow the tool:
    /// before its parameters are looked at, since there is no use in better ones.
    pub fn open(transport: &'a dyn Transport, tool: Tool) -> Result<Self, Error> {
        let settings = Settings::read(transport.environment())?;
        if let Some(reason) = settings.access.forbids(tool.effect()) {
            return Err(forbidden(tool, reason));
        }
        Ok(Client::with(transport, settings, tool))
    }

    /// Starts the clock with settings that are read and allow the tool.
    pub fn with(transport: &'a dyn Transport, settings: Settings, tool: Tool) -> Self {
        let opened = transport.now();
        let deadline = Instant(opened.0.saturating_add(settings.timeout));
        Client {
            transport,
            observer: &(),
            settings,
            tool,
            opened,
            deadline,
        }
    }

    /// Tells the observer what happens to the request.
    pub fn observed_by(self, observer: &'a dyn Observer) -> Self {
        Client { observer, ..self }
    }

    /// Sends a tool's request, again where that is safe and useful, and reads the 2xx response.
    ///
    /// # Errors
    ///
    /// Says what went wrong, and what to do about it.
    pub async fn call<T>(&self, operation: Operation<T>) -> Result<T, Error> {
        let Operation { request, read } = operation;
        read(self.send(&request).await?)
    }

    /// Sends a request, again where that is safe and useful, and returns its whole 2xx response. The
    /// same function for all tools, which differ in what they make of the response.
    ///
    /// # Errors
    ///
    /// Says what went wrong, and what to do about it.
    pub async fn send<'c>(&'c self, request: &'c Request) -> Result<Reply<'c>, Error> {
        let mut attempt = Attempt::new(&self.settings.origin, request);
        loop {
            let response = self.exchange(request, &mut attempt).await?;
            if response.is_success() {
                return Ok(Reply {
                    client: self,
                    request,
                    attempt,
                    response,
                });
            }
            let target = match attempt.hops == MAX_REDIRECTS {
                true => Err(String::from("it redirects once too often")),
                false => redirected(&response, &attempt.url),
            };
            match target {
                Ok(url) => attempt.follow(url),
                Err(problem) => {
                    let context = self.context(request, &attempt);
                    return Err(context.unreadable(&response, &problem));
                }
            }
        }
    }

    /// Tries until there is a response to go on with: a whole 2xx, or a redirect to follow.
    async fn exchange(&self, request: &Request, attempt: &mut Attempt) -> Result<Incoming, Error> {
        let url = attempt.url.clone();
        let outgoing = self.outgoing(request, &url, attempt.hops > 0);
        let mut limits = Limits {
            now: match attempt.hops {
                0 => self.opened,
                _ => self.transport.now(),
            },
            deadline: self.deadline,
            body: match request.reads_answer {
                true => self.settings.max_response,
                false => 0,
            },
        };
        loop {
            attempt.tries += 1;
            self.observer.sends(attempt.tries);
            let result = match self.transport.exchange(&outgoing, &limits).await {
                Ok(mut response) => {
                    attempt.sent = true;
                    self.observer.receives(&response);
                    length::judge(&mut response, &limits);
                    let whole = response.is_success() && response.end == End::Complete;
                    if whole || (request.redirects && is_redirect(response.status)) {
                        return Ok(response);
                    }
                    Ok(response)
                }
                Err(failure) => {
                    attempt.sent |= failure.sent;
                    Err(failure)
                }
            };
            let outcome = outcome(&result);
            let retry_after = result.as_ref().ok().and_then(retry_after);
            let now = self.transport.now();
            let wait = wait_before_next(&Facts {
                repeatable: request.repeatable,
                outcome,
                retry_after,
                tries: attempt.tries,
                left: now.until(self.deadline),
                took: limits.now.until(now),
                jitter: now.0.subsec_micros(),
            });
            let Some(wait) = wait else {
                let context = self.context(request, attempt);
                return Err(match result {
                    Ok(response) => context.for_response(&response, retry_after),
                    Err(failure) => context.for_failure(&failure),
                });
            };
            attempt.may_be_done |= outcome.may_be_done();
            self.observer.waits(&Wait {
                time: wait,
                status: outcome.status(),
                is_asked_for: retry_after == Some(wait),
                next_try: attempt.tries + 1,
            });
            limits.now = Instant(now.0.saturating_add(wait));
            self.transport.sleep_until(limits.now).await;
        }
    }

    fn context<'c>(&'c self, request: &'c Request, attempt: &'c Attempt) -> ErrorContext<'c> {
        ErrorContext {
            tool: self.tool,
            settings: &self.settings,
            request,
            attempt,
        }
    }

    fn outgoing<'r>(
        &'r self,
        request: &'r Request,
        url: &'r Url,
        redirected: bool,
    ) -> Outgoing<'r> {
        let mut headers: Vec<(&'static str, Cow<str>)> = Vec::from([
            ("accept", request.accept.into()),
            ("accept-encoding", "identity".into()),
            ("user-agent", USER_AGENT.into()),
        ]);
        // Where Gorgias redirects to is another party: it gets no credentials.
        if let (Some(authorization), false) = (&self.settings.authorization, redirected) {
            headers.push(("authorization", authorization.into()));
        }
        if let Some(content_type) = &request.content_type {
            headers.push(("content-type", content_type.as_ref().into()));
            headers.push(("content-length", request.body.len().to_string().into()));
        }
        Outgoing {
            method: request.method,
            https: url.origin.https,
            authority: &url.origin.authority,
            target: &url.target,
            headers,
            body: &request.body,
        }
    }
}

/// Returns where a redirect leads, if it may be followed: never from https to http, and to http at all
/// only where the settings point at a loopback address themselves.
fn redirected(response: &Incoming, from: &Url) -> Result<Url, String> {
    let Some(location) = response.header("location").filter(|it| !it.is_empty()) else {
        return Err("it redirects without saying where to".into());
    };
    let url = from.join(location).and_then(|url| {
        let safe = url.origin.https || (!from.origin.https && is_loopback(&url.origin.authority));
        safe.then_some(url).ok_or("an address that is not https")
    });
    url.map_err(|problem| ["it redirects to ", problem].concat())
}

/// Tells redirects that keep a GET a GET.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Classifies a failed or incomplete response for the retry decision.
fn outcome(result: &Result<Incoming, Failure>) -> Outcome {
    let (cause, sent) = match result {
        Err(failure) => (failure.cause, failure.sent),
        Ok(response) => match response.end {
            End::TimedOut if response.is_success() => (Cause::TimedOut, true),
            End::Broken(_) if response.is_success() => (Cause::Broken, true),
            // A longer body will be longer again.
            _ => return Outcome::Status(response.status),
        },
    };
    Outcome::Failed { cause, sent }
}

fn retry_after(response: &Incoming) -> Option<Duration> {
    http_date::retry_after(response.header("retry-after")?, response.header("date"))
}

#[cfg(test)]
mod tests;
