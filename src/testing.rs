//! A transport in memory: it answers from a script and keeps what was sent. Its clock moves only
//! with exchanges and sleeps.

use crate::{
    client::{
        Call, Client,
        transport::{Cause, End, Failure, Incoming, Instant, Limits, Outgoing, Pending, Transport},
    },
    error::Error,
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

pub const EMAIL: &str = "ada@shop.test";
pub const KEY: &str = "key-0123456789";
/// Base64 of `EMAIL:KEY`.
pub const BASIC: &str = "YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ==";

pub struct Script {
    environment: Vec<(String, String)>,
    answers: RefCell<VecDeque<Result<Incoming, Failure>>>,
    now: Cell<Duration>,
    takes: Duration,
    pub sent: RefCell<Vec<Sent>>,
    pub slept: RefCell<Vec<Duration>>,
}

/// What left.
#[derive(Clone, Debug)]
pub struct Sent {
    pub https: bool,
    pub authority: String,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub limits: Limits,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| *n == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is sent twice");
        value
    }
}

impl Script {
    /// Good settings for the account `acme`.
    pub fn new(answers: impl IntoIterator<Item = Result<Incoming, Failure>>) -> Self {
        let settings = [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", EMAIL),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_ACCESS", "full"),
        ];
        Script {
            environment: settings.map(|(n, v)| (n.into(), v.into())).to_vec(),
            answers: RefCell::new(answers.into_iter().collect()),
            now: Cell::new(Duration::from_secs(1000)),
            takes: Duration::from_millis(1),
            sent: RefCell::default(),
            slept: RefCell::default(),
        }
    }

    /// One answer.
    pub fn answering(status: u16, body: &str) -> Self {
        Script::new([answer(status, body)])
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.into()));
        self
    }

    pub fn unset(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// Every exchange takes this long.
    pub fn taking(mut self, takes: Duration) -> Self {
        self.takes = takes;
        self
    }

    pub fn call<T>(
        &self,
        tool: Tool,
        make: impl FnOnce() -> Result<Call<T>, Error>,
    ) -> Result<T, Error> {
        finish(Client::open(self, tool)?.call(make()?))
    }

    pub fn tries(&self) -> usize {
        self.sent.borrow().len()
    }

    pub fn only_request(&self) -> Sent {
        assert_eq!(self.tries(), 1);
        self.sent.borrow()[0].clone()
    }

    pub fn elapsed(&self) -> Duration {
        self.now.get() - Duration::from_secs(1000)
    }
}

impl Transport for Script {
    fn environment(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        self.slept.borrow_mut().push(then.0 - self.now.get());
        self.now.set(then.0);
        Box::pin(ready(()))
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(ready(self.answer(request, limits)))
    }
}

impl Script {
    fn answer(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.now.set(self.now.get() + self.takes);
        self.sent.borrow_mut().push(Sent {
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
        let mut answer = self
            .answers
            .borrow_mut()
            .pop_front()
            .expect("one more request than answers")?;
        let limit = match answer.status {
            200..=299 => limits.body,
            300..=399 => 0,
            _ => limits.error_body,
        };
        if limit == 0 {
            answer.body.clear();
            answer.end = End::Complete;
        } else if answer.body.len() > limit {
            answer.body.truncate(limit);
            answer.end = End::OverLimit;
        }
        Ok(answer)
    }
}

/// Runs a future that never has to wait.
pub fn finish<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a transport in memory does not wait"),
    }
}

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

pub fn answer(status: u16, body: &str) -> Result<Incoming, Failure> {
    Ok(incoming(status, &[], body.as_bytes()))
}

pub fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Incoming, Failure> {
    Ok(incoming(status, headers, body.as_bytes()))
}

pub fn broken(status: u16, body: &str, reason: &str) -> Result<Incoming, Failure> {
    Ok(Incoming {
        end: End::Broken(reason.into()),
        ..incoming(status, &[], body.as_bytes())
    })
}

pub fn failure(cause: Cause, sent: bool) -> Result<Incoming, Failure> {
    Err(Failure {
        cause,
        detail: String::new(),
        sent,
    })
}
