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
    error::{Error, unsent},
    format::json,
    tool::{Effect, Tool},
};
use alloc::{format, string::String};
use core::time::Duration;
use serde::Serialize;

/// What the details of an error say about a customer that was merged.
#[derive(Serialize)]
struct Location {
    location: String,
}

/// A change whose fate is unknown.
const LOOK_FIRST: &str = " The change may have been made: look before you repeat it.";
const EARLIER: &str = "An earlier try of this call may have";

/// What an error says is made of: the request, and what has happened to it.
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
        let (kind, what) = match failure.cause {
            Cause::TimedOut => (ErrorKind::Timeout, self.too_late()),
            Cause::Denied => (
                ErrorKind::BlockedByPolicy,
                format!(
                    "The host that runs this plugin does not let it reach {host}{}. Grant it network access to {host}.",
                    match self.attempt.hops {
                        0 => "",
                        _ => ", a host that Gorgias named",
                    }
                ),
            ),
            Cause::Dns if self.attempt.hops > 0 => (
                ErrorKind::Network,
                format!("The name {host} of the file host was not found{detail}."),
            ),
            Cause::Dns => (
                ErrorKind::Network,
                format!("The name {host} was not found{detail}. Check GORGIAS_DOMAIN."),
            ),
            Cause::Connect => (
                ErrorKind::Network,
                format!("No connection to {host} could be made{detail}."),
            ),
            Cause::Tls => (
                ErrorKind::Network,
                format!("No trusted TLS connection to {host} could be made{detail}."),
            ),
            Cause::Broken => (
                ErrorKind::Network,
                format!("The connection to {host} broke before the answer{detail}."),
            ),
            Cause::Refused => (
                ErrorKind::Network,
                format!(
                    "The host that runs this plugin would not send the request to {host}{detail}."
                ),
            ),
        };
        self.error(kind, what + self.look_first())
    }

    /// Explains a response that is no whole 2xx.
    pub fn for_response(&self, answer: &Incoming, retry_after: Option<Duration>) -> Error {
        if answer.is_success() {
            return self.about(answer, self.incomplete(answer));
        }
        let whole = answer.end == End::Complete;
        let words = quote::server(&answer.body, whole, &self.settings.secrets);
        let (kind, advice) = self.advice(answer, &words, retry_after);
        let earlier = match self.attempt.may_be_done
            && !advice.contains(EARLIER)
            && !advice.contains(LOOK_FIRST)
        {
            true => [" ", EARLIER, " made the change: look before you repeat it."].concat(),
            false => String::new(),
        };
        let what = format!(
            "{}{}. {advice}{earlier}",
            self.answered(answer.status),
            words.quoted()
        );
        let mut error = self.about(answer, (kind, what));
        error.retry_after_seconds = retry_after.map(whole_seconds);
        error.details = words.details;
        if kind == ErrorKind::Merged {
            error.details = answer.header("location").and_then(|location| {
                json::write(&Location {
                    location: self.quote(location),
                })
                .ok()
            });
        }
        error
    }

    /// Explains a response that is not what the API documents or was seen to send.
    pub fn unreadable(&self, answer: &Incoming, problem: &str) -> Error {
        let whole = answer.end == End::Complete;
        let quoted = match quote::beginning(&answer.body, whole, &self.settings.secrets) {
            quoted if quoted.is_empty() => quoted,
            quoted => format!(" It begins: {quoted}"),
        };
        let what = format!(
            "{}, but {problem}.{}{quoted}",
            self.answered(answer.status),
            self.look_first()
        );
        self.about(answer, (ErrorKind::UnexpectedResponse, what))
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

    fn too_late(&self) -> String {
        format!(
            "No complete answer came from {} within {} s (GORGIAS_TIMEOUT_SECONDS).",
            self.attempt.host(),
            self.settings.timeout.as_secs()
        )
    }

    fn incomplete(&self, answer: &Incoming) -> (ErrorKind, String) {
        let (kind, what) = match &answer.end {
            End::Complete | End::OverLimit => (
                ErrorKind::TooLarge,
                format!(
                    "The answer from {} is larger than {} bytes (GORGIAS_MAX_RESPONSE_BYTES). {}",
                    self.attempt.host(),
                    self.settings.max_response,
                    match self.request.paged {
                        true => "Ask for less, with a smaller `limit`.",
                        false => "A person can raise that where this plugin is loaded.",
                    }
                ),
            ),
            End::TimedOut => (ErrorKind::Timeout, self.too_late()),
            End::Broken(detail) => (
                ErrorKind::Network,
                format!(
                    "{}, but the connection broke before the answer was whole ({}).",
                    self.answered(answer.status),
                    self.quote(detail)
                ),
            ),
        };
        (kind, what + self.look_first())
    }

    /// For a change whose fate is unknown.
    fn look_first(&self) -> &'static str {
        match self.attempt.sent && self.tool.effect() != Effect::Read {
            true => LOOK_FIRST,
            false => "",
        }
    }

    /// The kind of a status that is no success, and what to do about it.
    fn advice(
        &self,
        answer: &Incoming,
        words: &Words,
        retry_after: Option<Duration>,
    ) -> (ErrorKind, String) {
        let status = answer.status;
        let hint = self.request.hint(status);
        let own = |otherwise| String::from(hint.unwrap_or(otherwise));
        match status {
            400 | 401 | 403 | 404 | 410 if self.attempt.hops > 0 => (
                ErrorKind::NotFound,
                "Its address may have expired: call the tool again for a new one.".into(),
            ),
            301 if self.request.target.starts_with("/api/customers/") => {
                let into = match answer.header("location") {
                    Some(location) => format!(": {}", self.quote(location)),
                    None => String::new(),
                };
                (
                    ErrorKind::Merged,
                    format!("This customer was merged into another one{into}."),
                )
            }
            429 if self.attempt.hops > 0 => (
                ErrorKind::RateLimited,
                "The host of the file limits requests; try again later.".into(),
            ),
            300..=399 => {
                let to = match answer.header("location") {
                    Some(location) => format!(" to {}", self.quote(location)),
                    None => String::new(),
                };
                (
                    ErrorKind::UnexpectedResponse,
                    format!(
                        "It redirects{to}, which the API does not do here: GORGIAS_DOMAIN may name another account.{}",
                        self.look_first()
                    ),
                )
            }
            400 | 422 => (ErrorKind::InvalidInput, own("Correct the parameters it names.")),
            401 => (
                ErrorKind::Unauthorized,
                format!("{} A person has to change that.", self.sign_in_advice()),
            ),
            403 if words.is_html => (
                ErrorKind::Forbidden,
                "It is a web page, not the API: something before the API, such as a check for robots, turned the request away.".into(),
            ),
            403 => (
                ErrorKind::Forbidden,
                "The role or scope of these credentials does not allow it; a person has to change that in Gorgias.".into(),
            ),
            404 | 410 if self.attempt.may_be_done && self.request.method == Method::Delete => (
                ErrorKind::NotFound,
                [EARLIER, " deleted it just now."].concat(),
            ),
            404 | 410 if words.is_html => (
                ErrorKind::NotFound,
                "It is a web page, not the API: GORGIAS_DOMAIN may name an account that does not exist.".into(),
            ),
            404 | 410 => (
                ErrorKind::NotFound,
                own(match names_something(&self.request.target) {
                    true => "Check the id; it may have been deleted.",
                    false => "The API has no such address: GORGIAS_DOMAIN may name an account that does not exist.",
                }),
            ),
            409 => (
                ErrorKind::Conflict,
                own("Something else holds this identifier; find it first."),
            ),
            413 => (ErrorKind::TooLarge, own("Send less in one call.")),
            429 => (ErrorKind::RateLimited, budget_advice(retry_after)),
            500.. => (
                ErrorKind::Server,
                own("The server failed; try again later.") + self.look_first(),
            ),
            _ => (
                ErrorKind::UnexpectedResponse,
                format!("The API does not document this answer.{}", self.look_first()),
            ),
        }
    }

    fn sign_in_advice(&self) -> &'static str {
        match &self.settings.authorization {
            None => "The host has to add credentials (GORGIAS_AUTH is `host`): check what it adds.",
            Some(value) if value.starts_with("Bearer") => {
                "Check GORGIAS_ACCESS_TOKEN: tokens expire after 24 hours."
            }
            Some(_) => {
                "Check GORGIAS_EMAIL and GORGIAS_API_KEY, and that they belong to this account."
            }
        }
    }

    /// An error with what the answer says about itself.
    fn about(&self, answer: &Incoming, (kind, message): (ErrorKind, String)) -> Error {
        let mut error = self.error(kind, message);
        error.status = Some(answer.status);
        error.request_id = answer.header("x-request-id").map(|id| self.quote(id));
        error
    }

    fn error(&self, kind: ErrorKind, message: String) -> Error {
        let mut error = unsent(kind, self.settings.secrets.hide(&message));
        error.request_sent = self.attempt.sent;
        error
    }

    /// Words of others: without secrets, on one line, in bounded length.
    fn quote(&self, text: &str) -> String {
        quote::plain(&self.settings.secrets.hide(text))
    }
}

/// Whether a path has the id of something in it.
fn names_something(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.split('/')
        .any(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn budget_advice(retry_after: Option<Duration>) -> String {
    let wait = match retry_after.map(whole_seconds) {
        Some(seconds) if seconds > 0 => format!("Wait {seconds} s"),
        _ => "Wait some seconds".into(),
    };
    format!(
        "The account's request budget, which all its integrations share, is used up. {wait} and call again."
    )
}

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
