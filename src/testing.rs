//! A transport in memory for tests: it answers from a script and keeps what was sent. Its clock moves
//! only with exchanges and sleeps.

use crate::{
    client::{
        Client, Operation,
        transport::{
            Cause, End, Failure, Incoming, Instant, Limits, Method, Outgoing, Pending, Transport,
        },
    },
    error::{self, Dialect},
    tool::Tool,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::ready,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

/// The error record, as the typed component gives it.
pub use crate::bindings::gorgias::customers::types::Error;

/// The account's user.
pub const EMAIL: &str = "ada@shop.test";
/// The user's API key.
pub const KEY: &str = "key-0123456789";
/// Base64 of `EMAIL:KEY`.
pub const BASIC: &str = "YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ==";

const START: Duration = Duration::from_secs(1000);

type Answers<'s> = dyn FnMut(&Outgoing) -> Result<Incoming, Failure> + 's;

/// A transport that answers from a script.
pub struct Script<'s> {
    environment: Vec<(String, String)>,
    answers: RefCell<Box<Answers<'s>>>,
    now: Cell<Duration>,
    takes: Duration,
    /// The requests so far.
    pub sent: RefCell<Vec<Sent>>,
    /// The waits so far.
    pub slept: RefCell<Vec<Duration>>,
}

/// A request that was sent.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "as in `Outgoing`")]
pub struct Sent {
    pub method: Method,
    pub https: bool,
    pub authority: String,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub limits: Limits,
}

impl Sent {
    /// Returns the value of a header that may be there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| *n == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is sent twice");
        value
    }
}

impl<'s> Script<'s> {
    /// Gives one answer after the other, and panics when there is none left. The settings are good
    /// ones for the account `acme`.
    pub fn new(answers: impl IntoIterator<Item = Result<Incoming, Failure>>) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        Script::asking(move || answers.pop_front().expect("one more request than answers"))
    }

    /// Gives one answer after the other, and the last one again and again.
    pub fn repeating(answers: impl IntoIterator<Item = Result<Incoming, Failure>>) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        Script::asking(move || match answers.len() {
            0 | 1 => answers.front().cloned().expect("an answer"),
            _ => answers.pop_front().expect("an answer"),
        })
    }

    /// Asks for each answer.
    pub fn asking(mut answers: impl FnMut() -> Result<Incoming, Failure> + 's) -> Self {
        Script::by_request(move |_| answers())
    }

    /// Asks for the answer to each request.
    pub fn by_request(answers: impl FnMut(&Outgoing) -> Result<Incoming, Failure> + 's) -> Self {
        let settings = [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", EMAIL),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_ACCESS", "full"),
        ];
        Script {
            environment: settings.map(|(n, v)| (n.into(), v.into())).to_vec(),
            answers: RefCell::new(Box::new(answers)),
            now: Cell::new(START),
            takes: Duration::from_millis(1),
            sent: RefCell::default(),
            slept: RefCell::default(),
        }
    }

    /// Gives one answer.
    pub fn answering(status: u16, body: &str) -> Self {
        Script::new([answer(status, body)])
    }

    /// Adds a setting, or replaces it.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Takes a setting away.
    pub fn unset(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// Lets every exchange take this long.
    pub fn taking(mut self, takes: Duration) -> Self {
        self.takes = takes;
        self
    }

    /// Makes a call.
    ///
    /// # Errors
    ///
    /// The tool's.
    pub fn call<T>(
        &self,
        tool: Tool,
        make: impl FnOnce() -> Result<Operation<T>, error::Error>,
    ) -> Result<T, Error> {
        self.parts(tool, make).map_err(spelled)
    }

    /// Does the same, with the error in parts.
    pub fn parts<T>(
        &self,
        tool: Tool,
        make: impl FnOnce() -> Result<Operation<T>, error::Error>,
    ) -> Result<T, error::Error> {
        let client = Client::open(self, tool)?;
        finish(client.call(make()?))
    }

    /// Counts the requests.
    pub fn tries(&self) -> usize {
        self.sent.borrow().len()
    }

    /// Returns the one request.
    ///
    /// # Panics
    ///
    /// When there is none, or another one.
    pub fn only_request(&self) -> Sent {
        assert_eq!(self.tries(), 1);
        self.sent.borrow()[0].clone()
    }

    /// Moves the clock on.
    pub fn pass(&self, time: Duration) {
        self.now.set(self.now.get() + time);
    }

    /// Returns how long it has been.
    pub fn elapsed(&self) -> Duration {
        self.now.get() - START
    }
}

impl Transport for Script<'_> {
    fn environment(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        Box::pin(async move {
            let last = self.sent.borrow().last().map(|sent| sent.limits.deadline);
            assert!(
                last.is_none_or(|deadline| then < deadline),
                "it slept past the deadline"
            );
            self.slept.borrow_mut().push(then.0 - self.now.get());
            self.now.set(then.0);
        })
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(ready(self.answer(request, limits)))
    }
}

impl Script<'_> {
    fn answer(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.pass(self.takes);
        self.sent.borrow_mut().push(Sent {
            method: request.method,
            https: request.https,
            authority: request.authority.into(),
            target: request.target.into(),
            headers: request
                .headers
                .iter()
                .map(|(name, value)| (*name, value.clone().into_owned()))
                .collect(),
            body: String::from_utf8_lossy(request.body).into_owned(),
            limits: *limits,
        });
        (self.answers.borrow_mut())(request)
    }
}

/// Returns the error as the typed component gives it.
#[expect(clippy::boxed_local, reason = "errors are handed around in boxes")]
pub fn spelled(error: error::Error) -> Error {
    error.spelled(&Dialect::TYPED)
}

/// Runs a future that never has to wait.
pub fn finish<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a transport in memory does not wait"),
    }
}

/// Makes a whole answer.
pub fn incoming(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Incoming {
    Incoming {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect(),
        body: body.to_vec(),
        end: End::Complete,
    }
}

/// Makes a whole answer without headers.
pub fn answer(status: u16, body: &str) -> Result<Incoming, Failure> {
    Ok(incoming(status, &[], body.as_bytes()))
}

/// Makes a whole answer.
pub fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Incoming, Failure> {
    Ok(incoming(status, headers, body.as_bytes()))
}

/// Makes an answer whose body breaks off.
pub fn broken(status: u16, body: &str, reason: &str) -> Result<Incoming, Failure> {
    Ok(Incoming {
        end: End::Broken(reason.into()),
        ..incoming(status, &[], body.as_bytes())
    })
}

/// Makes a failure.
pub fn failure(cause: Cause, sent: bool) -> Result<Incoming, Failure> {
    Err(Failure {
        cause,
        detail: String::new(),
        sent,
    })
}
