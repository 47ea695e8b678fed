//! The reading calls without a plugin: hyper-util's client, as a program would use it that trusts
//! itself. It checks no JSON, keeps no deadline and never tries again.

use crate::support::{Call, Client, guest::client};
use bytes::Bytes;
use http::{
    Request,
    header::{ACCEPT, AUTHORIZATION},
};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};

/// A client for one server.
pub struct Native {
    base_url: String,
    client: legacy::Client<HttpConnector, Full<Bytes>>,
}

impl Native {
    pub fn new(api: &str) -> Self {
        Self {
            base_url: format!("http://{api}"),
            client: client(),
        }
    }
}

impl Client for Native {
    async fn call(&self, call: Call) -> usize {
        let path = match call {
            Call::GetCustomer => "/api/customers/7",
            _ => "/api/customers",
        };
        let request = Request::get(self.base_url.clone() + path)
            .header(
                AUTHORIZATION,
                "Basic YWdlbnRAYWNtZS50ZXN0OmJlbmNobWFyay1rZXk=",
            )
            .header(ACCEPT, "application/json")
            .body(Full::default())
            .expect("a request");
        let answer = self.client.request(request).await.expect("an answer");
        let body = answer.into_body().collect().await.expect("a whole body");
        let text = String::from_utf8(body.to_bytes().into());
        text.expect("UTF-8 text").len()
    }
}
