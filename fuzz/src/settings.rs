//! Environments, good ones and bad ones.

use arbitrary::{Result, Unstructured};
use gorgias_customers::{config::Settings, error::Dialect, url::is_loopback};
use std::time::Duration;

/// Stands in no message of the plugin's own.
const MARK: &str = "qzx";

/// The variables, each with a value that is fine by itself.
const VARIABLES: [(&str, &str); 9] = [
    ("GORGIAS_DOMAIN", "acme"),
    ("GORGIAS_BASE_URL", "http://127.0.0.1:8080"),
    ("GORGIAS_EMAIL", "ada@shop.test"),
    ("GORGIAS_API_KEY", "qzx-0123456789"),
    ("GORGIAS_ACCESS_TOKEN", "qzx-0123456789"),
    ("GORGIAS_AUTH", "host"),
    ("GORGIAS_ACCESS", "read-only"),
    ("GORGIAS_TIMEOUT_SECONDS", "30"),
    ("GORGIAS_MAX_RESPONSE_BYTES", "1024"),
];

/// Generates an environment: often a complete one, with up to six variables added or doubled.
pub fn environment(u: &mut Unstructured) -> Result<Vec<(String, String)>> {
    let mut environment = Vec::new();
    if u.ratio(1, 2)? {
        for (name, good) in [VARIABLES[0], VARIABLES[2], VARIABLES[3]] {
            environment.push((name.to_owned(), good.to_owned()));
        }
    }
    for _ in 0..u.int_in_range(0..=6)? {
        let (name, good) = *u.choose(&VARIABLES)?;
        let middle = *u.choose(&[good, good, MARK, "", ".gorgias.com", "@"])?;
        let value = match u.ratio(1, 3)? {
            true => good.to_owned(),
            false => format!("{}{middle}{}", text(u)?, text(u)?),
        };
        environment.push((name.to_owned(), value));
    }
    Ok(environment)
}

/// Up to 15 bytes of text.
fn text<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    let length = u.int_in_range(0..=15)?.min(u.len());
    Ok(match std::str::from_utf8(u.bytes(length)?) {
        Ok(text) => text,
        Err(_) => "http://user@",
    })
}

/// Reads an environment: it is refused without a word of its values, or leads to Gorgias or to this
/// machine with a header that can be sent.
///
/// # Panics
///
/// When it does not.
pub fn check(environment: Vec<(String, String)>) {
    match Settings::read(environment) {
        Err(error) => {
            let message = error.message(&Dialect::TYPED);
            assert!(message.len() < 4096);
            assert!(!message.contains(MARK), "{message}");
            assert!(!error.request_sent && error.details.is_none());
        }
        Ok(settings) => {
            let authority = &settings.origin.authority;
            let is_name =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
            assert!(match settings.origin.https {
                true => authority.ends_with(".gorgias.com") && authority.chars().all(is_name),
                false => is_loopback(authority),
            });
            let header = settings.authorization.unwrap_or_default();
            assert!(header.bytes().all(|b| b == b' ' || b.is_ascii_graphic()));
            assert!((1024..=256 << 20).contains(&settings.max_response));
            let hour = Duration::from_secs(3600);
            assert!(settings.timeout >= Duration::from_secs(1) && settings.timeout <= hour);
        }
    }
}
