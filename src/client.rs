//! Sends a tool's request within the settings: access, deadline, tries, redirects.

use crate::{
    bindings::gorgias::customers::types::{DownloadedFile, Page, UploadedFile},
    config::Settings,
    error::{Error, forbidden},
    explain::Explain,
    http_date,
    reply::Reply,
    request::Request,
    retry::{Facts, Outcome, wait_before_next},
    tool::Tool,
    transport::{Cause, End, Incoming, Instant, Limits, Outgoing, Transport},
    url::{Url, is_loopback},
};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;

/// How many redirects a download follows. Gorgias answers with one.
const MAX_REDIRECTS: u32 = 3;
/// How many bytes of an error's body are read; the error record keeps fewer.
const MAX_ERROR_BODY: usize = 16 << 10;
/// What the plugin calls itself.
const USER_AGENT: &str = concat!("gorgias-customers/", env!("CARGO_PKG_VERSION"));

/// The API, for the length of one call.
pub struct Client<'a> {
    transport: &'a dyn Transport,
    settings: Settings,
    deadline: Instant,
}

impl<'a> Client<'a> {
    /// Reads the settings and starts the clock: one deadline holds for all that the call does.
    pub fn open(transport: &'a dyn Transport) -> Result<Self, Error> {
        let started = transport.now();
        let settings = Settings::read(transport.environment())?;
        let deadline = Instant(started.0.saturating_add(settings.timeout));
        Ok(Client {
            transport,
            settings,
            deadline,
        })
    }

    /// Whether `GORGIAS_ACCESS` allows the tool.
    pub fn check_access(&self, tool: Tool) -> Result<(), Error> {
        match self.settings.access.allows(tool.effect()) {
            true => Ok(()),
            false => Err(forbidden(tool.name(), self.settings.access.name())),
        }
    }

    /// For answers that are JSON.
    pub fn json(&self, request: Request) -> Result<String, Error> {
        self.send(&request)?.json()
    }

    /// For answers that are a whole list, as a JSON array.
    pub fn array(&self, request: Request) -> Result<String, Error> {
        Ok(self.page(request)?.items)
    }

    /// For answers that are one page of a list.
    pub fn page(&self, request: Request) -> Result<Page, Error> {
        self.send(&request)?.page()
    }

    /// For answers that are text.
    pub fn text(&self, request: Request) -> Result<String, Error> {
        self.send(&request)?.text()
    }

    /// For answers that are a file.
    pub fn file(&self, request: Request) -> Result<DownloadedFile, Error> {
        self.send(&request)?.file()
    }

    /// For the answer to an upload of `count` files.
    pub fn uploads(&self, request: Request, count: usize) -> Result<Vec<UploadedFile>, Error> {
        self.send(&request)?.uploads(count)
    }

    /// For answers that say nothing but that it is done.
    pub fn done(&self, request: Request) -> Result<(), Error> {
        self.send(&request.ignore_answer()).map(|_| ())
    }

    /// Sends the request, again where that is safe and useful, and gives the 2xx answer.
    fn send<'c>(&'c self, request: &'c Request) -> Result<Reply<'c>, Error> {
        self.check_access(request.tool)?;
        let mut explain = Explain::new(request, &self.settings);
        let mut url = Url {
            origin: self.settings.origin.clone(),
            target: request.target.clone(),
        };
        loop {
            let answer = self.exchange(request, &url, &mut explain)?;
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
    fn exchange(
        &self,
        request: &Request,
        url: &Url,
        explain: &mut Explain,
    ) -> Result<Incoming, Error> {
        let outgoing = self.outgoing(request, url, explain.redirects > 0);
        let limits = Limits {
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
            let (outcome, retry_after, error) = match self.transport.exchange(&outgoing, &limits) {
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
                repeatable: request.is_repeatable(),
                outcome,
                retry_after,
                tries,
                left: now.until(self.deadline),
                jitter: now.0.subsec_micros(),
            });
            let Some(wait) = wait else {
                return Err(error);
            };
            explain.may_be_done |= outcome.may_be_done();
            self.transport
                .sleep_until(Instant(now.0.saturating_add(wait)));
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
        let Some(location) = answer.header("location") else {
            return Err(explain.unreadable(answer, "it redirects without saying where to"));
        };
        match Url::from_location(location, &from.origin) {
            Some(url)
                if url.origin.https
                    || (!from.origin.https && is_loopback(&url.origin.authority)) =>
            {
                Ok(url)
            }
            _ => Err(explain.unreadable(answer, "it redirects to an address that is not https")),
        }
    }
}

/// The redirects that say to ask again elsewhere, with GET in the case of a GET.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// A body that ends before its announced length was cut off, though some hosts call it whole. A
/// compressed body says nothing: who decompressed it may have left the header as it was.
fn check_length(answer: &mut Incoming) {
    let announced = answer
        .header("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    let encoded = answer
        .header("content-encoding")
        .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    let short = announced.is_some_and(|announced| answer.body.len() < announced);
    if answer.is_success() && answer.end == End::Complete && short && !encoded {
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
