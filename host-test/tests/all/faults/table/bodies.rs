//! 2xx, and something is wrong with the body. A tool that needs nothing of it does not care.

use super::{MEGABYTE, request_read};
use crate::faults::{
    class::Class::{self, *},
    fault::{Expect, Fault, done, fails, gives},
};
use bytes::Bytes;
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::*;
use mock::faults::{Answer, Exchange};
use std::time::Duration;

/// Stands for an answer that says nothing.
const DONE: &str = r#"{"done":true}"#;

pub fn faults() -> Vec<Fault> {
    let mut faults = broken();
    faults.extend(silent());
    faults.extend(too_long());
    faults.extend(unreadable());
    faults
}

/// JSON and a file of all but this last byte.
const BEGINNING: &str = r#"{"id": 7, "name": "Ada"#;

fn broken() -> Vec<Fault> {
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let begun = |head: &str| request_read().send(format!("{head}{BEGINNING}"));
    let chunk = format!("{:x}\r\n{BEGINNING}\r\n", BEGINNING.len());
    let in_chunks = || request_read().send(format!("{chunked}{chunk}"));
    [
        Fault::always("reset inside the body", begun(announced).reset()),
        Fault::always(
            "closed before the announced length",
            begun(announced).close(),
        ),
        Fault::always("chunked, closed before the last chunk", in_chunks().close()),
        Fault::always(
            "chunked, then garbage",
            in_chunks().send("no chunk\r\n").close(),
        ),
    ]
    .map(|fault| {
        fault
            .timeout(3)
            .on(Class::REPEATABLE, fails(Network).requests(4).status(200))
            .on(Class::ONCE, fails(Network).status(200))
            .on(&[Delete], done())
            .without(Download)
    })
    .into()
}

fn silent() -> Vec<Fault> {
    let pause = Duration::from_millis(100);
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n";
    let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    [
        Fault::always(
            "stalls after the headers",
            request_read().send(announced).stall(),
        ),
        Fault::always(
            "stalls inside the body",
            request_read()
                .send(format!("{announced}{BEGINNING}"))
                .stall(),
        ),
        Fault::always(
            "drips its body",
            request_read().send(announced).drip(" ", pause),
        ),
        Fault::always(
            "drips chunks",
            request_read().send(endless).drip("1\r\n \r\n", pause),
        ),
    ]
    .map(|fault| content(fault.timeout(1), fails(Timeout).status(200)))
    .into()
}

fn too_long() -> Vec<Fault> {
    const LIMIT: usize = 64 << 10;
    let body = |length: usize| Bytes::from(format!("[{}]", " ".repeat(length - 2)));
    let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    let mut endless = request_read().send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    for _ in 0..64 {
        endless = endless.send(chunk.clone());
    }
    [
        Fault::answers("a body over the limit", Answer::json(body(LIMIT + 1))),
        Fault::always(
            "over the limit, in chunks",
            Exchange::answering(Answer::json(body(LIMIT + 1)).chunked()),
        ),
        Fault::answers("200 times the limit", Answer::json(body(200 * LIMIT))),
        Fault::always("a body without an end", endless.stall()),
    ]
    .map(|fault| fault.limit(LIMIT).says("GORGIAS_MAX_RESPONSE_BYTES"))
    .map(|fault| content(fault, fails(TooLarge).status(200)))
    .into()
}

fn unreadable() -> Vec<Fault> {
    let strange = |name, answer| content(Fault::answers(name, answer), fails(UnexpectedResponse));
    let gzip: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x8b\x8e\x05\x00\x29\xbb\x4c\x0d";
    let web_page = "<html><head><title>Sign in</title></head><body>…</body></html>";
    vec![
        strange("200 without a body", Answer::new(200))
            .on(&[Update, Create, Merge], gives(DONE))
            .on(&[FileHost], gives("")),
        // These statuses say that there is none.
        strange("204 where there should be a body", Answer::new(204))
            .on(&[Get], gives("null"))
            .on(&[Update, Create, Merge], gives(DONE))
            .on(&[FileHost], gives("")),
        strange("200 with invalid JSON", Answer::json("{\"id\": 7,}"))
            .on(&[FileHost], gives("{\"id\": 7,}")),
        strange("200 with half of the JSON", Answer::json(BEGINNING))
            .on(&[FileHost], gives(BEGINNING)),
        strange("200 with a web page", Answer::new(200).body(web_page))
            .on(&[FileHost], gives(web_page)),
        strange(
            "200 with invalid UTF-8",
            Answer::json(b"{\"a\": \"\xff\"}".to_vec()),
        )
        .on(&[FileHost], gives("eyJhIjogIv8ifQ==")),
        strange(
            "gzip that was not asked for",
            Answer::json(gzip).header("content-encoding", "gzip"),
        )
        .says("compressed"),
        // Where the type of JSON matters: an upload's answer is a list.
        Fault::answers("200 with other JSON", Answer::json("{\"id\": 7}"))
            .on(&[Upload], fails(UnexpectedResponse))
            .on(&[Get, Update, Create, Merge], gives("{\"id\": 7}"))
            .on(&[Delete], done()),
        Fault::scripted("200, and the connection closes at the end", |scene| {
            vec![Exchange::answering(scene.fine().until_close()).close()]
        })
        .on(&Class::ALL, done())
        .without(Delete),
        Fault::scripted("fine, with bytes after the end", |scene| {
            let answer = scene.fine().bytes();
            vec![Exchange::answering(Bytes::from(
                [&answer[..], b"HTTP/1.1 500 No\r\n\r\n"].concat(),
            ))]
        })
        .on_all(done()),
        Fault::answers(
            "20 MB of nested brackets",
            Answer::json("[".repeat(20 * MEGABYTE)),
        )
        .limit(32 * MEGABYTE)
        .on(&[Get], fails(UnexpectedResponse)),
    ]
}

/// The tools that need the body, and the one that does not.
fn content(fault: Fault, expect: Expect) -> Fault {
    fault.on(Class::WITH_CONTENT, expect).on(&[Delete], done())
}
