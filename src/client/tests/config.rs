use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    client::config::*,
    testing::{Error, spelled},
};
use std::{collections::HashSet, time::Duration};

type Pairs<'a> = &'a [(&'a str, &'a str)];

const DOMAIN: (&str, &str) = ("GORGIAS_DOMAIN", "acme");
const EMAIL: (&str, &str) = ("GORGIAS_EMAIL", "ada@shop.test");
const KEY: (&str, &str) = ("GORGIAS_API_KEY", "key-0123456789");
const TOKEN: (&str, &str) = ("GORGIAS_ACCESS_TOKEN", "token-0123456789");
const HOST: (&str, &str) = ("GORGIAS_AUTH", "host");

fn read(pairs: Pairs) -> Result<Settings, Error> {
    Settings::read(
        pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
    )
    .map_err(spelled)
}

fn good(extra: Pairs) -> Settings {
    let mut pairs = vec![DOMAIN, EMAIL, KEY];
    pairs.extend(extra);
    match read(&pairs) {
        Ok(settings) => settings,
        Err(error) => panic!("{}", error.message),
    }
}

/// The message of a refusal, which names the variable and shows no value.
fn refused(pairs: Pairs, variable: &str) -> String {
    let error = read(pairs)
        .err()
        .unwrap_or_else(|| panic!("{pairs:?} pass"));
    assert_eq!(error.kind, ErrorKind::NotConfigured);
    assert!(!error.request_sent);
    let start = format!("The environment variable {variable} ");
    assert!(error.message.starts_with(&start), "{}", error.message);
    error.message.clone()
}

#[test]
fn defaults_hold_where_nothing_is_set() {
    let settings = good(&[]);
    assert!(settings.origin.https);
    assert_eq!(settings.origin.authority, "acme.gorgias.com");
    assert_eq!(settings.access, Access::NoDelete);
    assert_eq!(settings.timeout, Duration::from_secs(30));
    assert_eq!(settings.max_response, 8 << 20);
}

#[test]
fn empty_and_blank_variables_count_as_absent() {
    let settings = good(&[
        ("GORGIAS_ACCESS_TOKEN", ""),
        ("GORGIAS_AUTH", "  "),
        ("GORGIAS_ACCESS", "\n"),
        ("GORGIAS_TIMEOUT_SECONDS", ""),
        ("GORGIAS_BASE_URL", "\t "),
    ]);
    assert_eq!(settings.access, Access::NoDelete);
}

#[test]
fn values_are_trimmed() {
    let settings = read(&[
        ("GORGIAS_DOMAIN", " acme\n"),
        EMAIL,
        ("GORGIAS_API_KEY", " key-0123456789\r\n"),
    ]);
    let authorization = settings.ok().unwrap().authorization.unwrap();
    assert_eq!(
        authorization,
        "Basic YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ=="
    );
}

#[test]
fn accounts_are_named_in_several_ways() {
    for domain in [
        "acme",
        "ACME",
        "acme.gorgias.com",
        "Acme.Gorgias.Com",
        "https://acme.gorgias.com",
        "HTTPS://acme.gorgias.com/",
        "acme.gorgias.com/",
        "https://acme.gorgias.com/app/customer/7?tab=a#b",
        "acme.gorgias.com:443",
        "acme.gorgias.com.",
    ] {
        let settings = read(&[("GORGIAS_DOMAIN", domain), EMAIL, KEY])
            .ok()
            .unwrap();
        assert_eq!(settings.origin.authority, "acme.gorgias.com", "{domain}");
        assert!(settings.origin.https);
    }
    let longest = "a".repeat(63);
    for domain in ["a", "a-1", "1", longest.as_str()] {
        assert!(
            read(&[("GORGIAS_DOMAIN", domain), EMAIL, KEY]).is_ok(),
            "{domain}"
        );
    }
}

#[test]
fn what_was_pasted_with_more_than_the_value_is_named() {
    for (value, problem) in [
        ("\"key-0123456789\"", "quotation marks"),
        ("Basic YWRhQHNob3A6a2V5", "begins with"),
        ("Authorization: Basic YWRh", "whole header"),
        ("${input:GORGIAS_API_KEY}", "should have replaced"),
        ("<your-api-key>", "placeholder"),
        ("key-\u{200b}0123456789", "invisible"),
        ("key 0123456789", "space"),
    ] {
        let message = refused(
            &[DOMAIN, EMAIL, ("GORGIAS_API_KEY", value)],
            "GORGIAS_API_KEY",
        );
        assert!(
            message.contains(problem) && !message.contains("0123456789"),
            "{message}"
        );
        let message = refused(
            &[DOMAIN, ("GORGIAS_ACCESS_TOKEN", value)],
            "GORGIAS_ACCESS_TOKEN",
        );
        assert!(message.contains(problem), "{message}");
    }
    for email in ["Ada <ada@shop.test>", "<your@email>", "'ada@shop.test'"] {
        refused(&[DOMAIN, ("GORGIAS_EMAIL", email), KEY], "GORGIAS_EMAIL");
    }
}

#[test]
fn domains_that_lead_elsewhere_are_refused() {
    let too_long = "a".repeat(64);
    let mut messages = HashSet::new();
    for domain in [
        "acme.gorgias.com.evil.test",
        "evil.test",
        "evil.test/acme",
        "evil.test/.gorgias.com",
        "evil.test#.gorgias.com",
        "evil.test?.gorgias.com",
        "user@evil.test",
        "user@acme.gorgias.com",
        "acme.gorgias.com:8443@evil.test",
        "acme.gorgias.com:8443",
        "http://acme.gorgias.com",
        "ftp://acme.gorgias.com",
        "https://https://acme.gorgias.com",
        "//acme.gorgias.com",
        "acme.gorgias.com.gorgias.com",
        "a.b.gorgias.com",
        ".gorgias.com",
        "gorgias.com",
        "-acme",
        "acme-",
        "ac me",
        "ac_me",
        "acm\u{e9}",
        "\u{212a}elvin",
        "acme%2egorgias",
        "acme\\evil",
        "ac\0me",
        "acme\r\nx",
        "acme\u{85}",
        "[::1]",
        "127.0.0.1",
        &too_long,
    ] {
        let pairs = [("GORGIAS_DOMAIN", domain), EMAIL, KEY];
        messages.insert(refused(&pairs, "GORGIAS_DOMAIN"));
    }
    // That it is no account's name, or holds a control character: the value does not matter.
    assert_eq!(messages.len(), 2);
}

#[test]
fn base_urls_lead_to_gorgias_or_to_this_machine() {
    for (url, https, authority) in [
        ("https://acme.gorgias.com", true, "acme.gorgias.com"),
        ("https://acme.gorgias.com/", true, "acme.gorgias.com"),
        ("https://a.b.gorgias.com", true, "a.b.gorgias.com"),
        ("http://127.0.0.1:8080", false, "127.0.0.1:8080"),
        ("http://localhost:1/", false, "localhost:1"),
        ("http://[::1]:8080", false, "[::1]:8080"),
    ] {
        let origin = read(&[("GORGIAS_BASE_URL", url), EMAIL, KEY])
            .ok()
            .unwrap()
            .origin;
        assert_eq!(
            (origin.https, origin.authority.as_str()),
            (https, authority)
        );
    }
    let mut messages = HashSet::new();
    for url in [
        "acme.gorgias.com",
        "http://acme.gorgias.com",
        "https://gorgias.com",
        "https://.gorgias.com",
        "https://evil.test",
        "https://gorgias.com.evil.test",
        "https://evilgorgias.com",
        "https://evil.test/.gorgias.com",
        "https://user@acme.gorgias.com",
        "https://acme.gorgias.com:8443",
        "https://acme.gorgias.com/api",
        "https://acme..gorgias.com",
        "http://127.0.0.1:80/api",
        "http://127.0.0.1@evil.test",
        "http://127.0.0.1:80@evil.test",
        "http://10.0.0.1",
        "http://localhost.evil.test",
        "https://127.0.0.1",
        "ftp://127.0.0.1",
        "http://",
        "http://127.0.0.1?x",
    ] {
        let pairs = [("GORGIAS_BASE_URL", url), EMAIL, KEY];
        messages.insert(refused(&pairs, "GORGIAS_BASE_URL"));
    }
    assert_eq!(messages.len(), 1, "a value changes the message");
    refused(
        &[DOMAIN, ("GORGIAS_BASE_URL", "http://localhost"), EMAIL, KEY],
        "GORGIAS_BASE_URL",
    );
}

#[test]
fn a_missing_account_is_named_first() {
    let message = refused(&[], "GORGIAS_DOMAIN");
    assert!(message.contains("is not set"));
}

#[test]
fn there_are_three_ways_to_sign_in() {
    let basic = good(&[]).authorization.unwrap();
    assert_eq!(basic, "Basic YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ==");
    let bearer = read(&[DOMAIN, TOKEN]).ok().unwrap();
    assert_eq!(bearer.authorization.unwrap(), "Bearer token-0123456789");
    // The email alone says nothing, and templates often set it.
    assert!(read(&[DOMAIN, EMAIL, TOKEN]).is_ok());
    assert_eq!(read(&[DOMAIN, HOST]).ok().unwrap().authorization, None);
}

#[test]
fn credentials_are_whole_and_of_one_kind() {
    for (pairs, variable) in [
        (&[DOMAIN][..], "GORGIAS_API_KEY"),
        (&[DOMAIN, EMAIL], "GORGIAS_API_KEY"),
        (&[DOMAIN, KEY], "GORGIAS_EMAIL"),
        (&[DOMAIN, KEY, TOKEN], "GORGIAS_ACCESS_TOKEN"),
        (&[DOMAIN, EMAIL, KEY, TOKEN], "GORGIAS_ACCESS_TOKEN"),
        (&[DOMAIN, EMAIL, KEY, HOST], "GORGIAS_AUTH"),
        (&[DOMAIN, TOKEN, HOST], "GORGIAS_AUTH"),
        (
            &[DOMAIN, EMAIL, KEY, ("GORGIAS_AUTH", "Host")],
            "GORGIAS_AUTH",
        ),
        (
            &[DOMAIN, EMAIL, KEY, ("GORGIAS_AUTH", "none")],
            "GORGIAS_AUTH",
        ),
        (&[DOMAIN, ("GORGIAS_EMAIL", "ada"), KEY], "GORGIAS_EMAIL"),
        (
            &[DOMAIN, ("GORGIAS_EMAIL", "a:b@shop.test"), KEY],
            "GORGIAS_EMAIL",
        ),
        (&[DOMAIN, ("GORGIAS_EMAIL", "a@b\nc"), KEY], "GORGIAS_EMAIL"),
        (
            &[DOMAIN, EMAIL, ("GORGIAS_API_KEY", "qzx-012")],
            "GORGIAS_API_KEY",
        ),
        (
            &[DOMAIN, EMAIL, ("GORGIAS_API_KEY", "key\r\nx: 0123456789")],
            "GORGIAS_API_KEY",
        ),
        (
            &[DOMAIN, ("GORGIAS_ACCESS_TOKEN", "qzx-012")],
            "GORGIAS_ACCESS_TOKEN",
        ),
        (
            &[DOMAIN, ("GORGIAS_ACCESS_TOKEN", "token with blanks")],
            "GORGIAS_ACCESS_TOKEN",
        ),
        (
            &[DOMAIN, ("GORGIAS_ACCESS_TOKEN", "tok\u{e9}n-0123456789")],
            "GORGIAS_ACCESS_TOKEN",
        ),
        (
            &[DOMAIN, ("GORGIAS_ACCESS_TOKEN", "token\0-0123456789")],
            "GORGIAS_ACCESS_TOKEN",
        ),
    ] {
        let message = refused(pairs, variable);
        for (_, value) in pairs.iter().filter(|(name, _)| !name.ends_with("AUTH")) {
            assert!(*value == "acme" || !message.contains(value), "{message}");
        }
    }
}

#[test]
fn doubled_variables_have_to_agree() {
    for (name, value) in [DOMAIN, EMAIL, KEY] {
        let twice = [DOMAIN, EMAIL, KEY, (name, value)];
        assert!(read(&twice).is_ok());
        let different = [DOMAIN, EMAIL, KEY, (name, "another-value@shop.test")];
        assert!(refused(&different, name).contains("twice"));
    }
}

#[test]
fn access_is_one_of_three() {
    for (value, access) in [
        ("full", Access::Full),
        ("no-delete", Access::NoDelete),
        ("read-only", Access::ReadOnly),
    ] {
        assert_eq!(good(&[("GORGIAS_ACCESS", value)]).access, access);
    }
    for value in ["Full", "readonly", "read_only", "none", "full,read-only"] {
        let pairs = [DOMAIN, EMAIL, KEY, ("GORGIAS_ACCESS", value)];
        assert!(!refused(&pairs, "GORGIAS_ACCESS").contains(&format!("`{value}`")));
    }
}

#[test]
fn numbers_have_bounds() {
    for (name, least, most) in [
        ("GORGIAS_TIMEOUT_SECONDS", 1_u64, 3600_u64),
        ("GORGIAS_MAX_RESPONSE_BYTES", 1024, 256 << 20),
    ] {
        for value in [least, most] {
            good(&[(name, &value.to_string())]);
        }
        for value in [
            &(least - 1).to_string(),
            &(most + 1).to_string(),
            "-1",
            "1e3",
            "2000.5",
            "2 000",
            "2000s",
            "0x800",
            "\u{662}\u{660}\u{660}\u{660}",
            "99999999999999999999999",
            "NaN",
        ] {
            refused(&[DOMAIN, EMAIL, KEY, (name, value)], name);
        }
    }
    let settings = good(&[
        ("GORGIAS_TIMEOUT_SECONDS", "7"),
        ("GORGIAS_MAX_RESPONSE_BYTES", "2048"),
    ]);
    assert_eq!(settings.timeout, Duration::from_secs(7));
    assert_eq!(settings.max_response, 2048);
}
