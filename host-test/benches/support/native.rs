//! The same calls without a plugin: hyper-util's client, as a program would use it that trusts
//! itself.
//!
//! It sends what the plugin sends and returns what the plugin returns. It checks no JSON, keeps no
//! deadline and never tries again.

use crate::support::{Call, Client, FILE, data, guest::client};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION},
};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::{self, connect::HttpConnector};

/// A client for one server.
pub struct Native {
    base_url: String,
    authorization: String,
    client: legacy::Client<HttpConnector, Full<Bytes>>,
    /// In base64.
    file: String,
}

impl Native {
    pub fn new(api: &str) -> Self {
        let credentials = BASE64_STANDARD.encode("agent@acme.test:benchmark-key");
        Self {
            base_url: format!("http://{api}"),
            authorization: format!("Basic {credentials}"),
            client: client(),
            file: BASE64_STANDARD.encode(data::binary(1 << 20)),
        }
    }

    async fn get(&self, path: &str) -> usize {
        let answer = self.send(self.request(Method::GET, path, "")).await;
        text(body(answer).await)
    }

    async fn download(&self) -> usize {
        let [kind, hash, name] = FILE;
        let path = format!("/api/{kind}/download/{hash}/{name}");
        let redirect = self.send(self.request(Method::GET, &path, "")).await;
        let location = redirect.headers()[LOCATION].clone();
        body(redirect).await;
        let request = Request::builder().uri(location.as_bytes());
        let request = request.body(Full::default()).expect("a request");
        let file = body(self.send(request).await).await;
        BASE64_STANDARD.encode(file).len()
    }

    async fn upload(&self) -> usize {
        const TYPE: &str = "multipart/form-data; boundary=native-boundary-7d1f3a";
        let mut upload = "--native-boundary-7d1f3a\r\nContent-Disposition: form-data; \
            name=\"box.png\"; filename=\"box.png\"\r\n\
            Content-Type: application/octet-stream\r\n\r\n"
            .to_owned()
            .into_bytes();
        let decoded = BASE64_STANDARD.decode_vec(&self.file, &mut upload);
        decoded.expect("base64");
        upload.extend_from_slice(b"\r\n--native-boundary-7d1f3a--\r\n");
        let mut request = self.request(Method::POST, "/api/upload", upload);
        let media_type = HeaderValue::from_static(TYPE);
        request.headers_mut().insert(CONTENT_TYPE, media_type);
        text(body(self.send(request).await).await)
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

impl Client for Native {
    async fn call(&self, call: Call) -> usize {
        match call {
            Call::GetCustomer => self.get("/api/customers/7").await,
            Call::ListCustomers(view) => self.get(&format!("/api/customers?view_id={view}")).await,
            Call::Download => self.download().await,
            Call::Upload => self.upload().await,
        }
    }
}

async fn body(answer: Response<Incoming>) -> Bytes {
    let body = answer.into_body().collect().await;
    body.expect("a whole body").to_bytes()
}

fn text(body: Bytes) -> usize {
    String::from_utf8(body.into()).expect("UTF-8 text").len()
}
