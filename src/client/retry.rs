//! Whether to try again, and when: a pure function of facts.

use super::transport::Cause;
use core::time::Duration;

/// How often a call is tried at most. Enough to ride out a restart or a full bucket of the rate
/// limit, few enough not to add to an outage.
pub const MAX_TRIES: u32 = 4;
/// The time that the next try has at least.
const MIN_RESERVE: Duration = Duration::from_secs(1);

/// How a try ended, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered with this status.
    Status(u16),
    /// There was no answer, or its body did not end.
    Failed {
        /// The cause of the failure.
        cause: Cause,
        /// False when certainly no byte of the request left.
        sent: bool,
    },
}

impl Outcome {
    /// Returns the status of the response, where there was a whole one.
    pub fn status(self) -> Option<u16> {
        match self {
            Outcome::Status(status) => Some(status),
            Outcome::Failed { .. } => None,
        }
    }

    /// Tells whether the server may have performed what was asked, in spite of how the try ended.
    pub fn may_be_done(self) -> bool {
        match self {
            Outcome::Status(status) => status >= 500,
            Outcome::Failed { sent, .. } => sent,
        }
    }
}

/// The facts known when a try has ended.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Whether sending the request twice does no more than sending it once.
    pub repeatable: bool,
    /// How the try ended.
    pub outcome: Outcome,
    /// The wait that the server asked for, where it did.
    pub retry_after: Option<Duration>,
    /// How many tries there have been, this one included.
    pub tries: u32,
    /// The time left for the call.
    pub left: Duration,
    /// How long the try took.
    pub took: Duration,
    /// Any number, to keep clients that failed together from coming back together.
    pub jitter: u32,
}

/// Returns how long to wait before the next try; none to give up.
///
/// A 429 was not performed (the vendor's docs), so it is repeated whatever the method. So is what
/// never left. All else is repeated only where twice is the same as once.
pub fn wait_before_next(facts: &Facts) -> Option<Duration> {
    let again = match facts.outcome {
        Outcome::Status(429) => true,
        Outcome::Status(502..=504) => facts.repeatable,
        Outcome::Status(_) => false,
        Outcome::Failed { cause, sent } => match cause {
            Cause::Connect | Cause::Dns | Cause::Broken => facts.repeatable || !sent,
            Cause::TimedOut | Cause::Denied | Cause::Tls | Cause::Refused => false,
        },
    };
    if !again || facts.tries >= MAX_TRIES {
        return None;
    }
    // A `Retry-After` of zero says nothing: clients back off as if it were missing.
    let wait = match facts.retry_after {
        Some(asked) if !asked.is_zero() => asked,
        _ => backoff(facts),
    };
    // Without time to see the answer, a safe refusal would become a change that may have been made.
    let reserve = facts.took.max(MIN_RESERVE);
    (wait.saturating_add(reserve) < facts.left).then_some(wait)
}

/// Returns 1, 2, 4 s after a response that asks to come back later, a quarter of that after a broken
/// connection, each with up to a quarter more.
fn backoff(facts: &Facts) -> Duration {
    let first = match facts.outcome {
        Outcome::Status(_) => 1000,
        Outcome::Failed { .. } => 250,
    };
    let base = first << facts.tries.saturating_sub(1).min(4);
    Duration::from_millis(u64::from(base + facts.jitter % (base / 4)))
}
