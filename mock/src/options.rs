//! What a test can choose about the mock.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// The shape of a list's answer: the vendor's schema and public recordings disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListShape {
    /// `{"object":"list","uri":…,"data":[…],"meta":{…}}`, as in public recordings.
    Envelope,
    /// `[…]`, as in the vendor's docs; without cursors.
    BareArray,
}

/// The shape of the answers without pages: bulk updates and a customer's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrapShape {
    /// `{"data":[…]}`, as in public recordings.
    Data,
    /// `[…]`, as in the vendor's docs.
    BareArray,
}

/// What the bulk update of a customer's values does with the fields it does not name. Public
/// clients contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkValues {
    /// They keep their values.
    LeaveOthers,
    /// They lose their values.
    ReplaceAll,
}

/// How an upload's `size` is written: documented as an integer, shown as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeForm {
    /// `784554`
    Number,
    /// `"784554"`
    Text,
}

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
    /// The shape of lists. Default: [`ListShape::Envelope`].
    lists(ListShape): ListShape = ListShape::Envelope;
    /// The shape of the answers without pages. Default: [`WrapShape::Data`].
    wraps(WrapShape): WrapShape = WrapShape::Data;
    /// What a bulk update does with unnamed fields. Default: [`BulkValues::LeaveOthers`].
    bulk_values(BulkValues): BulkValues = BulkValues::LeaveOthers;
    /// How an upload's `size` is written. Default: [`SizeForm::Number`].
    upload_size(SizeForm): SizeForm = SizeForm::Number;
    /// The largest request body in bytes; more answers 413. Default: 10 MiB (the vendor names no
    /// number).
    upload_limit(usize): usize = 10 << 20;
    /// Whether the account has legacy statistics; one public client met an account where they
    /// answer 400. Default: true.
    legacy_statistics(bool): bool = true;
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
