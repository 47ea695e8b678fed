//! Who is asking.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::StatusCode;
use http::header::AUTHORIZATION;

use super::answer::Fault;
use super::options::Options;

/// What the caller showed. The rate limit depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    ApiKey,
    AccessToken,
}

/// # Errors
/// 401, with the body seen live.
pub fn check(headers: &HeaderMap, options: &Options) -> Result<Credential, Fault> {
    credential(headers, options)
        .ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "Unauthorized."))
}

fn credential(headers: &HeaderMap, options: &Options) -> Option<Credential> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = STANDARD.decode(secret).ok()?;
        let expected = format!("{}:{}", options.email, options.api_key);
        (decoded == expected.as_bytes()).then_some(Credential::ApiKey)
    } else if scheme.eq_ignore_ascii_case("bearer") {
        (secret == options.access_token).then_some(Credential::AccessToken)
    } else {
        None
    }
}
