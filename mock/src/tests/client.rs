//! A client as plain as can be.

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::Mock;

/// `agent@acme.test:mock-api-key`
pub const BASIC: &str = "Basic YWdlbnRAYWNtZS50ZXN0Om1vY2stYXBpLWtleQ==";

#[derive(Clone)]
pub struct Api {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON of a success.
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:?}", self.body);
        self.json()
    }

    /// The `error` of a failure.
    pub fn error(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:?}", self.body);
        let error = self.json()["error"].clone();
        assert!(error["msg"].is_string(), "{error}");
        error
    }

    pub fn nothing(self, status: u16) {
        assert_eq!(self.status, status, "{:?}", self.body);
        assert_eq!(self.body, "");
        assert_eq!(self.header("content-type"), "application/json");
    }
}

impl Api {
    pub fn new(mock: &Mock) -> Self {
        Self {
            base: mock.base_url(),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", BASIC)], "")
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[("authorization", BASIC)], "")
            .await
    }

    pub async fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        let headers = [
            ("authorization", BASIC),
            ("content-type", "application/json"),
        ];
        self.send(method, path, &headers, body.to_string()).await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let uri = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let answer = self.client.request(request).await.unwrap();
        let (head, body) = answer.into_parts();
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }
}

/// The ids of a list's rows.
pub fn ids(list: &Value) -> Vec<u64> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_u64().unwrap()).collect()
}
