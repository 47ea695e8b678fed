//! Opening a connection. hyper-util looks the name up and connects, hyper-rustls encrypts; what is
//! ours tells their failures apart and lets early answers through.

use crate::network::{failure::Unreachable, tolerant_stream::TolerantStream};
use http::{Uri, uri::Scheme};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::{
        legacy::connect::{HttpConnector, proxy::Tunnel},
        proxy::matcher::Matcher,
    },
    rt::TokioIo,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use std::{
    env, fmt, io,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::net::TcpStream;
use tower_service::Service;

/// How long opening a connection may take, where the plugin allows more.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// Connects without encryption, through a proxy where the environment names one for the address.
#[derive(Clone)]
pub(super) struct Connector {
    direct: HttpConnector,
    proxies: Option<Arc<Matcher>>,
}

impl Connector {
    /// Connects, and encrypts where the scheme is https.
    ///
    /// # Errors
    ///
    /// When the file of certificates that the environment names cannot be read.
    pub fn with_tls(from_environment: bool) -> io::Result<HttpsConnector<Self>> {
        let mut direct = HttpConnector::new();
        direct.enforce_http(false);
        // Shared by all addresses of a name, so that a dead one leaves time for the others.
        direct.set_connect_timeout(Some(CONNECT_TIMEOUT));
        // Requests go out in a head and a body; waiting to join them costs 40 ms.
        direct.set_nodelay(true);
        let builder = HttpsConnectorBuilder::new();
        let builder = match env::var_os("SSL_CERT_FILE").filter(|_| from_environment) {
            Some(file) => builder.with_tls_config(trusting(Path::new(&file))?),
            None => builder.with_webpki_roots(),
        };
        Ok(builder.https_or_http().enable_http1().wrap_connector(Self {
            direct,
            proxies: from_environment.then(|| Matcher::from_env().into()),
        }))
    }
}

/// Trusts the certificate authorities in the file, and no others.
fn trusting(file: &Path) -> io::Result<ClientConfig> {
    let unreadable = |error: &dyn fmt::Display| {
        io::Error::other(format!("SSL_CERT_FILE, {}: {error}", file.display()))
    };
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        // A system's file may hold some that are malformed.
        let _ = roots.add(certificate);
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate"));
    }
    let config = ClientConfig::builder().with_root_certificates(roots);
    Ok(config.with_no_client_auth())
}

impl Service<Uri> for Connector {
    type Response = TolerantStream<TokioIo<TcpStream>>;
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Unreachable>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Unreachable>> {
        self.direct.poll_ready(cx).map_err(Unreachable::Direct)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        // What is not encrypted is for this machine.
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let proxies = self.proxies.as_ref().filter(|_| is_https);
        if let Some(proxy) = proxies.and_then(|proxies| proxies.intercept(&uri)) {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), self.direct.clone());
            if let Some(credentials) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(credentials.clone());
            }
            let connecting = tunnel.call(uri);
            return Box::pin(async move {
                let connected = connecting.await;
                Ok(TolerantStream::new(
                    connected.map_err(|error| Unreachable::Proxy(Box::new(error)))?,
                ))
            });
        }
        let connecting = self.direct.call(uri);
        Box::pin(async move {
            Ok(TolerantStream::new(
                connecting.await.map_err(Unreachable::Direct)?,
            ))
        })
    }
}
