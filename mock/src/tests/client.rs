//! A client as plain as can be: a connection for each request.

use crate::Mock;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// `agent@acme.test:mock-api-key`
pub const BASIC: &str = "authorization: Basic YWdlbnRAYWNtZS50ZXN0Om1vY2stYXBpLWtleQ==";

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns a header's text; empty without one.
    pub fn header(&self, name: &str) -> &str {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|it| it.0 == name).map_or("", |it| it.1)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Sends a request to a URL, with these lines in its head.
pub async fn send(method: &str, url: &str, headers: &[&str], body: &[u8]) -> Answer {
    let address = url.strip_prefix("http://").unwrap();
    let (host, path) = address.split_once('/').unwrap();
    let length = format!("content-length: {}\r\n\r\n", body.len());
    let start = format!("{method} /{path} HTTP/1.1\r\nhost: x\r\nconnection: close");
    let head = [&[start.as_str()], headers, &[length.as_str()]].concat();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = [head.join("\r\n").as_bytes(), body].concat();
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let body = answer.split_off(end + 4);
    let head = String::from_utf8(answer).unwrap();
    let status = head[9..12].parse().unwrap();
    Answer { status, head, body }
}

/// Sends JSON, or nothing where the text is empty, with the credentials.
pub async fn call(mock: &Mock, method: &str, path: &str, json: &str) -> Answer {
    let headers = [BASIC, "content-type: application/json"];
    let headers = &headers[..=usize::from(!json.is_empty())];
    send(method, &(mock.base_url() + path), headers, json.as_bytes()).await
}
