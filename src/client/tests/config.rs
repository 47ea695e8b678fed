use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    client::config::*,
    testing::{Error, spelled},
};
use std::{collections::HashSet, time::Duration};

type Pair<'a> = (&'a str, &'a str);

const DOMAIN: Pair = ("GORGIAS_DOMAIN", "acme");
const EMAIL: Pair = ("GORGIAS_EMAIL", "ada@shop.test");
const KEY: Pair = ("GORGIAS_API_KEY", "key-0123456789");
const TOKEN: Pair = ("GORGIAS_ACCESS_TOKEN", "token-0123456789");
const HOST: Pair = ("GORGIAS_AUTH", "host");

fn read(pairs: &[Pair]) -> Result<Settings, Error> {
    let pairs = pairs.iter();
    let environment = pairs.map(|(name, value)| (name.to_string(), value.to_string()));
    Settings::read(environment.collect()).map_err(spelled)
}

/// Good settings with this one, in the place of what it stands for.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<Pair<'a>> {
    let replaced = match name {
        "GORGIAS_BASE_URL" => "GORGIAS_DOMAIN",
        "GORGIAS_ACCESS_TOKEN" => "GORGIAS_API_KEY",
        name => name,
    };
    let mut pairs = vec![DOMAIN, EMAIL, KEY];
    pairs.retain(|(name, _)| *name != replaced);
    pairs.push((name, value));
    pairs
}

fn good(name: &str, value: &str) -> Settings {
    read(&with(name, value)).unwrap_or_else(|error| panic!("{value:?}: {}", error.message))
}

/// Returns the message of a refusal, which names the variable and shows no value.
fn refused(pairs: &[Pair], variable: &str) -> String {
    let error = read(pairs).err();
    let error = error.unwrap_or_else(|| panic!("{pairs:?} pass"));
    assert_eq!(error.kind, ErrorKind::NotConfigured);
    assert!(!error.request_sent);
    let start = format!("The environment variable {variable} ");
    assert!(error.message.starts_with(&start), "{}", error.message);
    let credentials = ["GORGIAS_EMAIL", "GORGIAS_API_KEY", "GORGIAS_ACCESS_TOKEN"];
    for (_, value) in pairs.iter().filter(|pair| credentials.contains(&pair.0)) {
        assert!(!error.message.contains(value), "{}", error.message);
    }
    error.message
}

#[test]
fn defaults_hold_where_nothing_is_set() {
    let settings = read(&[DOMAIN, EMAIL, KEY]).ok().unwrap();
    assert!(settings.origin.https);
    assert_eq!(settings.origin.authority, "acme.gorgias.com");
    assert_eq!(settings.access, Access::NoDelete);
    assert_eq!(settings.timeout, Duration::from_secs(30));
    assert_eq!(settings.max_response, 8 << 20);
}

#[test]
fn empty_and_blank_variables_count_as_absent() {
    for (name, value) in [
        ("GORGIAS_ACCESS_TOKEN", ""),
        ("GORGIAS_AUTH", "  "),
        ("GORGIAS_ACCESS", "\n"),
        ("GORGIAS_TIMEOUT_SECONDS", ""),
        ("GORGIAS_BASE_URL", "\t "),
    ] {
        assert!(read(&[DOMAIN, EMAIL, KEY, (name, value)]).is_ok(), "{name}");
    }
}

#[test]
fn values_are_trimmed() {
    let settings = good("GORGIAS_API_KEY", " key-0123456789\r\n");
    assert_eq!(
        settings.authorization.unwrap(),
        "Basic YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ=="
    );
}

#[test]
fn accounts_are_named_in_several_ways() {
    for domain in [
        " acme\n",
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
        let origin = good("GORGIAS_DOMAIN", domain).origin;
        assert_eq!(origin.authority, "acme.gorgias.com", "{domain}");
        assert!(origin.https);
    }
    for domain in ["a", "a-1", "1", &"a".repeat(63)] {
        good("GORGIAS_DOMAIN", domain);
    }
}

#[test]
fn what_is_no_credential_is_named() {
    for (value, problem) in [
        ("\"key-0123456789\"", "quotation marks"),
        ("Basic YWRhQHNob3A6a2V5", "begins with"),
        ("Authorization: Basic YWRh", "whole header"),
        ("${input:GORGIAS_API_KEY}", "should have replaced"),
        ("<your-api-key>", "placeholder"),
        ("key-\u{200b}0123456789", "invisible"),
        ("k\u{e9}y-0123456789", "a character that no key has"),
        ("key 0123456789", "space"),
        ("key\r\nx: 0123456789", "control character"),
        ("key\0-0123456789", "control character"),
        ("qzx-012", "too short"),
    ] {
        for name in ["GORGIAS_API_KEY", "GORGIAS_ACCESS_TOKEN"] {
            let message = refused(&with(name, value), name);
            assert!(message.contains(problem), "{message}");
            assert!(!message.contains("0123456789"), "{message}");
        }
    }
    for email in [
        "Ada <ada@shop.test>",
        "<your@email>",
        "'ada@shop.test'",
        "ada.shop.test",
        "a:b@shop.test",
        "a@b\nc.test",
    ] {
        refused(&with("GORGIAS_EMAIL", email), "GORGIAS_EMAIL");
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
        messages.insert(refused(&with("GORGIAS_DOMAIN", domain), "GORGIAS_DOMAIN"));
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
        let origin = good("GORGIAS_BASE_URL", url).origin;
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
        messages.insert(refused(&with("GORGIAS_BASE_URL", url), "GORGIAS_BASE_URL"));
    }
    assert_eq!(messages.len(), 1, "a value changes the message");
    let url = ("GORGIAS_BASE_URL", "http://localhost");
    refused(&[DOMAIN, url, EMAIL, KEY], url.0);
}

#[test]
fn a_missing_account_is_named_first() {
    let message = refused(&[], "GORGIAS_DOMAIN");
    assert!(message.contains("is not set"));
}

#[test]
fn there_are_three_ways_to_sign_in() {
    let basic = "Basic YWRhQHNob3AudGVzdDprZXktMDEyMzQ1Njc4OQ==";
    for (pairs, header) in [
        (&[DOMAIN, EMAIL, KEY][..], Some(basic)),
        (&[DOMAIN, TOKEN], Some("Bearer token-0123456789")),
        // The email alone says nothing, and templates often set it.
        (&[DOMAIN, EMAIL, TOKEN], Some("Bearer token-0123456789")),
        (&[DOMAIN, HOST], None),
    ] {
        let settings = read(pairs).ok().unwrap();
        assert_eq!(settings.authorization.as_deref(), header);
    }
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
        (&[DOMAIN, ("GORGIAS_AUTH", "Host")], "GORGIAS_AUTH"),
        (&[DOMAIN, ("GORGIAS_AUTH", "none")], "GORGIAS_AUTH"),
    ] {
        refused(pairs, variable);
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
    for access in [Access::Full, Access::NoDelete, Access::ReadOnly] {
        assert_eq!(good("GORGIAS_ACCESS", access.name()).access, access);
    }
    for value in ["Full", "readonly", "read_only", "none", "full,read-only"] {
        refused(&with("GORGIAS_ACCESS", value), "GORGIAS_ACCESS");
    }
}

#[test]
fn numbers_have_bounds() {
    for (name, least, most) in [
        ("GORGIAS_TIMEOUT_SECONDS", 1_u64, 3600_u64),
        ("GORGIAS_MAX_RESPONSE_BYTES", 1024, 256 << 20),
    ] {
        for value in [least, most] {
            good(name, &value.to_string());
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
            refused(&with(name, value), name);
        }
    }
    let timeout = good("GORGIAS_TIMEOUT_SECONDS", "7").timeout;
    assert_eq!(timeout, Duration::from_secs(7));
    let max_response = good("GORGIAS_MAX_RESPONSE_BYTES", "2048").max_response;
    assert_eq!(max_response, 2048);
}
