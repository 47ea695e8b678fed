//! The pace of calls: when most of the account's budget is used up, they wait a little, so that people
//! and other programs keep their share.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::{cell::RefCell, time::Duration};
use gorgias_customers::transport::Instant;

/// How long Gorgias takes to give back a whole budget: 40 or 80 calls in 20 seconds, as documented.
const WINDOW: Duration = Duration::from_secs(20);
/// How many accounts are kept in mind.
const MAX_ACCOUNTS: usize = 64;

/// The known budgets of accounts.
#[derive(Default)]
pub struct Pace {
    /// By connection, which is empty where there are none: when its next call may go out.
    next: RefCell<Vec<(String, Instant)>>,
}

impl Pace {
    /// Takes note of what an answer said: `used` calls of `limit`.
    pub fn note(&self, connection: &str, now: Instant, used: u32, limit: u32) {
        let mut next = self.next.borrow_mut();
        next.retain(|(id, then)| id != connection && *then > now);
        let wait = wait(used, limit);
        if !wait.is_zero() && next.len() < MAX_ACCOUNTS {
            next.push((connection.to_owned(), Instant(now.0.saturating_add(wait))));
        }
    }

    /// Returns how long a call waits, and lets the one after it wait a little longer.
    pub fn wait(&self, connection: &str, now: Instant) -> Duration {
        let mut next = self.next.borrow_mut();
        let Some((_, then)) = next.iter_mut().find(|(id, _)| id == connection) else {
            return Duration::ZERO;
        };
        let wait = now.until(*then);
        *then = Instant(then.0.max(now.0).saturating_add(STEP));
        wait
    }
}

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(6);
/// How far calls that wait at the same time are apart: as far as calls that a budget of 40 allows.
const STEP: Duration = Duration::from_millis(500);

/// Returns how long it takes until three quarters of the budget are used again; nothing as long as
/// they are not.
pub fn wait(used: u32, limit: u32) -> Duration {
    let kept = u64::from(limit) * 3 / 4;
    let above = u64::from(used.min(limit));
    match above >= kept && limit > 0 {
        true => (WINDOW * (above - kept + 1) as u32 / limit).min(LONGEST),
        false => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(milliseconds: u64) -> Instant {
        Instant(Duration::from_millis(milliseconds))
    }

    #[test]
    fn calls_wait_from_three_quarters_of_the_budget_on() {
        for (used, limit, milliseconds) in [
            (0, 40, 0),
            (29, 40, 0),
            (30, 40, 500),
            (35, 40, 3000),
            (40, 40, 5500),
            (80, 80, 5250),
            (1000, 40, 5500),
            (0, 0, 0),
            (7, 0, 0),
            (1, 1, 6000),
        ] {
            assert_eq!(
                wait(used, limit),
                Duration::from_millis(milliseconds),
                "{used}/{limit}"
            );
        }
    }

    #[test]
    fn the_wait_is_that_of_the_connection_and_ends_with_time() {
        let pace = Pace::default();
        pace.note("a", at(1000), 40, 40);
        assert_eq!(pace.wait("b", at(1000)), Duration::ZERO);
        assert_eq!(pace.wait("a", at(2000)), Duration::from_millis(4500));
        // The next one does not go out at the same moment.
        assert_eq!(pace.wait("a", at(2000)), Duration::from_millis(5000));
        assert_eq!(pace.wait("a", at(9000)), Duration::ZERO);
        pace.note("a", at(9000), 30, 40);
        pace.note("a", at(9001), 10, 40);
        assert_eq!(pace.wait("a", at(9001)), Duration::ZERO);
    }
}
