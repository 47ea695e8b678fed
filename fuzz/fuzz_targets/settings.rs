//! Any environment is either read or refused, without a panic and without a word of its values.
#![no_main]

use gorgias_customers::config::Settings;
use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use std::time::Duration;

/// Stands in no message of the plugin's own.
const MARK: &str = "qzx";

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Name {
    Domain,
    BaseUrl,
    Email,
    ApiKey,
    AccessToken,
    Auth,
    Access,
    Timeout,
    MaxResponse,
}

impl Name {
    fn as_str(self) -> &'static str {
        match self {
            Name::Domain => "GORGIAS_DOMAIN",
            Name::BaseUrl => "GORGIAS_BASE_URL",
            Name::Email => "GORGIAS_EMAIL",
            Name::ApiKey => "GORGIAS_API_KEY",
            Name::AccessToken => "GORGIAS_ACCESS_TOKEN",
            Name::Auth => "GORGIAS_AUTH",
            Name::Access => "GORGIAS_ACCESS",
            Name::Timeout => "GORGIAS_TIMEOUT_SECONDS",
            Name::MaxResponse => "GORGIAS_MAX_RESPONSE_BYTES",
        }
    }

    /// A value that is fine by itself, so that the fuzzer gets past the first check.
    fn good(self) -> &'static str {
        match self {
            Name::Domain => "acme",
            Name::BaseUrl => "http://127.0.0.1:8080",
            Name::Email => "ada@shop.test",
            Name::ApiKey | Name::AccessToken => "qzx-0123456789",
            Name::Auth => "host",
            Name::Access => "read-only",
            Name::Timeout => "30",
            Name::MaxResponse => "1024",
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Good,
    Any(&'a str),
    Marked(&'a str, &'a str),
    AroundGood(&'a str, &'a str),
}

fuzz_target!(|input: Vec<(Name, Value)>| {
    let environment: Vec<(String, String)> = input
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Good => name.good().to_string(),
                Value::Any(text) => text.to_string(),
                Value::Marked(before, after) => format!("{before}{MARK}{after}"),
                Value::AroundGood(before, after) => format!("{before}{}{after}", name.good()),
            };
            (name.as_str().to_string(), value)
        })
        .collect();
    match Settings::read(environment) {
        Err(error) => {
            assert!(error.message.len() < 4096);
            assert!(!error.message.contains(MARK), "{}", error.message);
            assert!(!error.request_sent && error.details.is_none());
        }
        Ok(settings) => {
            let authority = &settings.origin.authority;
            let loopback = ["127.", "localhost", "[::1]"];
            assert!(match settings.origin.https {
                true => authority.ends_with(".gorgias.com"),
                false => loopback.iter().any(|start| authority.starts_with(start)),
            });
            assert!(authority.bytes().all(|byte| byte.is_ascii_graphic()));
            assert!(!authority.contains(['@', '/', '?', '#', '\\']));
            if let Some(authorization) = settings.authorization {
                assert!(
                    authorization
                        .bytes()
                        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
                );
            }
            assert!((1024..=256 << 20).contains(&settings.max_response));
            let hour = Duration::from_secs(3600);
            assert!(settings.timeout >= Duration::from_secs(1) && settings.timeout <= hour);
        }
    }
});
