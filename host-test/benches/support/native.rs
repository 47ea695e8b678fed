//! The same calls without a plugin: hyper, as a program would use it that trusts itself.
//!
//! It sends what the plugin sends and returns what the plugin returns: text for JSON and for text
//! files, base64 for others. It checks no JSON, keeps no deadline and never tries again.

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use tokio::net::TcpStream;

type Sender = SendRequest<Full<Bytes>>;

/// A client for one server.
pub struct Native {
    api: String,
    authorization: String,
    /// Whether connections are kept.
    reuse: bool,
    idle: Mutex<HashMap<String, Vec<Sender>>>,
}

/// An answer, and the connection that it comes by.
struct Answer {
    response: Response<Incoming>,
    sender: Sender,
    host: String,
}

impl Native {
    pub fn new(api: &str, reuse: bool) -> Self {
        let credentials = BASE64_STANDARD.encode("agent@acme.test:benchmark-key");
        Self {
            api: api.to_owned(),
            authorization: format!("Basic {credentials}"),
            reuse,
            idle: Mutex::default(),
        }
    }

    pub async fn get_customer(&self, id: u64) -> String {
        self.get(&format!("/api/customers/{id}")).await
    }

    pub async fn list_customers(&self, view_id: u64) -> String {
        self.get(&format!("/api/customers?view_id={view_id}")).await
    }

    /// In base64, unless the file is known to be text.
    pub async fn download_file(&self, kind: &str, hash: &str, name: &str, is_text: bool) -> String {
        let path = format!("/api/{kind}/download/{hash}/{name}");
        let redirect = self
            .send(&self.api, self.request(Method::GET, &path, ""))
            .await;
        let location = redirect.response.headers()[LOCATION].clone();
        self.finish(redirect).await;
        let location = location.to_str().expect("text");
        let location = location.strip_prefix("http://").expect("an http URL");
        let (host, path) = location.split_at(location.find('/').expect("a path"));
        let request = Request::builder()
            .uri(path)
            .header(HOST, host)
            .header(ACCEPT, "*/*")
            .body(Full::default())
            .expect("a request");
        let file = self.finish(self.send(host, request).await).await;
        if is_text {
            text(file)
        } else {
            BASE64_STANDARD.encode(file)
        }
    }

    /// The content comes in base64, unless it is text.
    pub async fn upload_file(&self, name: &str, content: &str, is_text: bool) -> String {
        const BOUNDARY: &str = "native-boundary-7d1f3a";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
             filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        if is_text {
            body.extend_from_slice(content.as_bytes());
        } else {
            BASE64_STANDARD
                .decode_vec(content, &mut body)
                .expect("base64");
        }
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let mut request = self.request(Method::POST, "/api/upload", body);
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        request.headers_mut().insert(
            CONTENT_TYPE,
            content_type.parse().expect("a header's value"),
        );
        text(self.finish(self.send(&self.api, request).await).await)
    }

    async fn get(&self, path: &str) -> String {
        let request = self.request(Method::GET, path, "");
        text(self.finish(self.send(&self.api, request).await).await)
    }

    fn request(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
        Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.api)
            .header(AUTHORIZATION, &self.authorization)
            .header(ACCEPT, "application/json")
            .body(Full::new(body.into()))
            .expect("a request")
    }

    async fn send(&self, host: &str, request: Request<Full<Bytes>>) -> Answer {
        let kept = self.idle().get_mut(host).and_then(Vec::pop);
        let mut sender = match kept {
            Some(sender) => sender,
            None => connect(host).await,
        };
        let response = sender.send_request(request).await.expect("an answer");
        Answer {
            response,
            sender,
            host: host.to_owned(),
        }
    }

    /// Reads the body, and keeps the connection.
    async fn finish(&self, answer: Answer) -> Bytes {
        let Answer {
            response,
            mut sender,
            host,
        } = answer;
        let body = response.into_body().collect().await.expect("a whole body");
        if self.reuse {
            sender.ready().await.expect("the connection stays");
            self.idle().entry(host).or_default().push(sender);
        }
        body.to_bytes()
    }

    fn idle(&self) -> MutexGuard<'_, HashMap<String, Vec<Sender>>> {
        self.idle.lock().expect("nobody panics with the lock")
    }
}

async fn connect(host: &str) -> Sender {
    let stream = TcpStream::connect(host).await.expect("a connection");
    stream.set_nodelay(true).expect("an option of TCP");
    let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("a connection");
    tokio::spawn(async move {
        let _ = connection.await;
    });
    sender
}

fn text(body: Bytes) -> String {
    String::from_utf8(body.into()).expect("UTF-8 text")
}
