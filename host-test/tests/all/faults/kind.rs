//! Error kinds by the names that they have in `wit/`.

use host::bindings::types::ErrorKind;

/// `rate-limited`, for example.
pub fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput => "invalid-input",
        ErrorKind::NotConfigured => "not-configured",
        ErrorKind::BlockedByPolicy => "blocked-by-policy",
        ErrorKind::Unauthorized => "unauthorized",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Merged => "merged",
        ErrorKind::Conflict => "conflict",
        ErrorKind::TooLarge => "too-large",
        ErrorKind::RateLimited => "rate-limited",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Network => "network",
        ErrorKind::Server => "server",
        ErrorKind::UnexpectedResponse => "unexpected-response",
    }
}
