//! Tells who is asking, and how much that caller may ask.

use crate::{
    answer::{self, ApiError},
    lock::lock,
    options::{EMAIL, Options, RateLimit},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderMap,
    header::{AUTHORIZATION, RETRY_AFTER},
};
use std::{sync::Mutex, time::Instant};

/// Returns how many requests the caller has in a window; none without the account's credentials.
pub fn allowance(headers: &HeaderMap, options: &Options) -> Option<u32> {
    let limit = options.rate_limit.unwrap_or(RateLimit::documented());
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        let shown = STANDARD.decode(secret).ok()?;
        let expected = format!("{EMAIL}:{}", options.api_key);
        return (shown == expected.as_bytes()).then_some(limit.api_key);
    }
    let is_known = scheme.eq_ignore_ascii_case("bearer") && secret == options.access_token;
    is_known.then_some(limit.access_token)
}

/// The account's leaky bucket: each request adds one, and time takes them out evenly.
#[derive(Debug)]
pub struct Bucket {
    limit: Option<RateLimit>,
    level: Mutex<(f64, Instant)>,
}

impl Bucket {
    pub fn new(limit: Option<RateLimit>) -> Self {
        let level = Mutex::new((0.0, Instant::now()));
        Self { limit, level }
    }

    /// Lets one request in.
    ///
    /// # Errors
    /// 429 with `Retry-After` when the bucket is full; the request is not counted.
    pub fn take(&self, allowance: u32, now: Instant) -> Result<(), ApiError> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let capacity = f64::from(allowance);
        let per_second = capacity / limit.window.as_secs_f64();
        let mut bucket = lock(&self.level);
        let passed = now.saturating_duration_since(bucket.1).as_secs_f64();
        let level = (bucket.0 - passed * per_second).max(0.0) + 1.0;
        if level > capacity {
            // The vendor documents the headers, not the body. A wait of less than a second would
            // read as "at once".
            let error = ApiError::new(429, "Rate limit exceeded.");
            let wait = ((level - capacity) / per_second).ceil().max(1.0);
            return Err(answer::header(*error.0, RETRY_AFTER, &wait.to_string()).into());
        }
        *bucket = (level, now);
        Ok(())
    }

    /// Returns `used/limit`. Without a limit it stays the same, so that answers are repeatable.
    pub fn used(&self, allowance: Option<u32>) -> String {
        let documented = self.limit.unwrap_or(RateLimit::documented());
        let used = self.limit.map_or(1.0, |_| lock(&self.level).0.ceil());
        format!("{used}/{}", allowance.unwrap_or(documented.api_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_full_bucket_refuses_and_runs_empty_evenly() {
        let bucket = Bucket::new(Some(RateLimit::documented()));
        let start = Instant::now();
        assert!((0..40).all(|_| bucket.take(40, start).is_ok()));
        assert_eq!(bucket.used(Some(40)), "40/40");
        let refused = bucket.take(40, start).unwrap_err();
        assert_eq!(refused.0.headers()["retry-after"], "1");
        // Two requests a second.
        let later = start + Duration::from_secs(1);
        let taken = [(); 3].map(|()| bucket.take(40, later).is_ok());
        assert_eq!(taken, [true, true, false]);
        // A token has the larger bucket.
        assert!(bucket.take(80, later).is_ok());
    }
}
