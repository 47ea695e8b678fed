//! An HTTP/1.1 client with connections that are used again.

use super::body::ResponseBody;
use super::lease::Lease;
use super::{connect, failure};
use http::uri::{PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::SendRequest;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// What a phase may take when the plugin sets no time of its own, as in wasmtime's own client.
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);

/// How connections are kept.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// A connection unused for longer is closed. Servers close idle connections too, and one that
    /// does so while a request is on its way loses it; the default of 15 seconds is well below
    /// what servers and load balancers commonly allow (60 seconds and more). Zero: no reuse.
    pub idle_timeout: Duration,
    /// Unused connections kept for each origin. Default: 512.
    pub max_idle: usize,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            idle_timeout: Duration::from_secs(15),
            max_idle: 512,
        }
    }
}

/// Sends requests and keeps their connections for the next ones. Clones share the connections.
///
/// A request goes out once. The one exception is a kept connection that turns out to be closed
/// before the first byte of the request was written to it: then the request goes out on another
/// connection. Every other failure is reported, and whoever sent the request decides.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub options: ClientOptions,
    tls: TlsConnector,
    idle: Mutex<HashMap<Origin, Vec<Idle>>>,
}

struct Idle {
    sender: Sender,
    since: Instant,
}

pub(super) type Sender = SendRequest<WasiBody>;

/// What connections are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    pub tls: bool,
    pub host: String,
    pub port: u16,
}

impl Client {
    /// A client without connections. Trusts the certificate authorities that Mozilla trusts.
    #[must_use]
    pub fn new(options: ClientOptions) -> Self {
        Self {
            shared: Arc::new(Shared {
                options,
                tls: connect::tls(),
                idle: Mutex::default(),
            }),
        }
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &self,
        mut request: Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<Response<WasiBody>, Error> {
        let origin = Origin::of(request.uri())?;
        *request.uri_mut() = origin_form(request.uri());
        let first_byte = options.first_byte_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let between_bytes = options.between_bytes_timeout.unwrap_or(DEFAULT_TIMEOUT);

        let mut kept = self.shared.take(&origin);
        loop {
            let reused = kept.is_some();
            let mut sender = match kept.take() {
                Some(sender) => sender,
                None => {
                    let limit = options.connect_timeout.unwrap_or(DEFAULT_TIMEOUT);
                    connect::connect(&origin, &self.shared.tls, limit).await?
                }
            };
            match timeout(first_byte, sender.try_send_request(request)).await {
                Err(_) => return Err(Error::ConnectionReadTimeout),
                Ok(Ok(response)) => {
                    let connection = Lease::new(sender, origin, &self.shared);
                    return Ok(wrap(response, connection, between_bytes).await);
                }
                Ok(Err(mut failed)) => match failed.take_message() {
                    // hyper gives a request back only if it never began to write it.
                    Some(unsent) if reused => {
                        request = unsent;
                        kept = self.shared.take(&origin);
                    }
                    _ => return Err(failure::sending(&failed.into_error())),
                },
            }
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new(ClientOptions::default())
    }
}

async fn wrap(
    response: Response<Incoming>,
    mut connection: Lease,
    between_bytes: Duration,
) -> Response<WasiBody> {
    if response.body().is_end_stream() {
        // Nobody may ever read this body, so the connection is handed back here.
        let _ = timeout(Lease::PATIENCE, connection.finish()).await;
    }
    response.map(|body| ResponseBody::new(body, connection, between_bytes).boxed_unsync())
}

impl Shared {
    fn take(&self, origin: &Origin) -> Option<Sender> {
        let mut idle = self.lock();
        let connections = idle.get_mut(origin)?;
        // The most recent first: it is the least likely to have been closed by the server.
        while let Some(connection) = connections.pop() {
            let fresh = connection.since.elapsed() < self.options.idle_timeout;
            if fresh && connection.sender.is_ready() {
                return Some(connection.sender);
            }
        }
        None
    }

    /// Returns whether the connection was kept.
    pub fn put(&self, origin: Origin, sender: Sender) -> bool {
        if self.options.idle_timeout.is_zero() {
            return false;
        }
        let mut idle = self.lock();
        let connections = idle.entry(origin).or_default();
        let room = connections.len() < self.options.max_idle;
        if room {
            connections.push(Idle {
                sender,
                since: Instant::now(),
            });
        }
        room
    }

    pub fn prune(&self) {
        let limit = self.options.idle_timeout;
        self.lock().retain(|_, connections| {
            connections.retain(|connection| {
                connection.since.elapsed() < limit && !connection.sender.is_closed()
            });
            !connections.is_empty()
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Origin, Vec<Idle>>> {
        // A panic while the lock is held leaves a list of connections, which is still a list of
        // connections.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Origin {
    fn of(uri: &Uri) -> Result<Self, Error> {
        let authority = uri.authority().ok_or(Error::HttpRequestUriInvalid)?;
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        Ok(Self {
            tls,
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
        })
    }
}

/// The request line of HTTP/1.1 holds path and query only.
fn origin_form(uri: &Uri) -> Uri {
    uri.path_and_query()
        .cloned()
        .map_or_else(|| Uri::from(PathAndQuery::from_static("/")), Uri::from)
}
