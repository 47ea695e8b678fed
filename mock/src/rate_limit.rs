//! Tells who is asking, and how much that caller may ask.

use crate::{
    answer::ApiError,
    lock::lock,
    options::{Options, RateLimit},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, header::AUTHORIZATION};
use std::{sync::Mutex, time::Instant};

/// What the caller showed. The rate limit depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    ApiKey,
    AccessToken,
}

impl Credential {
    /// Returns which credential the headers hold; none when it is not the account's.
    pub fn read(headers: &HeaderMap, options: &Options) -> Option<Self> {
        let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("basic") {
            let expected = format!("{}:{}", options.email, options.api_key);
            let shown = STANDARD.decode(secret).ok()?;
            return (shown == expected.as_bytes()).then_some(Self::ApiKey);
        }
        let is_known = scheme.eq_ignore_ascii_case("bearer") && secret == options.access_token;
        is_known.then_some(Self::AccessToken)
    }

    fn capacity(self, limit: RateLimit) -> u32 {
        match self {
            Self::ApiKey => limit.api_key,
            Self::AccessToken => limit.access_token,
        }
    }
}

/// The account's leaky bucket: each request adds one, and time takes them out evenly.
#[derive(Debug)]
pub struct Bucket {
    limit: Option<RateLimit>,
    level: Mutex<(f64, Instant)>,
}

impl Bucket {
    pub fn new(limit: Option<RateLimit>) -> Self {
        Self {
            limit,
            level: Mutex::new((0.0, Instant::now())),
        }
    }

    /// Lets one request in.
    ///
    /// # Errors
    /// 429 with `Retry-After` when the bucket is full; the request is not counted.
    pub fn take(&self, credential: Credential, now: Instant) -> Result<(), ApiError> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let capacity = f64::from(credential.capacity(limit));
        let per_second = capacity / limit.window.as_secs_f64();
        let mut bucket = lock(&self.level);
        let passed = now.saturating_duration_since(bucket.1).as_secs_f64();
        let level = (bucket.0 - passed * per_second).max(0.0);
        *bucket = (level, now);
        if level + 1.0 > capacity {
            // A wait of less than a second would read as "at once".
            let wait = ((level + 1.0 - capacity) / per_second).ceil().max(1.0);
            return Err(ApiError::rate_limited(wait as u64));
        }
        bucket.0 = level + 1.0;
        Ok(())
    }

    /// Returns `used/limit`. Without a limit it stays the same, so that answers are repeatable.
    pub fn used(&self, credential: Option<Credential>) -> String {
        let credential = credential.unwrap_or(Credential::ApiKey);
        let capacity = credential.capacity(self.limit.unwrap_or(RateLimit::documented()));
        let used = self.limit.map_or(1.0, |_| lock(&self.level).0.ceil());
        format!("{used}/{capacity}")
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
        for _ in 0..40 {
            assert!(bucket.take(Credential::ApiKey, start).is_ok());
        }
        assert_eq!(bucket.used(Some(Credential::ApiKey)), "40/40");
        assert!(bucket.take(Credential::ApiKey, start).is_err());
        // Two requests a second.
        let later = start + Duration::from_secs(1);
        let taken = [(); 3].map(|()| bucket.take(Credential::ApiKey, later).is_ok());
        assert_eq!(taken, [true, true, false]);
        // A token has the larger bucket.
        assert!(bucket.take(Credential::AccessToken, later).is_ok());
    }
}
