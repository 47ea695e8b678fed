//! The same calls without a plugin: hyper's usual client, as a program would use it that trusts
//! itself.
//!
//! It sends what the plugin sends and returns what the plugin returns: text for JSON and for text
//! files, base64 for others. It checks no JSON, keeps no deadline and never tries again.

use super::guest::usual_client;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;

/// A client for one server.
pub struct Native {
    base_url: String,
    authorization: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Native {
    pub fn new(api: &str, reuse: bool) -> Self {
        let credentials = BASE64_STANDARD.encode("agent@acme.test:benchmark-key");
        Self {
            base_url: format!("http://{api}"),
            authorization: format!("Basic {credentials}"),
            client: usual_client(reuse),
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
        let redirect = self.send(self.request(Method::GET, &path, "")).await;
        let location = redirect.headers()[LOCATION].clone();
        body(redirect).await;
        let request = Request::builder()
            .uri(location.as_bytes())
            .header(ACCEPT, "*/*")
            .body(Full::default())
            .expect("a request");
        let file = body(self.send(request).await).await;
        if is_text {
            text(file)
        } else {
            BASE64_STANDARD.encode(file)
        }
    }

    /// The content comes in base64, unless it is text.
    pub async fn upload_file(&self, name: &str, content: &str, is_text: bool) -> String {
        const BOUNDARY: &str = "native-boundary-7d1f3a";
        let mut content_type = String::from("multipart/form-data; boundary=");
        content_type.push_str(BOUNDARY);
        let mut upload = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
             filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        if is_text {
            upload.extend_from_slice(content.as_bytes());
        } else {
            BASE64_STANDARD
                .decode_vec(content, &mut upload)
                .expect("base64");
        }
        upload.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let mut request = self.request(Method::POST, "/api/upload", upload);
        let content_type = content_type.parse().expect("a header's value");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        text(body(self.send(request).await).await)
    }

    async fn get(&self, path: &str) -> String {
        let answer = self.send(self.request(Method::GET, path, "")).await;
        text(body(answer).await)
    }

    fn request(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base_url))
            .header(AUTHORIZATION, &self.authorization)
            .header(ACCEPT, "application/json")
            .body(Full::new(body.into()))
            .expect("a request")
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Response<Incoming> {
        self.client.request(request).await.expect("an answer")
    }
}

async fn body(answer: Response<Incoming>) -> Bytes {
    let body = answer.into_body().collect().await;
    body.expect("a whole body").to_bytes()
}

fn text(body: Bytes) -> String {
    String::from_utf8(body.into()).expect("UTF-8 text")
}
