//! What is seen of a call on its way: requests, waits, the account's budget of calls.

use crate::{hide::Hidden, pace::Pace, run::Environment};
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
    /// Whether it waits for the sake of others.
    is_pacing: Cell<bool>,
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
        let budget = self.budget.borrow();
        let (used, limit) = budget.as_deref()?.split_once('/')?;
        Some((used.parse().ok()?, limit.parse().ok()?))
    }

    /// Says why the call began to wait for more than a second, if it did since this was last asked.
    pub fn take_long_wait(&self) -> Option<String> {
        let seconds = self.long_wait.take()?.as_millis().div_ceil(1000);
        if self.is_pacing.get() {
            return Some(format!(
                "Most of the account's budget of calls is used up; waiting {seconds} s"
            ));
        }
        let why = match (self.asked_to_wait.get(), self.status.get()) {
            (true, _) => format!("Gorgias asks to wait {seconds} s"),
            (false, Some(status)) => format!("Gorgias answered {status}; waiting {seconds} s"),
            (false, None) => format!("Gorgias did not answer; waiting {seconds} s"),
        };
        Some(format!("{why}; try {} of {MAX_TRIES}", self.tries()))
    }

    /// Notes that the call waits so long for the sake of others on the account.
    pub fn paces(&self, time: Duration) {
        self.is_pacing.set(true);
        self.long_wait
            .set(Some(time).filter(|time| *time > LONG_WAIT));
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
        self.is_pacing.set(false);
        self.waits.set(self.waits.get() + 1);
        self.long_wait
            .set(Some(time).filter(|time| *time > LONG_WAIT));
    }
}

struct Asked<'w>(&'w Cell<bool>);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// A transport, and a watch on what goes through it.
pub struct Watched<'t> {
    /// The transport.
    pub transport: &'t dyn Transport,
    /// The watch.
    pub watch: Rc<Watch>,
    /// The keys that never reach a model, and the account's host, whose answers are records.
    pub hidden: (Hidden, String),
    /// What is known of the account's budget, and the connection; none where calls do not wait for
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
        self.watch.waits(self.transport.now().until(then));
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
            self.watch.responded(response.as_ref().ok());
            if let (Some((pace, connection)), Some((used, limit))) =
                (self.pace, self.watch.budget_numbers())
                && response.is_ok()
            {
                pace.note(connection, self.now(), used, limit);
            }
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

impl Watched<'_> {
    /// Waits a little where most of the account's budget is used up. Returns the limits from then on.
    async fn wait_for_others(&self, limits: &Limits) -> Limits {
        let mut limits = *limits;
        if let Some((pace, connection)) = self.pace {
            // A quarter of the time that is left, at most.
            let left = self.now().until(limits.deadline) / 4;
            let wait = pace.wait(connection, self.now()).min(left);
            if !wait.is_zero() {
                self.watch.paces(wait);
                let then = Instant(self.now().0.saturating_add(wait));
                self.transport.sleep_until(then).await;
                limits.now = self.now();
            }
        }
        limits
    }
}

/// Tells whether it is like `10/40`, and nothing that a server could say otherwise.
fn is_fraction(text: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    text.split_once('/')
        .is_some_and(|(used, all)| number(used) && number(all))
}
