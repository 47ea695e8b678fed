//! What is seen of a call on its way: requests, waits, the account's budget of calls.

use crate::run::Environment;
use alloc::{boxed::Box, format, rc::Rc, string::String};
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use gorgias_customers::{
    client::MAX_TRIES,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Pending, Transport},
};

/// The shortest wait that a client hears of at once.
const LONG_WAIT: Duration = Duration::from_secs(1);

/// What has happened to a call so far.
#[derive(Default)]
pub struct Watch {
    requests: Cell<u32>,
    waits: Cell<u32>,
    /// The status of the last response; none where there was none.
    status: Cell<Option<u16>>,
    asked_to_wait: Cell<bool>,
    long_wait: Cell<Option<Duration>>,
    budget: RefCell<Option<String>>,
}

impl Watch {
    /// Returns how many requests were sent.
    pub fn requests(&self) -> u32 {
        self.requests.get()
    }

    /// Returns how many tries there were.
    pub fn tries(&self) -> u32 {
        self.waits.get() + self.requests.get().min(1)
    }

    /// Returns how much of the account's budget of calls is used up, as far as the API said: `10/40`.
    pub fn budget(&self) -> Option<String> {
        self.budget.borrow().clone()
    }

    /// Says why the call began to wait for more than a second, if it did since this was last asked.
    pub fn take_long_wait(&self) -> Option<String> {
        let seconds = self.long_wait.take()?.as_millis().div_ceil(1000);
        let why = match (self.asked_to_wait.get(), self.status.get()) {
            (true, _) => format!("Gorgias asks to wait {seconds} s"),
            (false, Some(status)) => format!("Gorgias answered {status}; waiting {seconds} s"),
            (false, None) => format!("Gorgias did not answer; waiting {seconds} s"),
        };
        Some(format!("{why}; try {} of {MAX_TRIES}", self.tries()))
    }

    fn begins(&self) {
        self.requests.set(self.requests.get() + 1);
    }

    fn responded(&self, response: Option<&Incoming>) {
        self.status.set(response.map(|response| response.status));
        let header = |name| response.and_then(|response| response.header(name));
        self.asked_to_wait.set(header("retry-after").is_some());
        if let Some(budget) = header("x-gorgias-account-api-call-limit")
            && is_fraction(budget)
        {
            *self.budget.borrow_mut() = Some(budget.into());
        }
    }

    fn waits(&self, time: Duration) {
        self.waits.set(self.waits.get() + 1);
        self.long_wait
            .set(Some(time).filter(|time| *time > LONG_WAIT));
    }
}

/// A transport, and a watch on what goes through it.
pub struct Watched<'t> {
    /// The transport.
    pub transport: &'t dyn Transport,
    /// The watch.
    pub watch: Rc<Watch>,
}

impl Transport for Watched<'_> {
    fn environment(&self) -> Environment {
        self.transport.environment()
    }

    fn now(&self) -> Instant {
        self.transport.now()
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        self.watch.waits(self.transport.now().until(then));
        self.transport.sleep_until(then)
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(async move {
            let exchange = self.transport.exchange(request, limits);
            self.watch.begins();
            let response = exchange.await;
            self.watch.responded(response.as_ref().ok());
            response
        })
    }
}

/// Tells whether it is like `10/40`, and nothing that a server could say otherwise.
fn is_fraction(text: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    text.split_once('/')
        .is_some_and(|(used, all)| number(used) && number(all))
}
