//! A client, the network and the clock that both live by, in memory, for tests.
#![allow(clippy::unwrap_used, reason = "tests end by it")]

use super::serve;
use crate::{
    server::Server,
    streams::{Closed, Streams},
};
use gorgias_customers::{
    testing::{answer, answer_with},
    transport::{Failure, Incoming, Instant, Limits, Method, Outgoing, Pending, Transport},
};
use serde_json::{Value, json};
use std::{
    boxed::Box,
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
    format,
    future::poll_fn,
    pin::pin,
    string::{String, ToString},
    task::{Context, Poll, Waker},
    time::Duration,
    vec::Vec,
};

/// The customer that is larger than others.
pub const LARGE: u64 = 777_777;

/// A client and what it lives in. Time passes only where all wait.
#[derive(Default)]
pub struct World {
    now: Cell<Duration>,
    alarms: RefCell<BTreeSet<Duration>>,
    environment: Vec<(String, String)>,
    /// The client's lines, and when it writes them.
    pub input: RefCell<VecDeque<(u64, String)>>,
    /// How long the client takes to read a line.
    pub reads_for: u64,
    /// Whether the client has stopped reading.
    pub is_closed: bool,
    /// The server's lines, and when they came.
    output: RefCell<Vec<(u64, Value)>>,
    /// The lines that the client had begun to read, and how much of that there was as it wrote each
    /// of its lines.
    pub begun: RefCell<Vec<Value>>,
    /// See [`World::begun`].
    pub written_after: RefCell<Vec<usize>>,
    /// The lines of the log.
    pub log: RefCell<Vec<String>>,
    /// The exchanges that are open, by their customers, and how many there were at most.
    pub open: RefCell<Vec<u64>>,
    /// See [`World::open`].
    pub most_open: Cell<usize>,
    /// The customers that were asked for, in order.
    pub asked: RefCell<Vec<u64>>,
    /// Answers that are not an ordinary customer: status and `retry-after`, then the customer.
    pub refusals: RefCell<BTreeMap<u64, Vec<(u16, &'static str)>>>,
}

impl World {
    /// Makes one with good settings in which nobody says anything.
    pub fn new() -> Self {
        let variables = [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_AUTH", "host"),
            ("GORGIAS_ACCESS", "full"),
        ];
        World {
            environment: variables
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            ..World::default()
        }
    }

    /// Adds a setting.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Lets the client write this at that millisecond.
    pub fn at(self, time: u64, message: impl ToString) -> Self {
        let line = message.to_string() + "\n";
        self.input.borrow_mut().push_back((time, line));
        self
    }

    /// Lets the client write all of these at that millisecond.
    pub fn all_at(self, time: u64, messages: impl IntoIterator<Item = Value>) -> Self {
        let write = |world: Self, message| world.at(time, message);
        messages.into_iter().fold(self, write)
    }

    /// Returns what the clock shows.
    pub fn milliseconds(&self) -> u64 {
        self.now.get().as_millis() as u64
    }

    async fn until(&self, then: Duration) {
        poll_fn(|_| match self.now.get() >= then {
            true => Poll::Ready(()),
            false => {
                self.alarms.borrow_mut().insert(then);
                Poll::Pending
            }
        })
        .await;
    }

    /// Serves the client until it is done, and returns what came out with its times.
    ///
    /// # Errors
    ///
    /// As [`serve`].
    pub fn run(&self) -> Result<Vec<(u64, Value)>, Closed> {
        let log = |line: &str| self.log.borrow_mut().push(line.into());
        let server = Server::new(self, &log);
        let mut serving = pin!(serve(&server, self));
        let mut context = Context::from_waker(Waker::noop());
        loop {
            self.alarms.borrow_mut().clear();
            if let Poll::Ready(result) = serving.as_mut().poll(&mut context) {
                return result.map(|()| self.output.take());
            }
            let next = self.alarms.borrow().first().copied();
            self.now.set(next.expect("nothing is waited for"));
        }
    }

    /// Returns the ids of the responses, in their order.
    pub fn ids(&self) -> Vec<Value> {
        let answers = self.run().unwrap();
        answers.iter().map(|(_, it)| it["id"].clone()).collect()
    }
}

impl Streams for World {
    async fn read(&self) -> Vec<u8> {
        let next = self.input.borrow_mut().pop_front();
        let Some((time, line)) = next else {
            return Vec::new();
        };
        self.until(Duration::from_millis(time)).await;
        let begun = self.begun.borrow().len();
        self.written_after.borrow_mut().push(begun);
        line.into()
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), Closed> {
        if self.is_closed {
            return Err(Closed);
        }
        let line = str::from_utf8(bytes).unwrap().strip_suffix('\n').unwrap();
        assert!(!line.contains('\n'), "{line}");
        let value: Value = serde_json::from_str(line).unwrap();
        self.begun.borrow_mut().push(value.clone());
        self.until(self.now.get() + Duration::from_millis(self.reads_for))
            .await;
        self.output.borrow_mut().push((self.milliseconds(), value));
        Ok(())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        Box::pin(self.until(then.0))
    }
}

/// An open connection; one that is dropped is closed.
struct Connection<'w>(&'w World, u64);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        let mut open = self.0.open.borrow_mut();
        let index = open.iter().position(|id| *id == self.1).unwrap();
        open.remove(index);
    }
}

impl Transport for World {
    fn environment(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        Box::pin(self.until(then.0))
    }

    /// Answers with the customer of the id, after as many milliseconds.
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        _: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(async move {
            let id = request.target.rsplit('/').next().unwrap();
            let id: u64 = id.parse().unwrap_or_default();
            self.asked.borrow_mut().push(id);
            self.open.borrow_mut().push(id);
            let connection = Connection(self, id);
            let open = self.open.borrow().len();
            self.most_open.set(self.most_open.get().max(open));
            self.until(self.now.get() + Duration::from_millis(id)).await;
            drop(connection);
            let mut refusals = self.refusals.borrow_mut();
            let refusal = refusals.get_mut(&id).and_then(Vec::pop);
            let (status, after) = refusal.unwrap_or((200, ""));
            let body = match request.method {
                Method::Delete => String::new(),
                _ if id == LARGE => ["[\"", &"x".repeat(3 << 20), "\"]"].concat(),
                _ => format!("{{\"id\":{id}}}"),
            };
            match after {
                "" => answer(status, &body),
                after => answer_with(status, &[("retry-after", after)], &body),
            }
        })
    }
}

/// Makes a request.
pub fn request(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": params})
}

/// Makes a call of a tool.
pub fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    let name = format!("gorgias_customers_{tool}");
    request(
        id,
        "tools/call",
        json!({"name": name, "arguments": arguments}),
    )
}

/// Reads a customer, which takes as many milliseconds as the id says.
pub fn get(id: impl Into<Value>, milliseconds: u64) -> Value {
    call(id, "get_customer", json!({"id": milliseconds}))
}

/// Makes a `ping`.
pub fn ping(id: impl Into<Value>) -> Value {
    request(id, "ping", json!({}))
}

/// Takes a request back.
pub fn cancel(id: impl Into<Value>) -> Value {
    let params = json!({"requestId": id.into(), "reason": "no longer needed"});
    json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})
}
