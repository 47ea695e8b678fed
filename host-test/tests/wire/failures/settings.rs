//! Settings that are missing or malformed. The message names the variable and not its value.

use super::case::Case;

const DOMAIN: &str = "GORGIAS_DOMAIN";
const BASE_URL: &str = "GORGIAS_BASE_URL";
const EMAIL: &str = "GORGIAS_EMAIL";
const KEY: &str = "GORGIAS_API_KEY";
const TOKEN: &str = "GORGIAS_ACCESS_TOKEN";
const AUTH: &str = "GORGIAS_AUTH";
const ACCESS: &str = "GORGIAS_ACCESS";
const TIMEOUT: &str = "GORGIAS_TIMEOUT_SECONDS";
const LIMIT: &str = "GORGIAS_MAX_RESPONSE_BYTES";

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        case().unset(BASE_URL).says([DOMAIN, "is not set", "acme"]),
        case()
            .set(DOMAIN, "acme")
            .says([BASE_URL, DOMAIN, "set one of them"]),
        case().unset(KEY).says([KEY, "is not set", EMAIL]),
        case().unset(EMAIL).says([EMAIL, "is not set", KEY]),
        case()
            .unset(EMAIL)
            .unset(KEY)
            .says([EMAIL, KEY, TOKEN, AUTH]),
        // A template that was not filled in leaves an empty variable.
        case().set(KEY, "").says([KEY, "is not set"]),
        case()
            .set(TOKEN, "token-0123")
            .says([TOKEN, KEY, "set one of them"]),
        case().set(AUTH, "host").says([AUTH, "set one of them"]),
        case()
            .set(EMAIL, "agent.acme.test")
            .says([EMAIL, "email address"])
            .never("agent.acme"),
        case()
            .set(EMAIL, "agent@acme.test:x")
            .says([EMAIL, "email address"])
            .never("agent@acme"),
        case()
            .set(KEY, "mock\r\nx: y")
            .says([KEY, "control character"])
            .never("x: y"),
    ];
    for (variable, value, allowed) in [
        (AUTH, "hosts", "`host`"),
        (ACCESS, "readonly", "`full`, `no-delete` or `read-only`"),
        (ACCESS, "FULL", "`full`"),
        (TIMEOUT, "0", "from 1 to 3600"),
        (TIMEOUT, "3601", "from 1 to 3600"),
        (TIMEOUT, "1.5", "whole number"),
        (TIMEOUT, "soon", "whole number"),
        (LIMIT, "1023", "from 1024 to 268435456"),
        (LIMIT, "1e6", "whole number"),
        (LIMIT, "-1", "whole number"),
        (LIMIT, "99999999999999999999", "whole number"),
    ] {
        cases.push(case().set(variable, value).says([variable, allowed]));
    }
    cases.push(
        case()
            .unset(EMAIL)
            .unset(KEY)
            .set(TOKEN, "tok en-0123")
            .says([TOKEN, "characters"]),
    );
    for domain in [
        "acme.gorgias.com.evil.test",
        "evil.test/acme",
        "user@evil.test",
        "acme.gorgias.com:8443@evil.test",
        "acme.gorgias.com@evil.test",
        "evil.test#.gorgias.com",
        "evil.test?.gorgias.com",
        r"evil.test\.gorgias.com",
        "http://evil",
        "https://evil.test",
        "ftp://evil",
        "evil.test",
        "evil.sub",
        "evil:8443",
        "-evil",
        "evil\r\nHost: x",
        "evil\u{0}",
        "evil acme",
        "évil",
        ".",
        "..gorgias.com",
    ] {
        let case = case().unset(BASE_URL).set(DOMAIN, domain).says([DOMAIN]);
        cases.push(case.never("evil").never("évil"));
    }
    for url in [
        "http://evil.test",
        "https://evil.test",
        "https://acme.gorgias.com.evil.test",
        "https://gorgias.com.evil.test",
        "https://evil@acme.gorgias.com",
        "https://acme.gorgias.com/evil",
        "http://acme.gorgias.com",
        "http://127.0.0.1.evil.test",
        "http://127.0.0.1:80@evil.test",
        "http://evil@127.0.0.1",
        "http://localhost.evil.test",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "evil",
        "file:///evil",
    ] {
        let case = case().set(BASE_URL, url).says([BASE_URL, "loopback"]);
        cases.push(case.never("evil"));
    }
    cases
}

fn case() -> Case {
    Case::new("not-configured", "get-customer(700101)").says(["Nothing was sent."])
}
