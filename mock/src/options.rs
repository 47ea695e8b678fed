//! Holds what a test can choose about the mock.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// The agent's email.
pub const EMAIL: &str = "agent@acme.test";

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
    /// Allows what the vendor documents: 40 requests in 20 seconds with a key, 80 with a token.
    pub const fn documented() -> Self {
        let window = Duration::from_secs(20);
        let (api_key, access_token) = (40, 80);
        Self {
            api_key,
            access_token,
            window,
        }
    }
}

/// Builds a [`Mock`](crate::Mock) that differs from the default. Made by
/// [`Mock::builder`](crate::Mock::builder).
#[derive(Clone, Debug, Default)]
pub struct MockBuilder {
    pub(crate) options: Options,
    pub(crate) alternatives: Vec<String>,
}

/// Takes for each option the builder's method, what it is given, what is kept, and the default.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident($given:ty): $kept:ty = $default:expr;)*) => {
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
    /// Listens on this address. Default: a free port on 127.0.0.1.
    listen(SocketAddr): SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
    /// Sets the agent's API key. Default: `mock-api-key`.
    api_key(&str): String = "mock-api-key".into();
    /// Sets the bearer token. Default: `mock-access-token`.
    access_token(&str): String = "mock-access-token".into();
    /// Limits the account's requests. Default: none, so that tests need not wait.
    rate_limit(RateLimit): Option<RateLimit> = None;
    /// Forbids all that changes anything, with 403. Default: false.
    read_only(bool): bool = false;
    /// Waits so long before each answer. Default: not at all.
    delay(Duration): Duration = Duration::ZERO;
    /// Fills the shop with so many customers. Default: 40.
    customers(usize): usize = 40;
}

impl MockBuilder {
    /// Limits the requests as the vendor documents it.
    pub fn documented(self) -> Self {
        self.rate_limit(RateLimit::documented())
    }

    /// Plays these open facts the other way; [`alternatives`](crate::alternatives) has their ids.
    pub fn play_alternatives<T: AsRef<str>>(mut self, facts: &[T]) -> Self {
        self.alternatives = facts.iter().map(|fact| fact.as_ref().to_owned()).collect();
        self
    }
}
