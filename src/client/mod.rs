//! Sends a tool's request within the settings: access, deadline, tries, redirects.

mod call;
pub mod config;
mod explain;
pub(crate) mod quote;
mod redact;
mod reply;
mod request;
mod retry;
pub mod transport;

pub use call::Call;
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
use alloc::{borrow::Cow, string::ToString, vec::Vec};
use config::Settings;
use core::time::Duration;
use explain::Explain;
use retry::{Facts, Outcome, wait_before_next};
use transport::{Cause, End, Incoming, Instant, Limits, Outgoing, Transport};

/// How many redirects a download follows. Gorgias answers with one.
const MAX_REDIRECTS: u32 = 3;
/// How many bytes of an error's body are read; the error record keeps fewer.
const MAX_ERROR_BODY: usize = 16 << 10;
/// What the plugin calls itself.
const USER_AGENT: &str = concat!("gorgias-customers/", env!("CARGO_PKG_VERSION"));

/// The API, for one call of one tool.
pub struct Client<'a> {
    transport: &'a dyn Transport,
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
            return Err(forbidden(tool.name(), &reason));
        }
        Ok(Client::with(transport, settings, tool))
    }

    /// Starts the clock with settings that are read and allow the tool.
    pub fn with(transport: &'a dyn Transport, settings: Settings, tool: Tool) -> Self {
        let opened = transport.now();
        let deadline = Instant(opened.0.saturating_add(settings.timeout));
        Client {
            transport,
            settings,
            tool,
            opened,
            deadline,
        }
    }

    /// Sends a tool's request, again where that is safe and useful, and reads the 2xx answer.
    pub async fn call<T>(&self, call: Call<T>) -> Result<T, Error> {
        let Call { request, read } = call;
        read(self.send(&request).await?)
    }

    /// Sends a request, again where that is safe and useful, and gives its 2xx answer.
    pub async fn send<'c>(&'c self, request: &'c Request) -> Result<Reply<'c>, Error> {
        let mut explain = Explain::new(self.tool, request, &self.settings);
        let mut url = Url {
            origin: self.settings.origin.clone(),
            target: request.target.clone(),
        };
        loop {
            let answer = self.exchange(request, &url, &mut explain).await?;
            if answer.is_success() {
                return Ok(Reply { explain, answer });
            }
            if explain.redirects == MAX_REDIRECTS {
                return Err(explain.unreadable(&answer, "it redirects once too often"));
            }
            url = self.redirected(&answer, &url, &explain)?;
            explain.redirects += 1;
            explain.host.clone_from(&url.origin.authority);
        }
    }

    /// Tries until there is an answer to go on with: a whole 2xx, or a redirect to follow.
    async fn exchange(
        &self,
        request: &Request,
        url: &Url,
        explain: &mut Explain<'_>,
    ) -> Result<Incoming, Error> {
        let outgoing = self.outgoing(request, url, explain.redirects > 0);
        let mut limits = Limits {
            now: match explain.redirects {
                0 => self.opened,
                _ => self.transport.now(),
            },
            deadline: self.deadline,
            body: match request.reads_answer {
                true => self.settings.max_response,
                false => 0,
            },
            error_body: MAX_ERROR_BODY,
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let (outcome, retry_after, error) =
                match self.transport.exchange(&outgoing, &limits).await {
                    Ok(mut answer) => {
                        explain.sent = true;
                        if request.reads_answer {
                            check_length(&mut answer);
                        }
                        let whole = answer.is_success() && answer.end == End::Complete;
                        if whole || (request.redirects && is_redirect(answer.status)) {
                            return Ok(answer);
                        }
                        let retry_after = retry_after(&answer);
                        (
                            outcome(&answer),
                            retry_after,
                            explain.answer(&answer, retry_after),
                        )
                    }
                    Err(failure) => {
                        explain.sent |= failure.sent;
                        let outcome = Outcome::Failed {
                            cause: failure.cause,
                            sent: failure.sent,
                        };
                        (outcome, None, explain.failure(&failure))
                    }
                };
            let now = self.transport.now();
            let wait = wait_before_next(&Facts {
                repeatable: request.repeatable,
                outcome,
                retry_after,
                tries,
                left: now.until(self.deadline),
                took: limits.now.until(now),
                jitter: now.0.subsec_micros(),
            });
            let Some(wait) = wait else {
                return Err(error);
            };
            explain.may_be_done |= outcome.may_be_done();
            limits.now = Instant(now.0.saturating_add(wait));
            self.transport.sleep_until(limits.now).await;
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

    /// Where a redirect leads, if it may be followed: never from https to http, and to http at all
    /// only where the settings point at a loopback address themselves.
    fn redirected(&self, answer: &Incoming, from: &Url, explain: &Explain) -> Result<Url, Error> {
        let Some(location) = answer.header("location").filter(|it| !it.is_empty()) else {
            return Err(explain.unreadable(answer, "it redirects without saying where to"));
        };
        let url = from.join(location).and_then(|url| {
            let safe =
                url.origin.https || (!from.origin.https && is_loopback(&url.origin.authority));
            safe.then_some(url).ok_or("an address that is not https")
        });
        url.map_err(|problem| explain.unreadable(answer, &["it redirects to ", problem].concat()))
    }
}

/// The redirects that say to ask again elsewhere, with GET in the case of a GET.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// A body that ends before its announced length was cut off, though some hosts call it whole. A
/// compressed body says nothing: who decompressed it may have left the header as it was. With 204 there
/// is no body, whatever is announced.
fn check_length(answer: &mut Incoming) {
    let announced = answer
        .header("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    let encoded = answer
        .header("content-encoding")
        .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    let short = announced.is_some_and(|announced| answer.body.len() < announced);
    let has_body = answer.is_success() && answer.status != 204;
    if has_body && answer.end == End::Complete && short && !encoded {
        answer.end = End::Broken("the body is shorter than announced".into());
    }
}

/// How a try ended that brought an answer which is no whole 2xx.
fn outcome(answer: &Incoming) -> Outcome {
    let cause = match answer.end {
        _ if !answer.is_success() => return Outcome::Status(answer.status),
        // A longer answer will be longer again.
        End::Complete | End::OverLimit => return Outcome::Status(answer.status),
        End::TimedOut => Cause::TimedOut,
        End::Broken(_) => Cause::Broken,
    };
    Outcome::Failed { cause, sent: true }
}

fn retry_after(answer: &Incoming) -> Option<Duration> {
    http_date::retry_after(answer.header("retry-after")?, answer.header("date"))
}

#[cfg(test)]
mod tests;
