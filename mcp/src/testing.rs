//! A transport in memory: it answers every request alike and keeps what was sent.

use crate::run::Environment;
use gorgias_customers::transport::{
    Cause, End, Failure, Incoming, Instant, Limits, Method, Outgoing, Pending, Transport,
};
use std::{
    boxed::Box,
    cell::RefCell,
    format,
    future::ready,
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

/// What every request but a deletion is answered with.
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
