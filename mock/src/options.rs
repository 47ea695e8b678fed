//! What a test can choose about the mock.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// A leaky bucket for the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per window with an API key.
    pub api_key: u32,
    /// Requests per window with an access token.
    pub access_token: u32,
    /// The time in which a full bucket runs empty.
    pub window: Duration,
}

impl RateLimit {
    /// As the vendor documents it: 40 requests in 20 seconds with a key, 80 with a token.
    pub const fn documented() -> Self {
        Self {
            api_key: 40,
            access_token: 80,
            window: Duration::from_secs(20),
        }
    }
}

/// The facts that no public source settles and that are played the other way, by their ids in
/// `host-test/src/cli/verify/facts.json`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refuted(Vec<String>);

impl From<&[&str]> for Refuted {
    fn from(facts: &[&str]) -> Self {
        Self(facts.iter().map(|fact| (*fact).to_owned()).collect())
    }
}

impl Options {
    /// Whether this fact is played the other way.
    pub fn refutes(&self, fact: &str) -> bool {
        self.refuted.0.iter().any(|refuted| refuted == fact)
    }
}

/// Builds a [`Mock`](crate::Mock) that differs from the default. Made by
/// [`Mock::builder`](crate::Mock::builder).
#[derive(Clone, Debug, Default)]
pub struct MockBuilder {
    pub(crate) options: Options,
}

/// For each option: the builder's method with its argument, the type that is kept, the default.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident($given:ty): $kept:ty = $default:expr;)*) => {
        /// Everything that can be chosen.
        #[derive(Clone, Debug)]
        pub(crate) struct Options {
            $(pub $name: $kept,)*
        }

        impl Default for Options {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl MockBuilder {
            $($(#[$doc])* pub fn $name(mut self, $name: $given) -> Self {
                self.options.$name = $name.into();
                self
            })*
        }
    };
}

options! {
    /// The API's address. Default: a free port on 127.0.0.1.
    listen(SocketAddr): SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
    /// The agent's email. Default: `agent@acme.test`.
    email(&str): String = "agent@acme.test".into();
    /// The agent's API key. Default: `mock-api-key`.
    api_key(&str): String = "mock-api-key".into();
    /// The bearer token. Default: `mock-access-token`.
    access_token(&str): String = "mock-access-token".into();
    /// The account's request budget. Default: none, so that tests need not wait.
    rate_limit(RateLimit): Option<RateLimit> = None;
    /// Facts of `facts.json` that this mock plays the other way. Default: none.
    refuted(&[&str]): Refuted = Refuted::default();
    /// Whether the credentials may only read; everything else is 403 then. Default: false.
    read_only(bool): bool = false;
    /// The largest request body in bytes; more answers 413. Default: 10 MiB (the vendor names no
    /// number).
    upload_limit(usize): usize = 10 << 20;
    /// A pause before each answer. Default: none.
    latency(Duration): Duration = Duration::ZERO;
    /// How many customers the shop has. Default: 40.
    customers(usize): usize = 40;
}

impl MockBuilder {
    /// The agent's email and API key.
    pub fn credentials(self, email: &str, api_key: &str) -> Self {
        self.email(email).api_key(api_key)
    }
}
