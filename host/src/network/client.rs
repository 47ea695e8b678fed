//! The HTTP client that the plugin's requests go through: hyper-util's, with its pool of
//! connections.

use crate::network::{
    connector::{CONNECT_TIMEOUT, Connector},
    failure,
};
use futures_util::stream;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::{self, connect::capture_connection},
    rt::{TokioExecutor, TokioTimer},
};
use std::{future::poll_fn, io, pin::pin, time::Duration};
use tokio::{select, time::timeout};
use tower_service::Service;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// The time that a phase may take when the plugin sets no time of its own, as in wasmtime's own client.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);
/// How many headers an answer may have; a guest may hold 128 KiB of them.
const MAX_HEADERS: usize = 4096;

/// How many unused connections are kept for each origin.
const MAX_IDLE: usize = 512;

/// How connections are kept.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// A connection unused for longer is closed. Servers close idle connections too, and one that
    /// does so while a request is on its way loses it; the default of 15 seconds is well below
    /// what servers and load balancers commonly allow (60 seconds and more). Zero: no reuse.
    pub idle_timeout: Duration,
    /// Trusts the certificate authorities in `SSL_CERT_FILE` in place of Mozilla's, and goes through
    /// `HTTPS_PROXY` but for the hosts of `NO_PROXY`. Default: false.
    pub from_environment: bool,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            idle_timeout: Duration::from_secs(15),
            from_environment: false,
        }
    }
}

/// Sends requests and keeps their connections for the next ones. Clones share the connections.
/// Trusts the certificate authorities that Mozilla trusts, unless told otherwise.
///
/// A request goes out once. The one exception is a kept connection that turns out to be closed
/// before the first byte of the request was written to it: then the request goes out on another
/// connection. Every other failure is reported, and whoever sent the request decides.
#[derive(Clone)]
pub struct Client {
    client: legacy::Client<HttpsConnector<Connector>, WasiBody>,
    connector: HttpsConnector<Connector>,
}

impl Client {
    /// Makes a client without connections.
    ///
    /// # Errors
    ///
    /// When the file of certificates that the environment names cannot be read.
    pub fn new(options: ClientOptions) -> io::Result<Self> {
        let kept = match options.idle_timeout {
            Duration::ZERO => 0,
            _ => MAX_IDLE,
        };
        let connector = Connector::with_tls(options.from_environment)?;
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(options.idle_timeout)
            .pool_max_idle_per_host(kept)
            .http1_max_headers(MAX_HEADERS)
            .build(connector.clone());
        Ok(Self { client, connector })
    }

    /// Opens a connection to this URL's host, encrypted where the scheme is https, and closes it
    /// again. Nothing is asked of the host.
    ///
    /// # Errors
    ///
    /// Returns what a request would fail with before its first byte.
    pub async fn connect(&self, uri: Uri) -> Result<(), Error> {
        let mut connector = self.connector.clone();
        let connected = async {
            poll_fn(|cx| connector.poll_ready(cx)).await?;
            connector.call(uri).await
        };
        match timeout(CONNECT_TIMEOUT, connected).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure::connecting(error.as_ref())),
            Err(_) => Err(Error::ConnectionTimeout),
        }
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &self,
        mut request: Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<Response<WasiBody>, Error> {
        let first_byte = options.first_byte_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let between_bytes = options.between_bytes_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let connect = options.connect_timeout.unwrap_or(DEFAULT_TIMEOUT);

        let mut connection = capture_connection(&mut request);
        let connected = timeout(connect, async {
            connection.wait_for_connection_metadata().await;
        });
        let mut sending = pin!(self.client.request(request));
        let answer = select! {
            biased;
            answer = &mut sending => answer,
            connected = connected => {
                connected.map_err(|_| Error::ConnectionTimeout)?;
                let answer = timeout(first_byte, sending).await;
                answer.map_err(|_| Error::ConnectionReadTimeout)?
            }
        };
        let response = answer.map_err(|error| failure::sending(&error))?;
        Ok(response.map(|body| bounded(body, between_bytes)))
    }
}

/// Returns the body, which fails when nothing comes for longer than this.
fn bounded(body: Incoming, between_bytes: Duration) -> WasiBody {
    let frames = stream::unfold(body, move |mut body| async move {
        let frame = match timeout(between_bytes, body.frame()).await {
            Ok(frame) => frame?.map_err(|error| failure::reading(&error)),
            Err(_) => Err(Error::ConnectionReadTimeout),
        };
        Some((frame, body))
    });
    StreamBody::new(frames).boxed_unsync()
}
