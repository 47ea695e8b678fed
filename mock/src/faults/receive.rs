//! Reading a request.

use super::script::Reading;
use std::{
    io::{Error, ErrorKind, Result},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::TcpStream,
    time::sleep,
};

/// Longest head that is read.
const MAX_HEAD: u64 = 1 << 20;
/// Longest body that is read.
const MAX_BODY: usize = 128 << 20;
/// How much of a body [`Reading::Slowly`] reads at a time.
const SIP: usize = 1000;

/// A request as it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// `GET`, for example.
    pub method: String,
    /// Path and query, as they stand in the request line.
    pub target: String,
    /// Header names in lower case, with their values, in order.
    pub headers: Vec<(String, String)>,
    /// As much of the body as was read.
    pub body: Vec<u8>,
}

impl Received {
    /// Returns the first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    fn parse(head: &[u8]) -> Result<Self> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let request: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
        let [method, target, "HTTP/1.1"] = request[..] else {
            return Err(invalid("no HTTP/1.1 request"));
        };
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        Ok(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.collect(),
            body: Vec::new(),
        })
    }
}

fn invalid(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

/// Reads one request's head, and its body as `reading` says. None when the peer has closed instead of
/// sending one, or sends a head without an end.
pub(super) async fn receive(
    stream: &mut BufReader<TcpStream>,
    reading: Reading,
) -> Result<Option<Received>> {
    let mut head = Vec::new();
    let mut limited = (&mut *stream).take(MAX_HEAD);
    while !head.ends_with(b"\r\n\r\n") {
        if limited.read_until(b'\n', &mut head).await? == 0 {
            return Ok(None);
        }
    }
    let mut received = Received::parse(&head)?;
    let length = received.header("content-length").unwrap_or("0").parse();
    let length: usize = length.map_err(|_| invalid("content-length is no number"))?;
    if length > MAX_BODY {
        return Err(invalid("the body is too long"));
    }
    let (length, piece, pause) = match reading {
        Reading::Nothing | Reading::Head => (0, 0, Duration::ZERO),
        Reading::All => (length, length, Duration::ZERO),
        Reading::Slowly(pause) => (length, SIP, pause),
    };
    let body = &mut received.body;
    while body.len() < length {
        let start = body.len();
        body.resize(length.min(start + piece), 0);
        stream.read_exact(&mut body[start..]).await?;
        if !pause.is_zero() {
            sleep(pause).await;
        }
    }
    Ok(Some(received))
}
