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
    seen: Option<(f64, f64, Instant)>,
}

impl Pace {
    /// With this window. The vendor documents 20 seconds, and 10 for enterprise accounts; answers
    /// do not say which.
    pub fn new(window: Duration) -> Self {
        Self { window, seen: None }
    }

    /// Notes an answer's header.
    pub fn note(&mut self, header: &str, at: Instant) {
        let numbers = header.split_once('/').and_then(|(used, limit)| {
            let limit: u32 = limit.trim().parse().ok()?;
            Some((used.trim().parse::<u32>().ok()?, limit.max(1)))
        });
        if let Some((used, limit)) = numbers {
            self.seen = Some((used.into(), limit.into(), at));
        }
    }

    /// The bucket's size.
    pub fn limit(&self) -> Option<u32> {
        self.seen.map(|(_, limit, _)| limit as u32)
    }

    /// How long to wait before the next request.
    pub fn wait(&self, now: Instant) -> Duration {
        let Some((used, limit, at)) = self.seen else {
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
        let mut wait = |header: &str| {
            pace.note(header, at);
            pace.wait(at).as_millis()
        };
        assert_eq!(wait("1/40"), 0);
        assert_eq!(wait("20/40"), 0);
        assert_eq!(wait("21/40"), 500);
        assert_eq!(wait("40/40"), 10_000);
        assert_eq!(wait("3/5"), 4_000);
        assert_eq!(wait("1/1"), 0);
        // What cannot be read changes nothing.
        assert_eq!(wait("3/5"), wait("a lot"));
        assert_eq!(pace.wait(at + Duration::from_secs(3)).as_secs(), 1);
        assert_eq!(pace.wait(at + Duration::from_secs(9)), Duration::ZERO);
        assert_eq!(pace.limit(), Some(5));
    }
}
