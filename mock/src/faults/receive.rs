//! Reading a request.

use super::script::Reading;
use std::io::{Error, ErrorKind, Result};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// Longest head that is read.
const MAX_HEAD: usize = 1 << 20;
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
    /// The first header of this name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    fn parse(head: &[u8]) -> Result<Self> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1")) =
            (words.next(), words.next(), words.next())
        else {
            return Err(Error::new(ErrorKind::InvalidData, "no HTTP/1.1 request"));
        };
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Ok(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: Vec::new(),
        })
    }
}

/// Reads one request's head, and its body as `reading` says. None when the peer has closed
/// instead of sending one. `rest` keeps what was read beyond the request.
pub(super) async fn receive(
    stream: &mut TcpStream,
    rest: &mut Vec<u8>,
    reading: Reading,
) -> Result<Option<Received>> {
    let Some(end) = head_end(stream, rest).await? else {
        return Ok(None);
    };
    let mut received = Received::parse(&rest[..end])?;
    rest.drain(..end);
    if reading == Reading::Head {
        rest.clear();
        return Ok(Some(received));
    }
    let length: usize = match received.header("content-length") {
        Some(length) => length
            .parse()
            .map_err(|_| Error::new(ErrorKind::InvalidData, "content-length is no number"))?,
        None => 0,
    };
    if length > MAX_BODY {
        return Err(Error::new(ErrorKind::InvalidData, "the body is too long"));
    }
    let at_once = rest.len().min(length);
    received.body = rest.drain(..at_once).collect();
    match reading {
        Reading::Slowly(pause) => sip(stream, &mut received.body, length, pause).await?,
        _ => fill(stream, &mut received.body, length).await?,
    }
    Ok(Some(received))
}

async fn head_end(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Result<Option<usize>> {
    const END: &[u8] = b"\r\n\r\n";
    loop {
        if let Some(at) = rest.windows(END.len()).position(|window| window == END) {
            return Ok(Some(at + END.len()));
        }
        if rest.len() > MAX_HEAD {
            return Err(Error::new(ErrorKind::InvalidData, "the head is too long"));
        }
        if stream.read_buf(rest).await? == 0 {
            return Ok(None);
        }
    }
}

async fn fill(stream: &mut TcpStream, body: &mut Vec<u8>, length: usize) -> Result<()> {
    let missing = length - body.len();
    let start = body.len();
    body.resize(start + missing, 0);
    stream.read_exact(&mut body[start..]).await?;
    Ok(())
}

async fn sip(
    stream: &mut TcpStream,
    body: &mut Vec<u8>,
    length: usize,
    pause: Duration,
) -> Result<()> {
    while body.len() < length {
        let next = length.min(body.len() + SIP);
        fill(stream, body, next).await?;
        sleep(pause).await;
    }
    Ok(())
}
