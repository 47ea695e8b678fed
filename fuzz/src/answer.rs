//! Whole answers: status, headers, body, and how the body is sent.

use super::{SECRETS, body, pick, shape::Shape};
use arbitrary::{Result, Unstructured};

/// How the end of the body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Length,
    /// In chunks of so many bytes.
    Chunks(usize),
    /// By the end of the connection.
    Close,
    /// The connection ends so many bytes before the announced length.
    Short(usize),
    /// The connection ends after so many bytes of chunks.
    Cut(usize),
    /// So many bytes less are announced than come.
    Long(usize),
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
    pub framing: Framing,
    /// There is nothing wrong with it: the tool has to succeed.
    pub good: bool,
}

impl Answer {
    /// An answer to a tool that hopes for this shape: good ones, bad ones, and nonsense.
    pub fn generate(shape: Shape, u: &mut Unstructured) -> Result<Self> {
        let status = status(u)?;
        let success = (200..=299).contains(&status);
        let mut good = success && status != 202 && status != 204;
        let mut body = match success {
            true => body::good(shape, u)?,
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
        let framing = framing(body.len(), u)?;
        good &= match framing {
            Framing::Length | Framing::Chunks(_) | Framing::Close => true,
            Framing::Long(more) => more == 0,
            Framing::Short(_) | Framing::Cut(_) => false,
        };
        Ok(Self {
            status,
            headers,
            body,
            framing,
            good,
        })
    }

    /// The length that the head announces, if it does.
    pub fn announced(&self) -> Option<usize> {
        match self.framing {
            Framing::Length => Some(self.body.len()),
            Framing::Short(more) => Some(self.body.len() + more),
            Framing::Long(less) => Some(self.body.len() - less),
            Framing::Chunks(_) | Framing::Cut(_) | Framing::Close => None,
        }
    }

    /// Whether less of the body comes than the framing tells.
    pub fn breaks_off(&self) -> bool {
        matches!(self.framing, Framing::Short(_) | Framing::Cut(_))
    }

    /// The connection ends with the answer.
    pub fn closes(&self) -> bool {
        !matches!(self.framing, Framing::Length | Framing::Chunks(_))
    }

    /// The answer in HTTP/1.1.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} Generated\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            // Control characters make no HTTP.
            let printable = value.iter().filter(|byte| **byte >= b' ' && **byte != 0x7f);
            out.extend_from_slice(format!("{name}: ").as_bytes());
            out.extend(printable);
            out.extend_from_slice(b"\r\n");
        }
        let framing = match (self.announced(), self.framing) {
            (Some(length), _) => format!("content-length: {length}"),
            (None, Framing::Close) => "connection: close".to_owned(),
            (None, _) => "transfer-encoding: chunked".to_owned(),
        };
        out.extend_from_slice(format!("{framing}\r\n\r\n").as_bytes());
        match self.framing {
            Framing::Chunks(size) => out.extend(chunks(&self.body, size)),
            Framing::Cut(at) => out.extend(chunks(&self.body, 100).into_iter().take(at)),
            _ => out.extend_from_slice(&self.body),
        }
        out
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

fn framing(length: usize, u: &mut Unstructured) -> Result<Framing> {
    Ok(match u.int_in_range(0..=39)? {
        0..=19 => Framing::Length,
        20..=29 => Framing::Chunks(u.int_in_range(1..=length + 10)?),
        30..=36 => Framing::Close,
        37 => Framing::Short(u.int_in_range(1..=100_000)?),
        38 => Framing::Cut(u.int_in_range(0..=length)?),
        // The rest is taken for the next answer, or for nothing.
        _ => Framing::Long(u.int_in_range(0..=length)?),
    })
}
