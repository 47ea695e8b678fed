use super::*;
use crate::{
    stdio::world::{call, request},
    testing::{self, account},
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
    /// A request that is let in.
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

    /// Status and code of an error.
    fn refused(&self) -> (u16, i64) {
        let response = self.run();
        let value: Value = serde_json::from_str(&response.body).unwrap();
        (
            response.status,
            value["error"]["code"].as_i64().unwrap_or(0),
        )
    }
}

#[test]
fn a_request_is_answered_and_a_notification_accepted() {
    let response = Exchange::new(PING).run();
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
        assert_eq!(
            Exchange {
                target,
                ..Exchange::new(PING)
            }
            .status(),
            404,
            "{target}"
        );
    }
    for target in [
        "/gorgias-customers?a=b",
        "/gorgias-customers/",
        "/gorgias-customers/?a=b",
    ] {
        let exchange = Exchange {
            target,
            ..Exchange::new(PING)
        };
        assert_eq!(exchange.status(), 200, "{target}");
    }
    for method in ["GET", "DELETE", "OPTIONS", "post", ""] {
        let response = Exchange {
            method,
            ..Exchange::new(PING)
        }
        .run();
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
        assert_eq!(
            Exchange::new(PING)
                .with("content-type", media_type)
                .status(),
            415
        );
    }
    assert_eq!(Exchange::new(PING).without("content-type").status(), 415);
    for media_type in [
        "Application/JSON",
        "application/json; charset=utf-8",
        " application/json;",
    ] {
        assert_eq!(
            Exchange::new(PING)
                .with("content-type", media_type)
                .status(),
            200
        );
    }
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    assert_eq!(
        Exchange::new(PING)
            .with("content-length", "33554433")
            .status(),
        413
    );
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
    for (variables, named) in [
        (
            &[("GORGIAS_DOMAIN", "acme")][..],
            "GORGIAS_MCP_TOKEN is not set",
        ),
        (
            &[("GORGIAS_MCP_TOKEN", " ")],
            "GORGIAS_MCP_TOKEN is not set",
        ),
        (&[("GORGIAS_MCP_TOKEN", "a b")], "GORGIAS_MCP_TOKEN holds"),
        (
            &[("GORGIAS_DOMAIN__a", "x"), TOKEN],
            "GORGIAS_MCP_TOKEN__a is not set",
        ),
        (
            &[("GORGIAS_MCP_TOKEN__a", "é")],
            "GORGIAS_MCP_TOKEN__a holds",
        ),
        (
            &[
                ("GORGIAS_MCP_TOKEN__a", "same-token-for-two"),
                ("GORGIAS_MCP_TOKEN__b", "same-token-for-two"),
            ],
            "GORGIAS_MCP_TOKEN__b and GORGIAS_MCP_TOKEN__a are the same token",
        ),
        (
            &[("GORGIAS_MCP_TOKEN__a", "x"), ("GORGIAS_MCP_TOKEN", "off")],
            "GORGIAS_MCP_TOKEN is `off`, but",
        ),
        (
            &[("GORGIAS_MCP_TOKEN", "fifteen-letters")],
            "GORGIAS_MCP_TOKEN has fewer than 16 characters",
        ),
        (
            &[("GORGIAS_MCP_TOKEN__a", "Off")],
            "GORGIAS_MCP_TOKEN__a is `off`, which only",
        ),
        (
            &[
                ("GORGIAS_MCP_TOKEN__a", TOKEN.1),
                ("GORGIAS_CONFIRM__a", "yes"),
            ],
            "GORGIAS_CONFIRM__a has to be",
        ),
        (
            &[TOKEN, ("GORGIAS_ACESS", "read-only")],
            "GORGIAS_ACESS is no setting, but nearly GORGIAS_ACCESS",
        ),
        (
            &[("GORGIAS_MCP_TOKEN", "off"), ("GORGIAS_TOOLS", "x")],
            "GORGIAS_TOOLS names no tool",
        ),
    ] {
        let (response, log) = Exchange::new(PING).set(variables).run_with_log();
        assert_eq!(response.status, 503, "{variables:?}");
        assert!(log.contains(named), "{log}");
        assert!(!response.body.contains("GORGIAS"), "{}", response.body);
    }
}

#[test]
fn a_wrong_token_is_not_let_in() {
    for (authorization, challenge) in [
        ("", r#"Bearer realm="gorgias-customers""#),
        (
            "Basic s3cret-token-of-16",
            r#"Bearer realm="gorgias-customers""#,
        ),
        ("s3cret-token-of-16", r#"Bearer realm="gorgias-customers""#),
        ("Bearer", r#"Bearer realm="gorgias-customers""#),
        (
            "Bearer s3cret-toke",
            r#"Bearer realm="gorgias-customers", error="invalid_token""#,
        ),
        (
            "Bearer s3cret-token-of-16-",
            r#"Bearer realm="gorgias-customers", error="invalid_token""#,
        ),
        (
            "Bearer S3cret-token-of-16",
            r#"Bearer realm="gorgias-customers", error="invalid_token""#,
        ),
        (
            "Bearer off",
            r#"Bearer realm="gorgias-customers", error="invalid_token""#,
        ),
    ] {
        let response = Exchange::new(PING)
            .with("authorization", authorization)
            .run();
        assert_eq!(response.status, 401, "{authorization}");
        assert_eq!(
            response.header("www-authenticate"),
            Some(challenge),
            "{authorization}"
        );
        assert!(!response.body.contains("s3cret"));
    }
    assert_eq!(Exchange::new(PING).without("authorization").status(), 401);
    let mut twice = Exchange::new(PING);
    twice
        .headers
        .push(("Authorization", "Bearer s3cret-token-of-16"));
    assert_eq!(twice.status(), 401);
    assert_eq!(
        Exchange::new(PING)
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
        let off = Exchange::new(PING).set(&variables).without("authorization");
        assert_eq!(off.with("host", host).status(), status, "{host}");
    }
    let off = Exchange::new(PING).set(&variables).without("authorization");
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
    let exchange = || Exchange::new(PING).set(&variables);
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
    assert_eq!(Exchange::new(PING).set(&variables).status(), 401);
}

#[test]
fn pages_of_other_origins_are_kept_out() {
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
        let exchange = Exchange::new(PING).with("origin", origin);
        let variables = [
            TOKEN,
            (
                "GORGIAS_MCP_ORIGINS",
                "https://other.example, https://app.example.com/",
            ),
        ];
        assert_eq!(exchange.set(&variables).status(), 403, "{origin}");
    }
    for origin in [
        "http://localhost",
        "http://localhost:3000",
        "https://127.0.0.1:8443",
        "http://[::1]:1",
        "https://app.example.com",
        "https://other.example",
    ] {
        let exchange = Exchange::new(PING).with("origin", origin);
        let variables = [
            TOKEN,
            (
                "GORGIAS_MCP_ORIGINS",
                "https://other.example, https://app.example.com/",
            ),
        ];
        assert_eq!(exchange.set(&variables).status(), 200, "{origin}");
    }
}

#[test]
fn pages_of_allowed_origins_may_send_and_read() {
    const ORIGIN: &str = "http://localhost:3000";
    let page = |exchange: Exchange<'static>| exchange.with("origin", ORIGIN);
    let preflight = Exchange {
        method: "OPTIONS",
        ..page(Exchange::new("").without("authorization"))
    };
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
        page(Exchange::new(PING)).run(),
        page(Exchange::new(PING).without("authorization")).run(),
        page(Exchange::new("{")).run(),
        Exchange {
            method: "GET",
            ..page(Exchange::new(PING))
        }
        .run(),
    ] {
        let origin = response.header("access-control-allow-origin");
        assert_eq!(origin, Some(ORIGIN), "{response:?}");
        assert_eq!(response.header("vary"), Some("origin"));
    }
    for origin in ["http://evil.example", "null"] {
        let exchange = Exchange {
            method: "OPTIONS",
            ..Exchange::new("").with("origin", origin)
        };
        let response = exchange.run();
        assert_eq!(response.status, 405);
        assert_eq!(response.header("access-control-allow-origin"), None);
        assert_eq!(response.header("vary"), Some("origin"));
    }
}

#[test]
fn what_is_refused_has_a_line_in_the_log() {
    let wrong = Exchange::new(PING).with("authorization", "Bearer wrong");
    let (_, log) = wrong.run_with_log();
    assert_eq!(
        log,
        r#"outcome=refused status=401 reason="Unauthorized: the token is not this server's""#
    );
    assert_eq!(Exchange::new(PING).run_with_log().1, "");
}

fn modern(method: &str, name: Option<&str>) -> String {
    let params = match name {
        Some(name) => json!({"name": name}),
        None => json!({}),
    };
    testing::modern(request(1, method, params), json!({})).to_string()
}

#[test]
fn modern_headers_have_to_match_the_body() {
    let list = modern("tools/list", None);
    let good = || {
        Exchange::new(&list)
            .with("MCP-Protocol-Version", "2026-07-28")
            .with("Mcp-Method", "tools/list")
    };
    assert_eq!(good().status(), 200);
    assert_eq!(good().with("mcp-method", " tools/list ").status(), 200);
    for (name, value) in [
        ("mcp-method", "TOOLS/LIST"),
        ("mcp-method", "tools/call"),
        ("mcp-protocol-version", "2025-11-25"),
    ] {
        assert_eq!(
            good().with(name, value).refused(),
            (400, -32020),
            "{name}: {value}"
        );
    }
    for name in ["mcp-method", "mcp-protocol-version"] {
        assert_eq!(good().without(name).refused(), (400, -32020));
    }
    let mut twice = good();
    twice.headers.push(("mcp-method", "tools/list"));
    assert_eq!(twice.refused(), (400, -32020));

    let call = modern("tools/call", Some("gorgias_customers_get_customer"));
    let good = || {
        Exchange::new(&call)
            .with("MCP-Protocol-Version", "2026-07-28")
            .with("Mcp-Method", "tools/call")
    };
    assert_eq!(good().refused(), (400, -32020));
    assert_eq!(
        good()
            .with("mcp-name", "gorgias_customers_delete_customer")
            .refused(),
        (400, -32020)
    );
    assert_eq!(
        good()
            .with("mcp-name", "gorgias_customers_get_customer")
            .status(),
        200
    );
    let encoded = "=?base64?Z29yZ2lhc19jdXN0b21lcnNfZ2V0X2N1c3RvbWVy?=";
    assert_eq!(good().with("mcp-name", encoded).status(), 200);
    assert_eq!(
        good().with("mcp-name", "=?base64?Z29y!?=").refused(),
        (400, -32020)
    );
}

#[test]
fn modern_errors_have_their_statuses() {
    let version = |body| Exchange::new(body).with("mcp-protocol-version", "2026-07-28");
    let unknown = modern("nope", None);
    assert_eq!(
        version(&unknown).with("mcp-method", "nope").refused(),
        (404, -32601)
    );
    let ping = modern("ping", None);
    assert_eq!(
        version(&ping).with("mcp-method", "ping").refused(),
        (404, -32601)
    );
    let tool = modern("tools/call", Some("nope"));
    let call = version(&tool)
        .with("mcp-method", "tools/call")
        .with("mcp-name", "nope");
    assert_eq!(call.refused(), (400, -32602));
    // The header alone makes it a modern request, which has to say more.
    assert_eq!(version(PING).refused(), (400, -32602));
    assert_eq!(version("{").refused(), (400, -32700));
    assert_eq!(version("[1]").refused(), (400, -32600));
}

#[test]
fn a_version_that_nobody_knows_is_refused() {
    let exchange = Exchange::new(PING).with("mcp-protocol-version", "1900-01-01");
    assert_eq!(exchange.refused(), (400, -32022));
    let list = modern("tools/list", None).replace("2026-07-28", "v9");
    let list = Exchange::new(&list).with("mcp-method", "tools/list");
    assert_eq!(
        list.with("mcp-protocol-version", "v9").refused(),
        (400, -32022)
    );
    let list = modern("tools/list", None);
    let list = Exchange::new(&list).with("mcp-method", "tools/list");
    assert_eq!(
        list.with("mcp-protocol-version", "v9").refused(),
        (400, -32020)
    );
    let note = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    let note = Exchange::new(note).with("mcp-protocol-version", "2024-01-01");
    assert_eq!(note.refused(), (400, -32022));
}

#[test]
fn older_versions_get_their_errors_with_status_200() {
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        assert_eq!(
            Exchange::new(PING)
                .with("mcp-protocol-version", version)
                .status(),
            200
        );
        let unknown = PING.replace("ping", "nope");
        let unknown = Exchange::new(&unknown).with("mcp-protocol-version", version);
        assert_eq!(unknown.refused(), (200, -32601));
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
