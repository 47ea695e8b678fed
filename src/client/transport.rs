//! The client's view of the outside world: a clock, settings, and HTTP exchanges.
//!
//! `http` implements it over WASI; tests implement it in memory. A host that injects credentials
//! or pools connections in its own way is one more implementation.

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};
use core::{pin::Pin, time::Duration};

/// A point in time: what a monotonic clock shows, from an unspecified zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Duration);

impl Instant {
    /// Returns how long it is from `self` until `later`; zero when that has passed.
    pub fn until(self, later: Instant) -> Duration {
        later.0.saturating_sub(self.0)
    }
}

/// The methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or reads with a body.
    Post,
    /// Changes.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// Returns the name in the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// One HTTP request, complete but for what the transport adds (`host`).
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// The request's method.
    pub method: Method,
    /// Whether to use TLS.
    pub https: bool,
    /// Host, with `:port` unless it is the scheme's own.
    pub authority: &'a str,
    /// Path and query, percent-encoded.
    pub target: &'a str,
    /// Header names in lower case, with their values.
    pub headers: Vec<(&'static str, Cow<'a, str>)>,
    /// The body; empty for none.
    pub body: &'a [u8],
}

/// How long to wait for a response, and how much of its body to read; see
/// [`body_of`](Limits::body_of).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time now, as the caller has just seen it.
    pub now: Instant,
    /// When to give up.
    pub deadline: Instant,
    /// Bytes of body to read of a 2xx response.
    pub body: usize,
}

/// One HTTP response.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The status code.
    pub status: u16,
    /// Header names in lower case, with their values as sent.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, as far as `end` says. It may be longer than the limit.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: End,
}

impl Incoming {
    /// Tells whether the status says that it was done.
    pub fn is_success(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// Returns the first header of this name (in lower case), if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(n, _)| n == name)?;
        core::str::from_utf8(value).ok()
    }
}

/// How the body of an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It is whole.
    Complete,
    /// It was longer than the limit; the rest was not read. A transport that reads all leaves it to the
    /// client to find out.
    OverLimit,
    /// The deadline came first.
    TimedOut,
    /// The connection broke, for this reason.
    Broken(String),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The cause.
    pub cause: Cause,
    /// The transport's own words, for the message. May be empty.
    pub detail: String,
    /// False when certainly no byte of the request left.
    pub sent: bool,
}

/// The causes of a missing answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The deadline came first.
    TimedOut,
    /// The host does not let this plugin talk to that address.
    Denied,
    /// The name of the server does not resolve.
    Dns,
    /// No connection could be made.
    Connect,
    /// TLS failed: a wrong certificate, say.
    Tls,
    /// The connection broke before the answer.
    Broken,
    /// The host would not make this request at all.
    Refused,
}

/// A future that borrows what it needs, without a type of its own.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The outside world.
pub trait Transport {
    /// Returns the environment variables, names and values.
    fn environment(&self) -> Vec<(String, String)>;

    /// Returns the time now.
    fn now(&self) -> Instant;

    /// Waits until then.
    fn sleep_until(&self, then: Instant) -> Pending<'_, ()>;

    /// Sends one request and reads its response: until the deadline, and as much of the body as the
    /// limits say for its status, or some more. Never repeats, never redirects, and judges nothing.
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>>;
}
