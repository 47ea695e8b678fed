//! Whole answers: status, headers, body, and how the body is sent.

use crate::bodies;
use crate::prng::Prng;
use crate::tools::Tool;
use mock::faults::Step;
use std::fmt;

pub struct Generated {
    bytes: Vec<u8>,
    /// The connection ends with the answer.
    closes: bool,
    good: bool,
}

impl Generated {
    pub fn new(tool: Tool, prng: &mut Prng) -> Self {
        let status = status(prng);
        let mut good = (200..=299).contains(&status) && status != 202 && status != 204;
        let mut body = match good {
            _ if prng.once_in(10) => {
                good = false;
                bodies::json(prng, 6).into_bytes()
            }
            true => bodies::good(tool, prng),
            false => bodies::error(prng),
        };
        if prng.once_in(2) {
            good = false;
            body = bodies::mutate(body, prng);
        }
        let mut head = format!("HTTP/1.1 {status} Generated\r\n").into_bytes();
        for _ in 0..prng.below(6) {
            let (name, value) = header(prng);
            good &= name != "content-encoding";
            head.extend_from_slice(&[name.as_bytes(), b": ", &value, b"\r\n"].concat());
        }
        let (sent, whole, closes) = framed(body, prng);
        head.extend_from_slice(&sent);
        Self {
            bytes: head,
            closes,
            good: good && whole,
        }
    }

    /// Whether there is nothing wrong with it.
    pub fn is_certainly_good(&self) -> bool {
        self.good
    }

    pub fn steps(self) -> Vec<Step> {
        let mut steps = vec![Step::Send(self.bytes.into())];
        if self.closes {
            steps.push(Step::Close);
        }
        steps
    }
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        let shown: String = text.chars().take(2000).collect();
        write!(f, "{shown:?}, closes: {}, good: {}", self.closes, self.good)
    }
}

fn status(prng: &mut Prng) -> u16 {
    match prng.below(20) {
        0..=9 => 200,
        10 => 201,
        11 => prng.pick(&[202, 203, 204, 206, 299]),
        12 => prng.pick(&[300, 301, 302, 303, 304, 307, 308]),
        13..=15 => prng.pick(&[
            400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 429, 451, 499,
        ]),
        16..=17 => prng.pick(&[500, 501, 502, 503, 504, 520, 599, 999]),
        18 => prng.pick(&[301, 429, 200]),
        _ => 100 + prng.below(900) as u16,
    }
}

fn header(prng: &mut Prng) -> (&'static str, Vec<u8>) {
    let name = prng.pick(&[
        "retry-after",
        "date",
        "location",
        "content-type",
        "content-encoding",
        "x-request-id",
        "x-gorgias-account-api-call-limit",
        "set-cookie",
    ]);
    let value = match name {
        "retry-after" => prng.pick(&[
            "0",
            "5",
            "-1",
            "1e3",
            "99999999999999999999",
            "",
            "soon",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 99 Foo 0000 99:99:99 GMT",
            "Sun, ",
        ]),
        "date" => prng.pick(&[
            "Sun, 06 Nov 1994 08:49:07 GMT",
            "Mon, 31 Dec 9999 23:59:60 GMT",
            "now",
            "",
        ]),
        "location" => prng.pick(&[
            "/api/customers/8",
            "https://files.test/a?b#c",
            "http://evil.test/",
            "//evil.test/a",
            "ftp://a.test/",
            "https://user@a.test/",
            "https://[::1]:99999/",
            "https://:443/",
            "..",
            "\\\\evil.test\\a",
            "",
            "https://",
            "https://a.test:0/",
            "%2e%2e/%00",
        ]),
        "content-type" => prng.pick(&[
            "application/json",
            "text/html; charset=latin-1",
            "image/png",
            ";;",
            "",
        ]),
        "content-encoding" => prng.pick(&["identity", "gzip", "br", "", "GZIP, gzip"]),
        _ => "0af7651916cd43dd8448eb211c80319c",
    };
    if prng.once_in(6) {
        let length = prng.below(3000);
        let mut noise = prng.bytes(length);
        // Other control characters make no HTTP.
        noise.retain(|byte| *byte >= b' ' && *byte != 0x7f);
        return (name, noise);
    }
    (name, value.into())
}

/// The rest of the head, and the body; whether the body is whole, and whether the connection ends.
fn framed(body: Vec<u8>, prng: &mut Prng) -> (Vec<u8>, bool, bool) {
    let length = body.len();
    let with = |head: String, body: &[u8]| [head.as_bytes(), b"\r\n\r\n", body].concat();
    match prng.below(40) {
        0..=19 => (
            with(format!("content-length: {length}"), &body),
            true,
            false,
        ),
        20..=29 => {
            let chunk = 1 + prng.below(length + 10);
            (
                with("transfer-encoding: chunked".into(), &chunks(&body, chunk)),
                true,
                false,
            )
        }
        30..=36 => (with("connection: close".into(), &body), true, true),
        // Less than announced.
        37 => {
            let more = length + 1 + prng.below(100_000);
            (with(format!("content-length: {more}"), &body), false, true)
        }
        // The last chunk is missing, or what looks like one is none.
        38 => {
            let mut sent = chunks(&body, 1 + prng.below(length + 10));
            sent.truncate(prng.below(sent.len()));
            (
                with("transfer-encoding: chunked".into(), &sent),
                false,
                true,
            )
        }
        // More than announced: the rest is taken for the next answer, or for nothing.
        _ => {
            let less = prng.below(length + 1);
            (
                with(format!("content-length: {less}"), &body),
                less == length,
                true,
            )
        }
    }
}

fn chunks(body: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in body.chunks(size) {
        out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}
