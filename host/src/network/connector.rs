//! Opening a connection. hyper-util looks the name up and connects, hyper-rustls encrypts; what is
//! ours tells their failures apart and lets early answers through.

use crate::network::{failure::Unreachable, link::Link};
use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::net::TcpStream;
use tower_service::Service;

/// How long opening a connection may take, where the plugin allows more.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// Connects without encryption.
#[derive(Clone)]
pub(super) struct Connector(HttpConnector);

impl Connector {
    /// Connects, and encrypts where the scheme is https.
    pub fn with_tls() -> HttpsConnector<Self> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        // Shared by all addresses of a name, so that a dead one leaves time for the others.
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        // Requests go out in a head and a body; waiting to join them costs 40 ms.
        connector.set_nodelay(true);
        HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(Self(connector))
    }
}

impl Service<Uri> for Connector {
    type Response = Link<TokioIo<TcpStream>>;
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Unreachable>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Unreachable>> {
        self.0.poll_ready(cx).map_err(Unreachable)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.0.call(uri);
        Box::pin(async move { Ok(Link::new(connecting.await.map_err(Unreachable)?)) })
    }
}
