//! The account's leaky bucket: each request adds one, and time takes them out evenly.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use http::HeaderValue;
use http::StatusCode;

use super::answer::Fault;
use super::auth::Credential;
use super::options::RateLimit;

/// The header that every answer has.
pub const USED: &str = "x-gorgias-account-api-call-limit";

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
    pub fn take(&self, credential: Credential, now: Instant) -> Result<(), Fault> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let capacity = f64::from(capacity(limit, credential));
        let per_second = capacity / limit.window.as_secs_f64();
        let mut bucket = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_duration_since(bucket.1).as_secs_f64();
        let level = (bucket.0 - passed * per_second).max(0.0);
        *bucket = (level, now);
        if level + 1.0 > capacity {
            // A wait of less than a second would read as "at once".
            let wait = ((level + 1.0 - capacity) / per_second).ceil().max(1.0) as u64;
            let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded.");
            return Err(fault.with_header("retry-after", HeaderValue::from(wait)));
        }
        bucket.0 = level + 1.0;
        Ok(())
    }

    /// `used/limit`. Without a limit it stays the same, so that answers are repeatable.
    pub fn used(&self, credential: Option<Credential>) -> HeaderValue {
        let limit = self.limit.unwrap_or(RateLimit::documented());
        let used = match self.limit {
            None => 1,
            Some(_) => {
                let level = self.level.lock().unwrap_or_else(PoisonError::into_inner).0;
                level.ceil() as u64
            }
        };
        let capacity = capacity(limit, credential.unwrap_or(Credential::ApiKey));
        HeaderValue::from_str(&format!("{used}/{capacity}"))
            .unwrap_or(HeaderValue::from_static("0/40"))
    }
}

fn capacity(limit: RateLimit, credential: Credential) -> u32 {
    match credential {
        Credential::ApiKey => limit.api_key,
        Credential::AccessToken => limit.access_token,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_full_bucket_refuses_and_runs_empty_evenly() {
        let bucket = Bucket::new(Some(RateLimit::documented()));
        let start = Instant::now();
        for _ in 0..40 {
            assert!(bucket.take(Credential::ApiKey, start).is_ok());
        }
        assert_eq!(bucket.used(Some(Credential::ApiKey)), "40/40");
        let refused = bucket.take(Credential::ApiKey, start).unwrap_err();
        let refused = refused.into_answer();
        assert_eq!(refused.status, 429);
        assert!(
            refused
                .headers
                .iter()
                .any(|(name, value)| name == "retry-after" && value == "1")
        );
        // Two requests a second.
        let later = start + Duration::from_secs(1);
        assert!(bucket.take(Credential::ApiKey, later).is_ok());
        assert!(bucket.take(Credential::ApiKey, later).is_ok());
        assert!(bucket.take(Credential::ApiKey, later).is_err());
        // A token has the larger bucket.
        assert!(bucket.take(Credential::AccessToken, later).is_ok());
    }
}
