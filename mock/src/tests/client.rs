//! A client as plain as can be.

use crate::Mock;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

/// `agent@acme.test:mock-api-key`
pub const BASIC: (&str, &str) = (
    "authorization",
    "Basic YWdlbnRAYWNtZS50ZXN0Om1vY2stYXBpLWtleQ==",
);

pub struct Api {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Api {
    pub fn new(mock: &Mock) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let base = mock.base_url();
        Self { base, client }
    }

    /// Sends a request to a path of the API, or to another URL.
    pub async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Response<Bytes> {
        let url = match url.starts_with("http") {
            true => url.to_owned(),
            false => format!("{}{url}", self.base),
        };
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let (head, body) = self.client.request(request).await.unwrap().into_parts();
        Response::from_parts(head, body.collect().await.unwrap().to_bytes())
    }

    /// Sends JSON, or nothing where the text is empty, with the credentials.
    pub async fn call(&self, method: &str, path: &str, json: &str) -> Response<Bytes> {
        let headers = [("content-type", "application/json"), BASIC];
        let headers = &headers[usize::from(json.is_empty())..];
        self.send(method, path, headers, json.to_owned()).await
    }
}

/// A header's text; empty without one.
pub fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// The ids of a list's rows, separated by spaces.
pub fn ids(list: &Value) -> String {
    let rows = list.get("data").unwrap_or(list).as_array();
    let ids = rows.into_iter().flatten().map(|row| row["id"].to_string());
    ids.collect::<Vec<_>>().join(" ")
}
