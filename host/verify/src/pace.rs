//! How fast to ask: slower as the account's budget fills, so that it never runs out by this.

use std::time::{Duration, Instant};

/// `used/limit`, in every answer of the API.
pub const BUDGET: &str = "x-gorgias-account-api-call-limit";

/// The account's leaky bucket, as its answers tell of it. Up to half of it is used freely; from
/// then on only what runs out of it meanwhile, since other programs share it.
#[derive(Clone, Debug)]
pub struct Pace {
    /// The time in which a full bucket runs empty.
    window: Duration,
    /// Used, limit, when, and whether an answer said so.
    seen: Option<(f64, f64, Instant, bool)>,
}

impl Pace {
    /// Makes one with this window. The vendor documents 20 seconds, and 10 for enterprise accounts; answers
    /// do not say which.
    pub fn new(window: Duration) -> Self {
        Self { window, seen: None }
    }

    /// Notes an answer's header. As long as there is none, it is taken for the vendor's documented
    /// budget, half used up: two requests a second.
    pub fn note(&mut self, header: Option<&str>, at: Instant) {
        let Some(header) = header else {
            if self.seen.is_none_or(|(.., told)| !told) {
                self.seen = Some((21.0, 40.0, at, false));
            }
            return;
        };
        let numbers = header.split_once('/').and_then(|(used, limit)| {
            let limit: u32 = limit.trim().parse().ok()?;
            Some((used.trim().parse::<u32>().ok()?, limit.max(1)))
        });
        if let Some((used, limit)) = numbers {
            self.seen = Some((used.into(), limit.into(), at, true));
        }
    }

    /// Returns the bucket's size.
    pub fn limit(&self) -> Option<u32> {
        let told = self.seen.filter(|(.., told)| *told);
        told.map(|(_, limit, ..)| limit as u32)
    }

    /// Says how long to wait before the next request.
    pub fn wait(&self, now: Instant) -> Duration {
        let Some((used, limit, at, _)) = self.seen else {
            return Duration::ZERO;
        };
        let free = (limit / 2.0).floor().max(1.0);
        let over = (used - free).max(0.0);
        let until = at + self.window.mul_f64(over / limit);
        until.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_budget_is_free_and_the_rest_is_waited_for() {
        let at = Instant::now();
        let mut pace = Pace::new(Duration::from_secs(20));
        pace.note(None, at);
        assert_eq!((pace.wait(at).as_millis(), pace.limit()), (500, None));
        let mut wait = |header: &str| {
            pace.note(Some(header), at);
            pace.wait(at).as_millis()
        };
        assert_eq!(wait("1/40"), 0);
        assert_eq!(wait("20/40"), 0);
        assert_eq!(wait("21/40"), 500);
        assert_eq!(wait("40/40"), 10_000);
        assert_eq!(wait("3/5"), 4_000);
        assert_eq!(wait("1/1"), 0);
        // What cannot be read changes nothing, nor does an answer without it.
        assert_eq!(wait("3/5"), wait("a lot"));
        pace.note(None, at);
        assert_eq!(pace.wait(at + Duration::from_secs(3)).as_secs(), 1);
        assert_eq!(pace.wait(at + Duration::from_secs(9)), Duration::ZERO);
        assert_eq!(pace.limit(), Some(5));
    }
}
