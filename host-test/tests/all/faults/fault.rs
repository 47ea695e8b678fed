//! Faults, where they strike, and what each class of tool makes of them: the table in `faults.json`.
//!
//! A fault gives one `answer` to every request, or one and `then_fine`: what becomes of a whole answer is
//! the client's doing, and shows without sockets. All others are a `place`, or a `server` that follows a
//! script: a list of steps for each request, of which the last repeats. A request is read before the first
//! step, unless that says otherwise. `expect` names classes of tools; the fault concerns no others.

use super::{
    class::Class,
    script::{self, Reply, Step},
};
use mock::faults::{Answer, Exchange};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

pub static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("faults.json")).expect("the faults have these fields")
});

/// Some faults with a heading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    pub faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub name: String,
    #[serde(default)]
    pub place: Place,
    pub answer: Option<Reply>,
    #[serde(default)]
    pub then_fine: bool,
    #[serde(default)]
    server: Vec<Vec<Step>>,
    /// `GORGIAS_TIMEOUT_SECONDS`
    #[serde(default = "four_seconds")]
    pub timeout: u64,
    /// `GORGIAS_MAX_RESPONSE_BYTES`, where it is not the default.
    pub limit: Option<usize>,
    /// How much content the tools send that send any; 0: a few bytes.
    #[serde(default)]
    pub megabytes: usize,
    /// Words in every error's message.
    #[serde(default)]
    pub says: String,
    expect: BTreeMap<String, Expect>,
}

fn four_seconds() -> u64 {
    4
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    #[default]
    Server,
    /// A server that is addressed with https.
    Tls,
    /// A port that nobody listens on.
    Refused,
    /// A port whose listener accepts nothing, and whose queue is full.
    Full,
    /// A name that does not resolve.
    NoName,
    /// A server that the sandbox does not grant.
    NotGranted,
}

/// The outcome of a fault for a tool. It does what it should, unless one of the first four says otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// It gives this instead.
    pub gives: Option<String>,
    /// It fails after its request has left, and nobody knows whether it was performed. The kind of error.
    fails: Option<String>,
    /// The server said that nothing was changed.
    refused: Option<String>,
    /// The request certainly never left.
    unsent: Option<String>,
    requests: Option<usize>,
    pub status: Option<u16>,
    /// The `retry-after-seconds`.
    pub wait: Option<u32>,
    /// Further words of the message.
    #[serde(default)]
    pub says: String,
}

impl Fault {
    /// Returns the outcome expected of a class, if the fault concerns it.
    pub fn expect(&self, class: Class) -> Option<&Expect> {
        let names_it = |names: &str| Class::named(names).contains(&class);
        let mut named = self.expect.iter().filter(|(names, _)| names_it(names));
        let (_, expect) = named.next()?;
        assert!(named.next().is_none(), "{}: {class:?} twice", self.name);
        Some(expect)
    }

    /// Lists the classes that it concerns.
    pub fn classes(&self) -> impl Iterator<Item = Class> {
        let concerned = |class: &Class| self.expect(*class).is_some();
        Class::ALL.into_iter().filter(concerned)
    }

    /// Lists the kinds of error that are expected.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.expect.values().filter_map(Expect::kind)
    }

    /// Tells whether it shows only with the packed component and a socket.
    pub fn takes_sockets(&self) -> bool {
        self.answer.is_none()
    }

    /// Tells whether megabytes pass through the plugin.
    pub fn is_heavy(&self) -> bool {
        self.megabytes > 0 || self.limit.is_some_and(|limit| limit > 1 << 20)
    }

    /// When a call has to have ended.
    pub fn bound(&self) -> Duration {
        // Megabytes take a busy machine longer than their deadline.
        Duration::from_secs(self.timeout + if self.is_heavy() { 3 } else { 1 })
    }

    /// Returns what the server does with the requests of a tool that hopes for this answer.
    pub fn script(&self, fine: &Answer) -> Vec<Exchange> {
        self.server
            .iter()
            .map(|steps| script::exchange(steps, fine))
            .collect()
    }
}

impl Expect {
    /// Returns the kind of error, if it is one.
    pub fn kind(&self) -> Option<&str> {
        let kind = self.fails.as_ref().or(self.refused.as_ref());
        kind.or(self.unsent.as_ref()).map(String::as_str)
    }

    /// Tells whether the request may have left.
    pub fn is_sent(&self) -> bool {
        self.unsent.is_none()
    }

    /// Tells whether a change may have been made although it failed, which the message then says.
    pub fn may_be_done(&self) -> bool {
        self.fails.is_some()
    }

    /// Returns how many requests reach the misbehaving server.
    pub fn requests(&self) -> usize {
        self.requests.unwrap_or(usize::from(self.is_sent()))
    }
}
