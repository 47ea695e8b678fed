//! Says in words what went wrong with a request, and what to do about it.
//!
//! Hosts show an agent little more than `message`, so it stands alone: what was asked, what
//! happened, what to do. The server's words are quoted in bounded length and never with a
//! credential, even if the server echoes one.

use super::{
    attempt::Attempt,
    config::Settings,
    quote::{self, Words},
    request::Request,
    transport::{Cause, End, Failure, Incoming, Method},
};
use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    error::{Error, Message, unsent},
    format::json,
    tool::{Effect, Tool},
};
use alloc::{format, string::String};
use core::time::Duration;

/// The context from which an error is made: the request, and what has happened to it.
pub struct ErrorContext<'a> {
    pub(super) tool: Tool,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a Request,
    pub(super) attempt: &'a Attempt,
}

impl ErrorContext<'_> {
    /// Explains why there is no response.
    pub fn for_failure(&self, failure: &Failure) -> Error {
        let host = self.attempt.host();
        let detail = match self.quote(&failure.detail) {
            words if words.is_empty() => words,
            words => format!(" ({words})"),
        };
        let named = match self.attempt.hops {
            0 => "",
            _ => ", a host that Gorgias named",
        };
        let network = |what: String| (ErrorKind::Network, Message::from(what));
        let (kind, what) = match failure.cause {
            Cause::TimedOut => (ErrorKind::Timeout, self.too_late()),
            Cause::Denied => (
                ErrorKind::BlockedByPolicy,
                Message::from(format!(
                    "The host that runs this plugin does not let it reach {host}{named}. Grant it network access to {host}."
                )),
            ),
            Cause::Dns if self.attempt.hops > 0 => network(format!(
                "The name {host} of the file host was not found{detail}."
            )),
            Cause::Dns => {
                let (kind, what) = network(format!("The name {host} was not found{detail}."));
                (kind, what.and(" Check {GORGIAS_DOMAIN}."))
            }
            Cause::Connect => network(format!("No connection to {host} could be made{detail}.")),
            Cause::Tls => network(format!(
                "No trusted TLS connection to {host} could be made{detail}."
            )),
            Cause::Broken => network(format!(
                "The connection to {host} broke before the answer{detail}."
            )),
            Cause::Refused => network(format!(
                "The host that runs this plugin would not send the request to {host}{detail}."
            )),
        };
        self.error(kind, what.and(self.look_first()))
    }

    /// Explains a response that is no whole 2xx.
    pub fn for_response(&self, response: &Incoming, retry_after: Option<Duration>) -> Error {
        if response.is_success() {
            let (kind, what) = self.incomplete(response);
            return self.about(response, kind, what.and(self.look_first()));
        }
        let whole = response.end == End::Complete;
        let words = quote::server(&response.body, whole, &self.settings.secrets);
        let (kind, advice) = self.advice(response, &words, retry_after);
        let fate = match kind {
            ErrorKind::Server | ErrorKind::UnexpectedResponse => self.look_first(),
            ErrorKind::NotFound if self.may_be_deleted() => {
                " An earlier try of this call may have deleted it just now."
            }
            _ if self.attempt.may_be_done && self.tool.effect() != Effect::Read => {
                " An earlier try of this call may have made the change: look before you repeat it."
            }
            _ => "",
        };
        let what = Message::from(self.answered(response.status) + &words.quoted() + ". ");
        let mut error = self.about(response, kind, what.and(advice).and(fate));
        error.retry_after_seconds = retry_after.map(whole_seconds);
        error.details = match kind {
            ErrorKind::Merged => response.header("location").and_then(|location| {
                let location = json::write(&self.quote(location)).ok()?;
                Some(format!("{{\"location\":{location}}}"))
            }),
            _ => words.details,
        };
        error
    }

    /// Explains a response that is not what the API documents or was seen to send.
    pub fn unreadable(&self, response: &Incoming, problem: &str) -> Error {
        let whole = response.end == End::Complete;
        let quoted = match quote::beginning(&response.body, whole, &self.settings.secrets) {
            quoted if quoted.is_empty() => quoted,
            quoted => format!(" It begins: {quoted}"),
        };
        let answered = self.answered(response.status);
        let what = Message::from(format!("{answered}, but {problem}."))
            .and(self.look_first())
            .and(quoted);
        self.about(response, ErrorKind::UnexpectedResponse, what)
    }

    fn answered(&self, status: u16) -> String {
        let (path, _) = self
            .request
            .target
            .split_once('?')
            .unwrap_or((&self.request.target, ""));
        if self.attempt.hops > 0 {
            return format!("The file host {} answered {status}", self.attempt.host());
        }
        format!(
            "Gorgias answered {status} to {} {}",
            self.request.method.as_str(),
            quote::plain(path)
        )
    }

    fn too_late(&self) -> Message {
        let (host, seconds) = (self.attempt.host(), self.settings.timeout.as_secs());
        Message::from(format!(
            "No complete answer came from {host} within {seconds} s"
        ))
        .and(" ({GORGIAS_TIMEOUT_SECONDS}).")
    }

    fn incomplete(&self, response: &Incoming) -> (ErrorKind, Message) {
        match &response.end {
            End::Complete | End::OverLimit => {
                let (host, limit) = (self.attempt.host(), self.settings.max_response);
                let what = format!("The answer from {host} is larger than {limit} bytes");
                let what = Message::from(what).and(" ({GORGIAS_MAX_RESPONSE_BYTES}). ");
                let advice = match self.request.paged {
                    true => "Ask for less, with a smaller `limit`.",
                    false => "A person can raise that where this plugin is loaded.",
                };
                (ErrorKind::TooLarge, what.and(advice))
            }
            End::TimedOut => (ErrorKind::Timeout, self.too_late()),
            End::Broken(detail) => {
                let (answered, detail) = (self.answered(response.status), self.quote(detail));
                let broke = "but the connection broke before the answer was whole";
                let what = format!("{answered}, {broke} ({detail}).");
                (ErrorKind::Network, what.into())
            }
        }
    }

    /// Warns of a change whose fate is unknown.
    fn look_first(&self) -> &'static str {
        match self.attempt.sent && self.tool.effect() != Effect::Read {
            true => " The change may have been made: look before you repeat it.",
            false => "",
        }
    }

    fn may_be_deleted(&self) -> bool {
        self.attempt.may_be_done && self.request.method == Method::Delete
    }

    /// Returns the kind of a status that is no success, and what to do about it.
    fn advice(
        &self,
        response: &Incoming,
        words: &Words,
        retry_after: Option<Duration>,
    ) -> (ErrorKind, Message) {
        let status = response.status;
        let own = |otherwise| {
            self.request
                .hint(status)
                .unwrap_or(Message::from(otherwise))
        };
        let is_file_host = self.attempt.hops > 0;
        let location = |before: &str| match response.header("location") {
            Some(location) => [before, &self.quote(location)].concat(),
            None => String::new(),
        };
        match status {
            400 | 401 | 403 | 404 | 410 if is_file_host => (
                ErrorKind::NotFound,
                "Its address may have expired: call the tool again for a new one.".into(),
            ),
            301 if self.request.target.starts_with("/api/customers/") => {
                let into = location(": ");
                let what = format!("This customer was merged into another one{into}.");
                (ErrorKind::Merged, what.into())
            }
            429 if is_file_host => (
                ErrorKind::RateLimited,
                Message::from(format!(
                    "The host of the file limits requests. {} and call again.",
                    wait_words(retry_after)
                )),
            ),
            300..=399 => (
                ErrorKind::UnexpectedResponse,
                Message::from(format!("It redirects{}", location(" to ")))
                    .and(", which the API does not do here: {GORGIAS_DOMAIN} may name another account."),
            ),
            400 | 422 => (ErrorKind::InvalidInput, own("Correct the parameters it names.")),
            401 => (
                ErrorKind::Unauthorized,
                Message::from(self.sign_in_advice()).and(" A person has to change that."),
            ),
            403 if words.is_html => (
                ErrorKind::Forbidden,
                "It is a web page, not the API: something before the API, such as a check for robots, turned the request away.".into(),
            ),
            403 => (
                ErrorKind::Forbidden,
                "The role or scope of these credentials does not allow it; a person has to change that in Gorgias.".into(),
            ),
            404 | 410 if self.may_be_deleted() => (ErrorKind::NotFound, Message::default()),
            404 | 410 if words.is_html => (
                ErrorKind::NotFound,
                "It is a web page, not the API: {GORGIAS_DOMAIN} may name an account that does not exist.".into(),
            ),
            404 | 410 => (
                ErrorKind::NotFound,
                own(match names_something(&self.request.target) {
                    true => "Check the id; it may have been deleted.",
                    false => "The API has no such address: {GORGIAS_DOMAIN} may name an account that does not exist.",
                }),
            ),
            409 => (
                ErrorKind::Conflict,
                own("Something else holds this identifier; find it first."),
            ),
            413 => (ErrorKind::TooLarge, own("Send less in one call.")),
            429 => (ErrorKind::RateLimited, budget_advice(retry_after).into()),
            500.. => (ErrorKind::Server, own("The server failed; try again later.")),
            _ => (
                ErrorKind::UnexpectedResponse,
                "The API does not document this answer.".into(),
            ),
        }
    }

    fn sign_in_advice(&self) -> &'static str {
        match &self.settings.authorization {
            None => {
                "The host has to add credentials ({GORGIAS_AUTH} is `host`): check what it adds."
            }
            Some(value) if value.starts_with("Bearer") => {
                "Check {GORGIAS_ACCESS_TOKEN}: tokens expire after 24 hours."
            }
            Some(_) => {
                "Check {GORGIAS_EMAIL} and {GORGIAS_API_KEY}, and that they belong to this account."
            }
        }
    }

    /// Makes an error with what the response says about itself.
    fn about(&self, response: &Incoming, kind: ErrorKind, message: Message) -> Error {
        let mut error = self.error(kind, message);
        error.status = Some(response.status);
        error.request_id = response.header("x-request-id").map(|id| self.quote(id));
        error
    }

    fn error(&self, kind: ErrorKind, message: Message) -> Error {
        let message = message.map_given(|words| self.settings.secrets.hide(words));
        let mut error = unsent(kind, message);
        error.request_sent = self.attempt.sent;
        error
    }

    /// Quotes words of others: without secrets, on one line, in bounded length.
    fn quote(&self, text: &str) -> String {
        quote::plain(&self.settings.secrets.hide(text))
    }
}

/// Tells whether a path has the id of something in it.
fn names_something(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.split('/')
        .any(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn wait_words(retry_after: Option<Duration>) -> String {
    match retry_after.map(whole_seconds) {
        Some(seconds) if seconds > 0 => format!("Wait {seconds} s"),
        _ => "Wait some seconds".into(),
    }
}

fn budget_advice(retry_after: Option<Duration>) -> String {
    let wait = wait_words(retry_after);
    format!(
        "The account's request budget, which all its integrations share, is used up. {wait} and call again."
    )
}

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
