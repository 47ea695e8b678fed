//! Opening a connection: look the name up, connect, shake hands, all within one time.

use super::failure;
use super::link::Link;
use super::pool::{Origin, Sender};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use wasmtime_wasi_http::Error;

pub(super) fn tls() -> TlsConnector {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(super) async fn connect(
    origin: &Origin,
    tls: &TlsConnector,
    limit: Duration,
) -> Result<Sender, Error> {
    let deadline = Instant::now() + limit;
    let stream = Link::new(tcp(origin, deadline).await?);
    if !origin.tls {
        return handshake(TokioIo::new(stream)).await;
    }
    let name = ServerName::try_from(bare(&origin.host).to_owned())
        .map_err(|_| Error::HttpRequestUriInvalid)?;
    match timeout_at(deadline, tls.connect(name, stream)).await {
        Err(_) => Err(Error::ConnectionTimeout),
        Ok(Err(error)) => Err(failure::tls(&error)),
        Ok(Ok(stream)) => handshake(TokioIo::new(stream)).await,
    }
}

/// Tries the host's addresses one after the other, each with its share of the time left, so that
/// a dead first address leaves time for the others.
async fn tcp(origin: &Origin, deadline: Instant) -> Result<TcpStream, Error> {
    let found = timeout_at(deadline, lookup_host((bare(&origin.host), origin.port)))
        .await
        .map_err(|_| Error::DnsTimeout)?
        .map_err(|error| failure::dns(&error))?;
    let addresses: Vec<SocketAddr> = found.collect();
    let mut failed = Error::DestinationNotFound;
    for (tried, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let remaining = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        let share = Instant::now() + left / remaining;
        failed = match timeout_at(share, TcpStream::connect(address)).await {
            Err(_) => Error::ConnectionTimeout,
            Ok(Err(error)) => failure::tcp(&error),
            Ok(Ok(stream)) => {
                // Requests go out in a head and a body; waiting to join them costs 40 ms.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
        };
    }
    Err(failed)
}

async fn handshake<T>(io: T) -> Result<Sender, Error>
where
    T: Read + Write + Unpin + Send + 'static,
{
    let (sender, connection) = http1::handshake(io)
        .await
        .map_err(|error| failure::sending(&error))?;
    // Ends when the peer closes, or when the last handle to the connection is dropped. Its error
    // has been told to the request that it concerns.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(sender)
}

/// An IPv6 address without the brackets that it has in a URL.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
}
