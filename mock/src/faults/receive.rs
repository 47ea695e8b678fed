//! Reading a request.

use super::script::Reading;
use std::{
    io::{Error, ErrorKind, Result},
    time::Duration,
};
use tokio::{io::AsyncReadExt, net::TcpStream, time::sleep};

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

/// Reads one request's head, and its body as `reading` says. None when the peer has closed
/// instead of sending one. `rest` keeps what was read beyond the request.
pub(super) async fn receive(
    stream: &mut TcpStream,
    rest: &mut Vec<u8>,
    reading: Reading,
) -> Result<Option<Received>> {
    const END: &[u8] = b"\r\n\r\n";
    let end = loop {
        if let Some(at) = rest.windows(END.len()).position(|window| window == END) {
            break at + END.len();
        }
        if rest.len() > MAX_HEAD {
            return Err(invalid("the head is too long"));
        }
        if stream.read_buf(rest).await? == 0 {
            return Ok(None);
        }
    };
    let mut received = Received::parse(&rest[..end])?;
    rest.drain(..end);
    let length = received.header("content-length").unwrap_or("0").parse();
    let length = length.map_err(|_| invalid("content-length is no number"))?;
    received.body = match reading {
        Reading::Nothing | Reading::Head => Vec::new(),
        Reading::All => read(stream, rest, length, length, Duration::ZERO).await?,
        Reading::Slowly(pause) => read(stream, rest, length, SIP, pause).await?,
    };
    Ok(Some(received))
}

/// Reads `length` bytes, first those in `rest`, a piece at a time with a pause after each.
async fn read(
    stream: &mut TcpStream,
    rest: &mut Vec<u8>,
    length: usize,
    piece: usize,
    pause: Duration,
) -> Result<Vec<u8>> {
    if length > MAX_BODY {
        return Err(invalid("the body is too long"));
    }
    let mut body: Vec<u8> = rest.drain(..length.min(rest.len())).collect();
    while body.len() < length {
        let start = body.len();
        body.resize(length.min(start + piece), 0);
        stream.read_exact(&mut body[start..]).await?;
        if !pause.is_zero() {
            sleep(pause).await;
        }
    }
    Ok(body)
}
