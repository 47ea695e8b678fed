//! Whatever a server answers, a tool gives a value or a bounded error without credentials.
#![no_main]

use gorgias_customers::{
    bindings::gorgias::customers::types::{Encoding, Error, FieldObject, UploadFile},
    client::Client,
    tools::{custom_fields, customers, files, search, statistics},
    transport::{Cause, End, Failure, Incoming, Instant, Limits, Outgoing, Transport},
};
use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use serde_json::{Value, from_str};
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

const EMAIL: &str = "ada@shop.test";
const KEY: &str = "k/9\"ZQ-fuzz-fuzz";
/// Of `EMAIL:KEY`.
const BASIC: &str = "YWRhQHNob3AudGVzdDprLzkiWlEtZnV6ei1mdXp6";

#[derive(Arbitrary, Debug)]
enum Header {
    Location,
    RetryAfter,
    Date,
    ContentLength,
    ContentEncoding,
    ContentType,
    RequestId,
}

impl Header {
    fn name(&self) -> &'static str {
        match self {
            Header::Location => "location",
            Header::RetryAfter => "retry-after",
            Header::Date => "date",
            Header::ContentLength => "content-length",
            Header::ContentEncoding => "content-encoding",
            Header::ContentType => "content-type",
            Header::RequestId => "x-request-id",
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Bytes(&'a [u8]),
    Key,
    Basic,
    EscapedKey,
    EncodedKey,
    Envelope,
    ErrorShape,
    Blanks(u16),
}

#[derive(Arbitrary, Debug)]
struct Text<'a>(Vec<Piece<'a>>);

impl Text<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Bytes(raw) => bytes.extend_from_slice(raw),
                Piece::Key => bytes.extend_from_slice(KEY.as_bytes()),
                Piece::Basic => bytes.extend_from_slice(BASIC.as_bytes()),
                Piece::EscapedKey => bytes.extend_from_slice(br#"k\/9\"\u005aQ-fuzz-fuzz"#),
                Piece::EncodedKey => bytes.extend_from_slice(b"k%2f9%22ZQ-fuzz-fuzz"),
                Piece::Envelope => bytes.extend_from_slice(
                    br#"{"object":"list","data":[{"id":1}],"meta":{"next_cursor":"Wy=="}}"#,
                ),
                Piece::ErrorShape => {
                    bytes.extend_from_slice(br#"{"error":{"msg":"no","data":{"a":["b"]}}}"#);
                }
                Piece::Blanks(count) => bytes.resize(bytes.len() + usize::from(*count), b' '),
            }
        }
        bytes
    }
}

#[derive(Arbitrary, Debug)]
enum Try<'a> {
    Answer {
        status: Status,
        headers: Vec<(Header, Text<'a>)>,
        body: Text<'a>,
        end: Ending<'a>,
    },
    Failure {
        cause: u8,
        detail: &'a str,
        sent: bool,
    },
}

#[derive(Arbitrary, Debug)]
enum Status {
    Ok,
    Redirect,
    Merged,
    Limited,
    Down,
    Other(u16),
}

#[derive(Arbitrary, Debug)]
enum Ending<'a> {
    Complete,
    OverLimit,
    TimedOut,
    Broken(&'a str),
}

struct Script<'a> {
    tries: RefCell<std::vec::IntoIter<Try<'a>>>,
    now: Cell<Duration>,
}

impl Transport for Script<'_> {
    fn environment(&self) -> Vec<(String, String)> {
        [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", EMAIL),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_MAX_RESPONSE_BYTES", "65536"),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) {
        assert!(then.0 >= self.now.get());
        assert!(then.0 < Duration::from_secs(30), "slept past the deadline");
        self.now.set(then.0);
    }

    fn exchange(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.now.set(self.now.get() + Duration::from_millis(7));
        let own_host = request.authority == "acme.gorgias.com";
        assert!(request.https);
        let signed = request
            .headers
            .iter()
            .any(|(name, _)| *name == "authorization");
        assert!(
            own_host || !signed,
            "credentials went to {}",
            request.authority
        );
        match self.tries.borrow_mut().next() {
            None => Err(Failure {
                cause: Cause::TimedOut,
                detail: String::new(),
                sent: true,
            }),
            Some(Try::Failure {
                cause,
                detail,
                sent,
            }) => Err(Failure {
                cause: match cause % 7 {
                    0 => Cause::TimedOut,
                    1 => Cause::Denied,
                    2 => Cause::Dns,
                    3 => Cause::Connect,
                    4 => Cause::Tls,
                    5 => Cause::Broken,
                    _ => Cause::Refused,
                },
                detail: detail.to_string(),
                sent,
            }),
            Some(Try::Answer {
                status,
                headers,
                body,
                end,
            }) => {
                let status = match status {
                    Status::Ok => 200,
                    Status::Redirect => 307,
                    Status::Merged => 301,
                    Status::Limited => 429,
                    Status::Down => 503,
                    Status::Other(status) => status % 1000,
                };
                let limit = match status {
                    200..=299 => limits.body,
                    300..=399 => 0,
                    _ => limits.error_body,
                };
                let mut body = body.bytes();
                let end = match end {
                    _ if body.len() > limit => End::OverLimit,
                    Ending::Complete => End::Complete,
                    Ending::OverLimit => End::OverLimit,
                    Ending::TimedOut => End::TimedOut,
                    Ending::Broken(detail) => End::Broken(detail.to_string()),
                };
                body.truncate(limit);
                Ok(Incoming {
                    status,
                    headers: headers
                        .iter()
                        .map(|(header, value)| (header.name().to_string(), value.bytes()))
                        .collect(),
                    body,
                    end,
                })
            }
        }
    }
}

fn check_error(error: Box<Error>) {
    assert!(error.message.len() < 4096, "{} bytes", error.message.len());
    let request_id = error.request_id.unwrap_or_default();
    assert!(request_id.len() < 4096);
    let details = error.details.unwrap_or("null".to_string());
    assert!(details.len() <= 4096);
    let details: Value = from_str(&details).expect("details are JSON");
    for text in [
        error.message,
        request_id,
        details.to_string(),
        words(&details),
    ] {
        for secret in [KEY, BASIC, r#"k/9\"ZQ-fuzz-fuzz"#, "k%2f9%22ZQ-fuzz-fuzz"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

/// All strings in a JSON value.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(items) => items.iter().map(words).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| format!("{key}\n{}", words(value)))
            .collect(),
        _ => String::new(),
    }
}

fn check_json(result: Result<String, Box<Error>>, array: bool) {
    match result {
        Ok(json) => {
            // Numbers too large for `Value` and lone surrogates are fine, as they are passed on.
            let valid = from_str::<&serde_json::value::RawValue>(&json);
            assert!(valid.is_ok() && (!array || json.starts_with('[')));
        }
        Err(error) => check_error(error),
    }
}

fuzz_target!(|input: (u8, Vec<Try>)| {
    let (tool, tries) = input;
    let script = Script {
        tries: RefCell::new(tries.into_iter()),
        now: Cell::new(Duration::ZERO),
    };
    let Ok(client) = Client::open(&script) else {
        panic!("the settings are good");
    };
    let file = || UploadFile {
        name: "box.png".into(),
        content: "box".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    };
    match tool % 10 {
        0 => check_json(customers::get(&client, 7, None), false),
        1 => match customers::list(&client, None) {
            Ok(page) => check_json(Ok(page.items), true),
            Err(error) => check_error(error),
        },
        2 => check_json(search::search(&client, "customer".into(), None, None), true),
        3 => match files::upload(&client, vec![file(), file()], None) {
            Ok(files) => assert_eq!(files.len(), 2),
            Err(error) => check_error(error),
        },
        4 | 5 => match files::download(&client, "attachment".into(), "h".into(), "n".into()) {
            Ok(file) => assert!(file.content.len() as u64 >= file.size),
            Err(error) => check_error(error),
        },
        6 => match statistics::legacy_csv(&client, "overview".into(), "{}".into()) {
            Ok(_) => {}
            Err(error) => check_error(error),
        },
        7 => match customers::delete(&client, 7) {
            Ok(()) => {}
            Err(error) => check_error(error),
        },
        8 => check_json(customers::merge(&client, 7, 8, None), false),
        _ => match custom_fields::list(&client, FieldObject::Ticket, None) {
            Ok(page) => check_json(Ok(page.items), true),
            Err(error) => check_error(error),
        },
    }
});
