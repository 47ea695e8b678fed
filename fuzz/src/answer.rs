//! Whole answers: status, headers, body, and its length as it is announced.

use super::{SECRETS, body, pick};
use arbitrary::{Result, Unstructured};

/// An answer, whose body ends with the connection where its length is not announced.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
    /// The length that the head announces: the body's, more, or less.
    pub announced: Option<usize>,
    /// There is nothing wrong with it: the tool has to succeed.
    pub good: bool,
}

impl Answer {
    /// Returns an answer to a call that succeeds with this body: good ones, bad ones, and nonsense.
    pub fn generate(body: &str, u: &mut Unstructured) -> Result<Self> {
        let status = status(u)?;
        let success = (200..=299).contains(&status);
        let mut good = success && status != 202 && status != 204;
        let mut body = match success {
            true => body.into(),
            false => body::error(u)?,
        };
        if u.ratio(1, 10)? {
            good = false;
            body = body::json(u, 6)?.into_bytes();
        }
        if u.ratio(1, 2)? {
            good = false;
            body::mutate(&mut body, u)?;
        }
        let mut headers = Vec::new();
        for _ in 0..u.int_in_range(0..=5)? {
            let (name, value) = header(u)?;
            good &= name != "content-encoding";
            headers.push((name, value));
        }
        let announced = announced(body.len(), u)?;
        good &= announced.is_none_or(|length| length == body.len());
        Ok(Self {
            status,
            headers,
            body,
            announced,
            good,
        })
    }

    /// Tells whether less of the body comes than the head tells.
    pub fn breaks_off(&self) -> bool {
        self.announced
            .is_some_and(|length| self.body.len() < length)
    }

    /// Tells whether the connection ends with the answer.
    pub fn closes(&self) -> bool {
        self.announced != Some(self.body.len())
    }

    /// Returns the answer in HTTP/1.1.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} Generated\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            // Control characters make no HTTP.
            let printable = value.iter().filter(|byte| **byte >= b' ' && **byte != 0x7f);
            out.extend_from_slice(format!("{name}: ").as_bytes());
            out.extend(printable);
            out.extend_from_slice(b"\r\n");
        }
        let end = match self.announced {
            Some(length) => format!("content-length: {length}"),
            None => "connection: close".to_owned(),
        };
        out.extend_from_slice(format!("{end}\r\n\r\n").as_bytes());
        out.extend_from_slice(&self.body);
        out
    }
}

fn status(u: &mut Unstructured) -> Result<u16> {
    Ok(match u.int_in_range(0..=19)? {
        0..=9 => 200,
        10 => *u.choose(&[201, 202, 203, 204, 206, 299])?,
        11 | 12 => *u.choose(&[300, 301, 302, 303, 304, 307, 308])?,
        13..=15 => *u.choose(&[
            400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 429, 451, 499,
        ])?,
        16 | 17 => *u.choose(&[500, 501, 502, 503, 504, 520, 599, 999])?,
        18 => *u.choose(&[301, 429])?,
        _ => u.int_in_range(200..=999)?,
    })
}

fn header(u: &mut Unstructured) -> Result<(&'static str, Vec<u8>)> {
    /// Names, each with values between bars.
    const HEADERS: [(&str, &str); 8] = [
        (
            "retry-after",
            "0|5|-1|1e3|99999999999999999999||soon|Sun, 06 Nov 1994 08:49:37 GMT|Sun, 99 Foo 0000 99:99:99 GMT|Sun, ",
        ),
        (
            "date",
            "Sun, 06 Nov 1994 08:49:07 GMT|Mon, 31 Dec 9999 23:59:60 GMT|now|",
        ),
        (
            "location",
            r"/api/customers/8|https://files.test/a?b#c|http://evil.test/|//evil.test/a|ftp://a.test/|https://user@a.test/|https://[::1]:99999/|https://:443/|..|\\evil.test\a||https://|https://a.test:0/|%2e%2e/%00",
        ),
        (
            "content-type",
            "application/json|text/html; charset=latin-1|image/png|;;|",
        ),
        ("content-encoding", "identity|gzip|br||GZIP, gzip"),
        ("x-request-id", "0af7651916cd43dd8448eb211c80319c"),
        ("x-gorgias-account-api-call-limit", "39/40"),
        ("set-cookie", "a=b"),
    ];
    let (name, values) = *u.choose(&HEADERS)?;
    let value = match u.int_in_range(0..=11)? {
        0 | 1 => {
            let length = u.int_in_range(0..=3000)?.min(u.len());
            u.bytes(length)?.to_vec()
        }
        2 => format!("a {} b", u.choose(&SECRETS)?).into_bytes(),
        _ => pick(u, values, '|')?.as_bytes().to_vec(),
    };
    Ok((name, value))
}

fn announced(length: usize, u: &mut Unstructured) -> Result<Option<usize>> {
    Ok(match u.int_in_range(0..=39)? {
        0..=29 => Some(length),
        30..=36 => None,
        37 | 38 => Some(length + u.int_in_range(1..=100_000)?),
        // The rest is taken for the next answer, or for nothing.
        _ => Some(u.int_in_range(0..=length)?),
    })
}
