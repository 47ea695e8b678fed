//! Watches a call on its way: requests, waits, the account's budget of calls.

use crate::{environment::Environment, hide::Hidden, pace::Pace};
use alloc::{boxed::Box, format, rc::Rc, string::String};
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use gorgias_customers::{
    client::{MAX_TRIES, Observer, Wait},
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Pending, Transport},
};

/// The shortest wait that a client hears of at once.
const LONG_WAIT: Duration = Duration::from_secs(1);

/// The history of a call so far.
#[derive(Default)]
pub struct Watch {
    requests: Cell<u32>,
    waits: Cell<u32>,
    long_wait: RefCell<Option<String>>,
    is_asking: Cell<bool>,
    has_agreed: Cell<bool>,
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

    /// Returns the same as numbers.
    pub fn budget_numbers(&self) -> Option<(u32, u32)> {
        numbers(self.budget.borrow().as_deref()?)
    }

    /// Says why the call began to wait for more than a second, if it did since this was last asked.
    pub fn take_long_wait(&self) -> Option<String> {
        self.long_wait.take()
    }

    /// Notes a wait, and what clients hear of it if it is long.
    fn waits_for(&self, time: Duration, words: impl FnOnce(u64) -> String) {
        let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
        self.long_wait
            .replace((time > LONG_WAIT).then(|| words(seconds)));
    }

    /// Notes that a person is asked, until what this returns is dropped.
    pub fn begin_asking(&self) -> impl Drop {
        self.is_asking.set(true);
        Asked(&self.is_asking)
    }

    /// Notes that a person agreed.
    pub fn agrees(&self) {
        self.has_agreed.set(true);
    }

    /// Tells whether a person agreed.
    pub fn has_agreed(&self) -> bool {
        self.has_agreed.get()
    }

    /// Tells whether a person is asked.
    pub fn is_asking(&self) -> bool {
        self.is_asking.get()
    }

    fn begins(&self) {
        self.requests.set(self.requests.get() + 1);
    }
}

struct Asked<'w>(&'w Cell<bool>);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// A transport that waits for others and hides keys, and the watch on what the client does with it.
pub struct Watched<'t> {
    /// The transport.
    pub transport: &'t dyn Transport,
    /// The watch.
    pub watch: Rc<Watch>,
    /// The keys that never reach a model, and the account's host, whose answers are records.
    pub hidden: (Hidden, String),
    /// The account's known budget, and the connection; none where calls do not wait for
    /// the sake of others.
    pub pace: Option<(&'t Pace, &'t str)>,
}

impl Transport for Watched<'_> {
    fn environment(&self) -> Environment {
        self.transport.environment()
    }

    fn now(&self) -> Instant {
        self.transport.now()
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        self.transport.sleep_until(then)
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(async move {
            let limits = self.wait_for_others(limits).await;
            let exchange = self.transport.exchange(request, &limits);
            self.watch.begins();
            let mut response = exchange.await;
            let (hidden, host) = &self.hidden;
            if let Ok(response) = &mut response
                && request.authority == host
            {
                hidden.cut_response(request.target, response);
            }
            response
        })
    }
}

impl Observer for Watched<'_> {
    fn receives(&self, response: &Incoming) {
        if let Some(budget) = response.header("x-gorgias-account-api-call-limit")
            && numbers(budget).is_some()
        {
            *self.watch.budget.borrow_mut() = Some(budget.into());
        }
        if let (Some((pace, connection)), Some((used, limit))) =
            (self.pace, self.watch.budget_numbers())
        {
            pace.note(connection, self.now(), used, limit);
        }
    }

    fn waits(&self, wait: &Wait) {
        self.watch.waits.set(self.watch.waits.get() + 1);
        self.watch.waits_for(wait.time, |seconds| {
            let why = match wait.status {
                _ if wait.is_asked_for => format!("Gorgias asks to wait {seconds} s"),
                Some(status) => format!("Gorgias answered {status}; waiting {seconds} s"),
                None => format!("Gorgias did not answer; waiting {seconds} s"),
            };
            format!("{why}; try {} of {MAX_TRIES}", wait.next_try)
        });
    }
}

impl Watched<'_> {
    /// Waits a little where most of the account's budget is used up. Returns the limits from then on.
    async fn wait_for_others(&self, limits: &Limits) -> Limits {
        let mut limits = *limits;
        if let Some((pace, connection)) = self.pace {
            // A quarter of the time that is left, at most.
            let left = self.now().until(limits.deadline) / 4;
            let wait = pace.wait(connection, self.now()).min(left);
            if !wait.is_zero() {
                self.watch.waits_for(wait, |seconds| {
                    format!("Most of the account's budget of calls is used up; waiting {seconds} s")
                });
                let then = Instant(self.now().0.saturating_add(wait));
                self.transport.sleep_until(then).await;
                limits.now = self.now();
            }
        }
        limits
    }
}

/// Reads what is like `10/40`, and nothing that a server could say otherwise.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let (used, all) = text.split_once('/')?;
    Some((used.parse().ok()?, all.parse().ok()?))
}
