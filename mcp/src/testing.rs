//! A transport in memory: it answers every request alike and keeps what was sent.

use crate::environment::Environment;
use gorgias_customers::transport::{
    Cause, End, Failure, Incoming, Instant, Limits, Method, Outgoing, Pending, Transport,
};
use std::{
    boxed::Box,
    cell::{Cell, RefCell},
    format,
    future::{poll_fn, ready},
    pin::pin,
    string::{String, ToString},
    task::{Context, Poll, Waker},
    time::Duration,
    vec::Vec,
};

/// Runs a future that needs nothing from outside to go on.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..1000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("the future waits for what never comes");
}

/// The answer to every request but a deletion.
pub const CUSTOMER: &str = r#"{"id":7,"x":1.10}"#;

pub struct Network {
    environment: Environment,
    denies: bool,
    sent: RefCell<Vec<String>>,
}

impl Network {
    /// A network with these settings. Unless they say otherwise, all tools are allowed, and the host
    /// signs in.
    pub fn new(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_string(), value.to_string());
        let mut environment: Environment = variables.iter().copied().map(owned).collect();
        let mut names = Vec::from(["GORGIAS_ACCESS".to_string(), "GORGIAS_AUTH".to_string()]);
        for (name, _) in variables {
            if let Some((_, id)) = name.split_once("__") {
                names.push(format!("GORGIAS_AUTH__{id}"));
            }
        }
        for name in names {
            if !environment.iter().any(|(known, _)| *known == name) {
                let value = match name.starts_with("GORGIAS_AUTH") {
                    true => "host",
                    false => "full",
                };
                environment.push((name, value.into()));
            }
        }
        Network {
            environment,
            denies: false,
            sent: RefCell::default(),
        }
    }

    /// A network for one account on which nothing is answered.
    pub fn denying() -> Self {
        Network {
            denies: true,
            ..Network::new(&[("GORGIAS_DOMAIN", "acme")])
        }
    }

    /// Takes out what was sent: method, path and body, and before them the host if it is not the
    /// one of `acme`.
    pub fn sent(&self) -> Vec<String> {
        self.sent.take()
    }
}

impl Transport for Network {
    fn environment(&self) -> Environment {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        Instant(Duration::ZERO)
    }

    fn sleep_until(&self, _: Instant) -> Pending<'_, ()> {
        Box::pin(ready(()))
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        _: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(ready(self.respond(request)))
    }
}

impl Network {
    fn respond(&self, request: &Outgoing) -> Result<Incoming, Failure> {
        let account = request.authority.trim_end_matches(".gorgias.com");
        let account = match account {
            "acme" => String::new(),
            other => format!("{other}: "),
        };
        let (method, target) = (request.method.as_str(), request.target);
        let body = String::from_utf8_lossy(request.body);
        let line = format!("{account}{method} {target} {}", body.replace("\r\n", " "));
        self.sent.borrow_mut().push(line.trim_end().into());
        if self.denies {
            return Err(Failure {
                cause: Cause::Denied,
                detail: String::new(),
                sent: false,
            });
        }
        let budget = ("x-gorgias-account-api-call-limit".into(), b"1/40".to_vec());
        let (headers, body) = match request.method {
            Method::Delete => (Vec::from([budget]), ""),
            _ => (Vec::new(), CUSTOMER),
        };
        Ok(Incoming {
            status: 200,
            headers,
            body: body.into(),
            end: End::Complete,
        })
    }
}

/// An account in memory, with a clock of its own.
pub struct Account {
    environment: Environment,
    now: Cell<Duration>,
    /// Whether only the test moves the clock on; otherwise those who sleep do.
    stands: Cell<bool>,
    budget: Cell<(u32, u32)>,
    sent: RefCell<Vec<String>>,
}

impl Account {
    /// An account whose settings allow everything, unless they say otherwise.
    pub fn new(variables: &[(&str, &str)]) -> Self {
        let mut all = Vec::from([
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_ACCESS", "full"),
            ("GORGIAS_AUTH", "host"),
        ]);
        all.retain(|(name, _)| !variables.iter().any(|(other, _)| other == name));
        all.extend(variables);
        let owned = |(name, value): (&str, &str)| (name.to_string(), value.to_string());
        Account {
            environment: all.into_iter().map(owned).collect(),
            now: Cell::new(Duration::from_secs(1000)),
            stands: Cell::new(false),
            budget: Cell::new((1, 40)),
            sent: RefCell::default(),
        }
    }

    /// Sets what answers say of the budget.
    pub fn set_budget(&self, used: u32, limit: u32) {
        self.budget.set((used, limit));
    }

    /// Leaves the clock to the test.
    pub fn let_time_stand(&self) {
        self.stands.set(true);
    }

    /// Moves the clock on.
    pub fn pass(&self, seconds: u64) {
        self.now.set(self.now.get() + Duration::from_secs(seconds));
    }

    /// Returns what the clock shows, in milliseconds.
    pub fn clock(&self) -> u128 {
        self.now.get().as_millis()
    }

    /// Takes out what was sent: method and path.
    pub fn sent(&self) -> Vec<String> {
        self.sent.take()
    }

    /// Takes out what was sent and changes something.
    pub fn changes(&self) -> Vec<String> {
        let mut sent = self.sent();
        sent.retain(|line| !line.starts_with("GET "));
        sent
    }

    fn respond(&self, request: &Outgoing) -> Incoming {
        let (method, target) = (request.method.as_str(), request.target);
        self.sent.borrow_mut().push(format!("{method} {target}"));
        let path = target.split('?').next().unwrap_or_default();
        let (status, body) = match (request.method, path) {
            (Method::Delete, _) => (204, ""),
            (Method::Get, "/api/customers/1") => (
                200,
                r#"{"id":1,"name":"Ada Byron","email":"ada@shop.test","note":"secret","channels":[{"type":"email","address":"ada@shop.test"}],"external_data":{"plan":"x"}}"#,
            ),
            (Method::Get, "/api/customers/1/custom-fields") => (
                200,
                r#"{"data":[{"field":{"id":8},"value":1},{"field":{"id":9,"label":"Tier"},"value":"VIP"}]}"#,
            ),
            (Method::Get, "/api/custom-fields/9") => (
                200,
                r#"{"id":9,"label":"Tier","definition":{"data_type":"text","input_settings":{"input_type":"dropdown","choices":["a","b","c"]}}}"#,
            ),
            (Method::Get, "/api/customers/404") => (
                404,
                r#"{"error":{"msg":"none","data":{"note":"secret","id":404}}}"#,
            ),
            (Method::Get, "/api/customers") => (
                200,
                r#"{"data":[{"id":1,"note":"secret"}],"meta":{"next_cursor":"x"}}"#,
            ),
            (Method::Post, _) => (201, r#"{"id":3,"note":"secret"}"#),
            (_, "/api/custom-fields") => (200, r#"{"data":[{"id":9,"note":"secret"}]}"#),
            _ => (
                200,
                r#"{"id":2,"name":"Bob","email":"bob@shop.test","note":"secret","channels":[]}"#,
            ),
        };
        let (used, limit) = self.budget.get();
        let budget = format!("{used}/{limit}").into_bytes();
        Incoming {
            status,
            headers: Vec::from([("x-gorgias-account-api-call-limit".to_string(), budget)]),
            body: body.into(),
            end: End::Complete,
        }
    }
}

impl Transport for Account {
    fn environment(&self) -> Environment {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        Box::pin(poll_fn(move |_| {
            if !self.stands.get() {
                self.now.set(self.now.get().max(then.0));
            }
            match self.now.get() < then.0 {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        }))
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        _: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(ready(Ok(self.respond(request))))
    }
}
