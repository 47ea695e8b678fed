use super::*;
use crate::{
    stdio::world::{call, request},
    testing::{self, account},
    version::{self, MODERN},
};
use gorgias_customers::testing::finish;
use serde_json::{Value, json};
use std::cell::RefCell;

const TOKEN: (&str, &str) = ("GORGIAS_MCP_TOKEN", "s3cret-token-of-16");
const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| *key == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is sent twice");
        value
    }
}

struct Exchange<'a> {
    method: &'a str,
    target: &'a str,
    variables: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

impl<'a> Exchange<'a> {
    /// Makes a request that is let in.
    fn new(body: &'a str) -> Self {
        Exchange {
            method: "POST",
            target: PATH,
            variables: Vec::from([("GORGIAS_DOMAIN", "acme"), TOKEN]),
            headers: Vec::from([
                ("Content-Type", "application/json"),
                ("authorization", "Bearer s3cret-token-of-16"),
            ]),
            body,
        }
    }

    fn by(self, method: &'a str) -> Self {
        Exchange { method, ..self }
    }

    fn to(self, target: &'a str) -> Self {
        Exchange { target, ..self }
    }

    fn with(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers
            .retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.headers.push((name, value));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self
    }

    fn set(mut self, variables: &[(&'a str, &'a str)]) -> Self {
        self.variables = variables.to_vec();
        self
    }

    fn run(&self) -> Response {
        self.run_with_log().0
    }

    fn run_with_log(&self) -> (Response, String) {
        let account = account(&self.variables);
        let log = RefCell::new(String::new());
        let write = |line: &str| log.borrow_mut().push_str(line);
        let server = Server::new(&account, &write);
        let bytes = |&(name, value): &(&str, &str)| (name.into(), value.as_bytes().to_vec());
        let headers: Vec<(String, Vec<u8>)> = self.headers.iter().map(bytes).collect();
        let head = Head {
            method: self.method,
            target: self.target,
            headers: &headers,
        };
        let body = |_| Ok(self.body.as_bytes().to_vec());
        let response = finish(answer(&server, &head, body));
        (response, log.take())
    }

    fn status(&self) -> u16 {
        let response = self.run();
        let json = response.header("content-type") == Some("application/json");
        assert_eq!(json, !response.body.is_empty());
        response.status
    }

    /// Returns the status, and the code of the error; 0 where there is none.
    fn outcome(&self) -> (u16, i64) {
        let response = self.run();
        let value: Value = serde_json::from_str(&response.body).unwrap();
        (
            response.status,
            value["error"]["code"].as_i64().unwrap_or(0),
        )
    }
}

/// Returns a `ping` that is let in.
fn ping() -> Exchange<'static> {
    Exchange::new(PING)
}

#[test]
fn a_request_is_answered_and_a_notification_accepted() {
    let response = ping().run();
    assert_eq!(response.status, 200);
    assert_eq!(response.body, r#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
    let note = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    let response = Exchange::new(note).run();
    assert_eq!((response.status, response.body.as_str()), (202, ""));
}

#[test]
fn only_posts_to_the_path_are_taken() {
    for target in [
        "/",
        "",
        "/gorgias-customers2",
        "/gorgias-customers//",
        "/gorgias-customers/x",
        "/x?/gorgias-customers",
    ] {
        assert_eq!(ping().to(target).status(), 404, "{target}");
    }
    for target in ["?a=b", "/", "/?a=b"] {
        let target = [PATH, target].concat();
        assert_eq!(ping().to(&target).status(), 200, "{target}");
    }
    for method in ["GET", "DELETE", "OPTIONS", "post", ""] {
        let response = ping().by(method).run();
        assert_eq!(response.status, 405);
        assert_eq!(response.header("allow"), Some("POST"));
    }
}

#[test]
fn only_json_is_taken() {
    for media_type in [
        "text/plain",
        "application/jsonp",
        "application/json, text/plain",
        "",
    ] {
        assert_eq!(ping().with("content-type", media_type).status(), 415);
    }
    assert_eq!(ping().without("content-type").status(), 415);
    for media_type in [
        "Application/JSON",
        "application/json; charset=utf-8",
        " application/json;",
    ] {
        assert_eq!(ping().with("content-type", media_type).status(), 200);
    }
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    assert_eq!(ping().with("content-length", "33554433").status(), 413);
    let account = account(&[("GORGIAS_MCP_TOKEN", "off")]);
    let server = Server::new(&account, &|_| ());
    let headers = [
        ("content-type".into(), b"application/json".to_vec()),
        ("host".into(), b"localhost".to_vec()),
    ];
    let head = Head {
        method: "POST",
        target: PATH,
        headers: &headers,
    };
    for (why, status) in [
        (NoBody::TooLarge, 413),
        (NoBody::Broken, 400),
        (NoBody::Late, 408),
    ] {
        let answered = finish(answer(&server, &head, |_| Err(why)));
        assert_eq!(answered.status, status);
    }
}

#[test]
fn without_a_token_nobody_is_served() {
    // Settings, and what the log says of them, both without `GORGIAS_`.
    for (settings, words) in [
        ("DOMAIN=acme", "MCP_TOKEN is not set"),
        ("MCP_TOKEN= ", "MCP_TOKEN is not set"),
        ("MCP_TOKEN=a b", "MCP_TOKEN holds characters"),
        ("MCP_TOKEN=fifteen-letters", "MCP_TOKEN has fewer than 16"),
        (
            "DOMAIN__a=x;MCP_TOKEN=s3cret-token-of-16",
            "MCP_TOKEN__a is not set",
        ),
        ("MCP_TOKEN__a=é", "MCP_TOKEN__a holds characters"),
        (
            "MCP_TOKEN__a=same-token-for-two;MCP_TOKEN__b=same-token-for-two",
            "MCP_TOKEN__b and GORGIAS_MCP_TOKEN__a are the same",
        ),
        ("MCP_TOKEN__a=x;MCP_TOKEN=off", "MCP_TOKEN is `off`, but"),
        ("MCP_TOKEN__a=Off", "MCP_TOKEN__a is `off`, which only"),
        (
            "MCP_TOKEN__a=s3cret-token-of-16;CONFIRM__a=yes",
            "CONFIRM__a has to be",
        ),
        (
            "MCP_TOKEN=s3cret-token-of-16;ACESS=read-only",
            "ACESS is no setting, but nearly GORGIAS_ACCESS",
        ),
        ("MCP_TOKEN=off;TOOLS=x", "TOOLS names no tool"),
    ] {
        let named = settings.split(';').filter_map(|it| it.split_once('='));
        let named = named.map(|(name, value)| (["GORGIAS_", name].concat(), value));
        let named: Vec<(String, &str)> = named.collect();
        let variables: Vec<_> = named
            .iter()
            .map(|(name, value)| (&**name, *value))
            .collect();
        let (response, log) = ping().set(&variables).run_with_log();
        assert_eq!(response.status, 503, "{settings}");
        let words = ["GORGIAS_", words].concat();
        assert!(log.contains(&words), "{log}");
        assert!(!response.body.contains("GORGIAS"), "{}", response.body);
    }
}

#[test]
fn a_wrong_token_is_not_let_in() {
    const NONE: &str = r#"Bearer realm="gorgias-customers""#;
    const WRONG: &str = r#"Bearer realm="gorgias-customers", error="invalid_token""#;
    for (authorization, challenge) in [
        ("", NONE),
        ("Basic s3cret-token-of-16", NONE),
        ("s3cret-token-of-16", NONE),
        ("Bearer", NONE),
        ("Bearer s3cret-toke", WRONG),
        ("Bearer s3cret-token-of-16-", WRONG),
        ("Bearer S3cret-token-of-16", WRONG),
        ("Bearer off", WRONG),
    ] {
        let response = ping().with("authorization", authorization).run();
        assert_eq!(response.status, 401, "{authorization}");
        let header = response.header("www-authenticate");
        assert_eq!(header, Some(challenge), "{authorization}");
        assert!(!response.body.contains("s3cret"));
    }
    assert_eq!(ping().without("authorization").status(), 401);
    let mut twice = ping();
    twice
        .headers
        .push(("Authorization", "Bearer s3cret-token-of-16"));
    assert_eq!(twice.status(), 401);
    assert_eq!(
        ping()
            .with("authorization", "bearer  s3cret-token-of-16 ")
            .status(),
        200
    );
}

#[test]
fn off_leaves_it_to_a_gateway_on_this_machine_or_of_a_known_name() {
    let variables = [
        ("GORGIAS_MCP_TOKEN", "OFF"),
        (
            "GORGIAS_MCP_ORIGINS",
            "https://gorgias.example, http://other.example:81",
        ),
    ];
    for (host, status) in [
        ("localhost:8321", 200),
        ("127.0.0.1", 200),
        ("[::1]:8321", 200),
        ("Gorgias.example", 200),
        ("other.example:81", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("other.example", 403),
        ("", 403),
    ] {
        let off = ping().set(&variables).without("authorization");
        assert_eq!(off.with("host", host).status(), status, "{host}");
    }
    let off = ping().set(&variables).without("authorization");
    assert_eq!(off.status(), 403);
}

#[test]
fn a_malformed_connection_is_shut_alone() {
    let variables = [
        ("GORGIAS_DOMAIN__a", "first"),
        ("GORGIAS_MCP_TOKEN__a", TOKEN.1),
        ("GORGIAS_MCP_TOKEN__b", "token-of-16-for-b"),
        ("GORGIAS_ACCESS__b", "some"),
        ("GORGIAS_MCP_TOKEN__c", "short"),
    ];
    let exchange = || ping().set(&variables);
    assert_eq!(exchange().status(), 200);
    for token in ["Bearer token-of-16-for-b", "Bearer short"] {
        let (response, log) = exchange().with("authorization", token).run_with_log();
        assert_eq!(response.status, 401);
        assert!(!response.body.contains("GORGIAS"), "{}", response.body);
        for words in [
            "GORGIAS_ACCESS__b has to be",
            "GORGIAS_MCP_TOKEN__c has fewer than 16 characters",
        ] {
            assert!(log.contains(words), "{log}");
        }
    }
}

#[test]
fn each_token_is_good_for_its_own_connection_alone() {
    let variables = [
        ("GORGIAS_DOMAIN__a", "first"),
        ("GORGIAS_MCP_TOKEN__a", "token-of-16-for-a"),
        ("GORGIAS_DOMAIN__b", "second"),
        ("GORGIAS_MCP_TOKEN__b", "token-of-16-for-b"),
        TOKEN,
    ];
    for (token, own) in [
        ("Bearer token-of-16-for-a", "a"),
        ("Bearer token-of-16-for-b", "b"),
    ] {
        for pcid in ["a", "b"] {
            let call = call(1, "get_customer", json!({"PCID": pcid, "id": 7})).to_string();
            let response = Exchange::new(&call)
                .set(&variables)
                .with("authorization", token)
                .run();
            assert_eq!(response.status, 200);
            assert_eq!(response.body.contains("\"isError\":false"), pcid == own);
        }
    }
    assert_eq!(ping().set(&variables).status(), 401);
}

#[test]
fn pages_of_other_origins_are_kept_out() {
    const LISTED: &str = "https://other.example, https://app.example.com/";
    let status = |origin| {
        let exchange = ping().with("origin", origin);
        exchange
            .set(&[TOKEN, ("GORGIAS_MCP_ORIGINS", LISTED)])
            .status()
    };
    for origin in [
        "null",
        "",
        "http://localhost.evil.example",
        "http://evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "http://localhost:80:80",
        "http://localhost/",
        "ftp://localhost",
        "localhost",
        "https://app.example.com.evil.example",
        "http://app.example.com",
    ] {
        assert_eq!(status(origin), 403, "{origin}");
    }
    for origin in [
        "http://localhost",
        "http://localhost:3000",
        "https://127.0.0.1:8443",
        "http://[::1]:1",
        "https://app.example.com",
        "https://other.example",
    ] {
        assert_eq!(status(origin), 200, "{origin}");
    }
}

#[test]
fn pages_of_allowed_origins_may_send_and_read() {
    const ORIGIN: &str = "http://localhost:3000";
    let page = |exchange: Exchange<'static>| exchange.with("origin", ORIGIN);
    let preflight = page(Exchange::new("").without("authorization")).by("OPTIONS");
    let response = preflight.run();
    assert_eq!((response.status, response.body.as_str()), (204, ""));
    assert_eq!(
        response.header("access-control-allow-methods"),
        Some("POST")
    );
    let allowed = response.header("access-control-allow-headers").unwrap();
    for header in ["authorization", "content-type", "mcp-protocol-version"] {
        assert!(allowed.contains(header), "{allowed}");
    }
    for response in [
        response,
        page(ping()).run(),
        page(ping().without("authorization")).run(),
        page(Exchange::new("{")).run(),
        page(ping()).by("GET").run(),
    ] {
        let origin = response.header("access-control-allow-origin");
        assert_eq!(origin, Some(ORIGIN), "{response:?}");
        assert_eq!(response.header("vary"), Some("origin"));
    }
    for origin in ["http://evil.example", "null"] {
        let exchange = Exchange::new("").with("origin", origin).by("OPTIONS");
        let response = exchange.run();
        assert_eq!(response.status, 405);
        assert_eq!(response.header("access-control-allow-origin"), None);
        assert_eq!(response.header("vary"), Some("origin"));
    }
}

#[test]
fn what_is_refused_has_a_line_in_the_log() {
    let wrong = ping().with("authorization", "Bearer wrong");
    let (_, log) = wrong.run_with_log();
    assert_eq!(
        log,
        r#"outcome=refused status=401 reason="Unauthorized: the token is not this server's""#
    );
    assert_eq!(ping().run_with_log().1, "");
}

fn modern(method: &str, name: Option<&str>) -> String {
    let params = match name {
        Some(name) => json!({"name": name}),
        None => json!({}),
    };
    testing::modern(request(1, method, params), json!({})).to_string()
}

/// Returns the outcome with these headers: version, method and name. An empty one is not sent.
fn outcome(body: &str, headers: [&str; 3]) -> (u16, i64) {
    let mut exchange = Exchange::new(body);
    let names = ["MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"];
    for (name, value) in names.into_iter().zip(headers) {
        if !value.is_empty() {
            exchange = exchange.with(name, value);
        }
    }
    exchange.outcome()
}

#[test]
fn modern_headers_have_to_match_the_body() {
    const GOOD: (u16, i64) = (200, 0);
    const WRONG: (u16, i64) = (400, -32020);
    let list = modern("tools/list", None);
    for (version, method, expected) in [
        (MODERN, "tools/list", GOOD),
        (MODERN, " tools/list ", GOOD),
        (MODERN, "TOOLS/LIST", WRONG),
        (MODERN, "tools/call", WRONG),
        (MODERN, "", WRONG),
        ("2025-11-25", "tools/list", WRONG),
        ("", "tools/list", WRONG),
    ] {
        assert_eq!(outcome(&list, [version, method, ""]), expected, "{method}");
    }
    let twice = Exchange::new(&list).with("mcp-protocol-version", MODERN);
    let mut twice = twice.with("mcp-method", "tools/list");
    twice.headers.push(("mcp-method", "tools/list"));
    assert_eq!(twice.outcome(), WRONG);

    let call = modern("tools/call", Some("gorgias_customers_get_customer"));
    for (name, expected) in [
        ("", WRONG),
        ("gorgias_customers_delete_customer", WRONG),
        ("=?base64?Z29y!?=", WRONG),
        ("gorgias_customers_get_customer", GOOD),
        ("=?base64?Z29yZ2lhc19jdXN0b21lcnNfZ2V0X2N1c3RvbWVy?=", GOOD),
    ] {
        let headers = [MODERN, "tools/call", name];
        assert_eq!(outcome(&call, headers), expected, "{name}");
    }
}

#[test]
fn errors_have_the_statuses_of_their_version() {
    for (method, name, expected) in [
        ("nope", None, (404, -32601)),
        ("ping", None, (404, -32601)),
        ("tools/call", Some("nope"), (400, -32602)),
    ] {
        let headers = [MODERN, method, name.unwrap_or_default()];
        assert_eq!(outcome(&modern(method, name), headers), expected);
    }
    // The header alone makes it a modern request, which has to say more.
    for (body, expected) in [
        (PING, (400, -32602)),
        ("{", (400, -32700)),
        ("[1]", (400, -32600)),
    ] {
        assert_eq!(outcome(body, [MODERN, "", ""]), expected);
    }
    let unknown = PING.replace("ping", "nope");
    for version in version::LEGACY {
        assert_eq!(outcome(PING, [version, "", ""]), (200, 0));
        assert_eq!(outcome(&unknown, [version, "", ""]), (200, -32601));
    }
}

#[test]
fn a_version_that_nobody_knows_is_refused() {
    let list = modern("tools/list", None);
    let note = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    for (body, version, code) in [
        (PING, "1900-01-01", -32022),
        (note, "2024-01-01", -32022),
        (&list.replace(MODERN, "v9"), "v9", -32022),
        (&list, "v9", -32020),
    ] {
        let headers = [version, "tools/list", ""];
        assert_eq!(outcome(body, headers), (400, code), "{body}");
    }
}

#[test]
fn batches_end_with_the_version_that_gave_them_up() {
    let batch = format!("[{PING},{PING}]");
    assert_eq!(Exchange::new(&batch).status(), 200);
    for (version, status) in [
        ("2025-03-26", 200),
        ("2025-06-18", 400),
        ("2025-11-25", 400),
    ] {
        let exchange = Exchange::new(&batch).with("mcp-protocol-version", version);
        assert_eq!(exchange.status(), status, "{version}");
    }
}
