//! What a test can choose about the mock.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::Mock;
use super::server;

/// The shape of a list's answer: the vendor's schema and the live API disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListShape {
    /// `{"object":"list","uri":…,"data":[…],"meta":{…}}`, as seen live.
    Envelope,
    /// `[…]`, as in the vendor's docs; without cursors.
    BareArray,
}

/// The shape of the answers without pages: bulk updates and a customer's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrapShape {
    /// `{"data":[…]}`, as seen live.
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

/// How many rows a page of a list may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRules {
    /// Without a `limit`.
    pub default: usize,
    /// The largest `limit`.
    pub max: usize,
}

impl PageRules {
    /// The vendor's docs: 30 rows, at most 100.
    pub const LISTS: Self = Self {
        default: 30,
        max: 100,
    };
    /// The vendor's docs on reporting statistics: 30 rows, at most 10,000.
    pub const REPORTING: Self = Self {
        default: 30,
        max: 10_000,
    };
}

/// Everything that can be chosen.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub listen: SocketAddr,
    pub files_listen: SocketAddr,
    pub email: String,
    pub api_key: String,
    pub access_token: String,
    pub rate_limit: Option<RateLimit>,
    pub pages: PageRules,
    pub lists: ListShape,
    pub wraps: WrapShape,
    pub bulk_values: BulkValues,
    pub upload_size: SizeForm,
    pub upload_limit: usize,
    pub legacy_statistics: bool,
    pub latency: Duration,
    pub customers: usize,
    pub keep_log: usize,
    pub keep_files: usize,
}

impl Default for Options {
    fn default() -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: any_port,
            files_listen: any_port,
            email: "agent@acme.test".into(),
            api_key: "mock-api-key".into(),
            access_token: "mock-access-token".into(),
            rate_limit: None,
            pages: PageRules::LISTS,
            lists: ListShape::Envelope,
            wraps: WrapShape::Data,
            bulk_values: BulkValues::LeaveOthers,
            upload_size: SizeForm::Number,
            upload_limit: 10 << 20,
            legacy_statistics: true,
            latency: Duration::ZERO,
            customers: 40,
            keep_log: 100_000,
            keep_files: 200,
        }
    }
}

/// Builds a [`Mock`] that differs from the default. Made by [`Mock::builder`].
#[derive(Clone, Debug, Default)]
pub struct MockBuilder {
    options: Options,
}

impl MockBuilder {
    /// The API's address. Default: a free port on 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.options.listen = address;
        self
    }

    /// The file host's address. Default: a free port on 127.0.0.1.
    pub fn files_listen(mut self, address: SocketAddr) -> Self {
        self.options.files_listen = address;
        self
    }

    /// The agent's email and API key. Default: `agent@acme.test` and `mock-api-key`.
    pub fn credentials(mut self, email: &str, api_key: &str) -> Self {
        self.options.email = email.into();
        self.options.api_key = api_key.into();
        self
    }

    /// The bearer token. Default: `mock-access-token`.
    pub fn access_token(mut self, token: &str) -> Self {
        self.options.access_token = token.into();
        self
    }

    /// The account's request budget. Default: none, so that tests need not wait.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.options.rate_limit = Some(limit);
        self
    }

    /// The page sizes of lists. Default: [`PageRules::LISTS`].
    pub fn pages(mut self, rules: PageRules) -> Self {
        self.options.pages = rules;
        self
    }

    /// The shape of lists. Default: [`ListShape::Envelope`].
    pub fn lists(mut self, shape: ListShape) -> Self {
        self.options.lists = shape;
        self
    }

    /// The shape of the answers without pages. Default: [`WrapShape::Data`].
    pub fn wraps(mut self, shape: WrapShape) -> Self {
        self.options.wraps = shape;
        self
    }

    /// What a bulk update does with unnamed fields. Default: [`BulkValues::LeaveOthers`].
    pub fn bulk_values(mut self, rule: BulkValues) -> Self {
        self.options.bulk_values = rule;
        self
    }

    /// How an upload's `size` is written. Default: [`SizeForm::Number`].
    pub fn upload_size(mut self, form: SizeForm) -> Self {
        self.options.upload_size = form;
        self
    }

    /// The largest request body in bytes; more answers 413. Default: 10 MiB (the vendor names no
    /// number).
    pub fn upload_limit(mut self, bytes: usize) -> Self {
        self.options.upload_limit = bytes;
        self
    }

    /// Whether the account has legacy statistics; one public client met an account where they
    /// answer 400. Default: true.
    pub fn legacy_statistics(mut self, exist: bool) -> Self {
        self.options.legacy_statistics = exist;
        self
    }

    /// A pause before each answer. Default: none.
    pub fn latency(mut self, pause: Duration) -> Self {
        self.options.latency = pause;
        self
    }

    /// How many customers the shop has. Default: 40.
    pub fn customers(mut self, count: usize) -> Self {
        self.options.customers = count;
        self
    }

    /// How many requests the log keeps, newest first to stay: at most as many as have 128 MiB of
    /// bodies. Default: 100,000.
    pub fn keep_log(mut self, requests: usize) -> Self {
        self.options.keep_log = requests;
        self
    }

    /// How many uploaded files are kept, newest first to stay. Default: 200.
    pub fn keep_files(mut self, files: usize) -> Self {
        self.options.keep_files = files;
        self
    }

    /// Binds both addresses and serves until the [`Mock`] is dropped.
    ///
    /// # Errors
    /// When an address cannot be bound.
    pub async fn start(self) -> anyhow::Result<Mock> {
        server::start(self.options).await
    }
}
