//! The bytes of an HTTP answer, right or wrong.

use bytes::Bytes;

/// An HTTP/1.1 answer. Nothing is checked, so that it can be wrong.
#[derive(Clone, Debug)]
pub struct Answer {
    head: String,
    body: Bytes,
    framing: Framing,
}

/// How the end of the body is told.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Length,
    /// In chunks of so many bytes.
    Chunked(usize),
    Close,
}

impl Answer {
    /// Answers with this status and an empty body of content-length 0.
    pub fn new(status: u16) -> Self {
        Self {
            head: format!("HTTP/1.1 {status} Scripted\r\n"),
            body: Bytes::new(),
            framing: Framing::Length,
        }
    }

    /// Answers 200 with this JSON.
    pub fn json(json: impl Into<Bytes>) -> Self {
        Self::new(200)
            .header("content-type", "application/json")
            .body(json)
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends the body in chunks of 16 KiB, without a content-length.
    pub fn chunked(self) -> Self {
        self.in_chunks_of(16 << 10)
    }

    /// Sends the body in chunks of so many bytes.
    pub fn in_chunks_of(mut self, bytes: usize) -> Self {
        self.framing = Framing::Chunked(bytes.max(1));
        self
    }

    /// Ends the body where the connection does, as in HTTP/1.0.
    pub fn until_close(mut self) -> Self {
        self.framing = Framing::Close;
        self
    }

    /// Returns the whole answer.
    pub fn bytes(&self) -> Bytes {
        let framing = match self.framing {
            Framing::Length => format!("content-length: {}", self.body.len()),
            Framing::Chunked(_) => "transfer-encoding: chunked".to_owned(),
            Framing::Close => "connection: close".to_owned(),
        };
        let mut out = format!("{}{framing}\r\n\r\n", self.head).into_bytes();
        let Framing::Chunked(size) = self.framing else {
            out.extend_from_slice(&self.body);
            return out.into();
        };
        for chunk in self.body.chunks(size) {
            out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            out.extend_from_slice(chunk);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"0\r\n\r\n");
        out.into()
    }
}

impl From<Answer> for Bytes {
    fn from(answer: Answer) -> Self {
        answer.bytes()
    }
}
