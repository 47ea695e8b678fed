//! The listener, its connections, and the guard that ends them.

use super::receive::{Received, receive};
use super::script::{Exchange, Reading, Step};
use bytes::Bytes;
use std::io::Result;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// No connection lasts longer, whatever its script says.
const MAX_LIFE: Duration = Duration::from_secs(120);
/// Connections at once; more are closed as they come.
const MAX_CONNECTIONS: usize = 1024;

/// A running server on a port of 127.0.0.1. Dropping it closes all connections; needs a tokio
/// runtime.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

type Respond = dyn Fn(usize, &Received) -> Vec<Step> + Send + Sync;

enum Script {
    Sequence(Vec<Exchange>),
    Each(Reading, Box<Respond>),
}

struct Shared {
    script: Script,
    connections: AtomicUsize,
    exchanges: AtomicUsize,
    received: Mutex<Vec<Received>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("connections", &self.connections)
            .field("exchanges", &self.exchanges)
            .finish_non_exhaustive()
    }
}

impl FaultServer {
    /// Starts a server that does one of these exchanges after the other, whichever connection the
    /// requests come by, and the last one again and again.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn start(exchanges: impl IntoIterator<Item = Exchange>) -> Result<Self> {
        Self::run(Script::Sequence(exchanges.into_iter().collect())).await
    }

    /// Starts a server that reads so much of each request and does what `respond` says. `respond`
    /// gets the request's number, from 0, and the request.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn answering(
        reading: Reading,
        respond: impl Fn(usize, &Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::run(Script::Each(reading, Box::new(respond))).await
    }

    async fn run(script: Script) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script,
            connections: AtomicUsize::new(0),
            exchanges: AtomicUsize::new(0),
            received: Mutex::default(),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// `127.0.0.1:41234`
    #[must_use]
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:41234`
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many exchanges have begun: with the first byte of a request, or, where nothing is
    /// read, with the connection.
    #[must_use]
    pub fn exchanges(&self) -> usize {
        self.shared.exchanges.load(Ordering::SeqCst)
    }

    /// The requests that were read as far as their exchange says, in this order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, which ends the connections.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        shared.connections.fetch_add(1, Ordering::SeqCst);
        if connections.len() < MAX_CONNECTIONS {
            let shared = Arc::clone(&shared);
            connections.spawn(async move {
                // The peer ends the connection when it likes, which is no error here.
                let _ = timeout(MAX_LIFE, serve(stream, &shared)).await;
            });
        }
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut rest = Vec::new();
    loop {
        let reading = shared.reading();
        if reading != Reading::Nothing && rest.is_empty() {
            stream.readable().await?;
            if stream.peek(&mut [0]).await? == 0 {
                return Ok(());
            }
        }
        let number = shared.exchanges.fetch_add(1, Ordering::SeqCst);
        let mut request = Received::default();
        if reading != Reading::Nothing {
            match receive(&mut stream, &mut rest, reading).await? {
                Some(received) => request = received,
                None => return Ok(()),
            }
            shared
                .received
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(request.clone());
        }
        for step in shared.steps(number, &request) {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Wait(duration) => sleep(duration).await,
                Step::Drip(bytes, every) => drip(&mut stream, &bytes, every).await?,
                Step::Stall => sleep(MAX_LIFE).await,
                Step::Close => return Ok(()),
                Step::Reset => return stream.set_zero_linger(),
            }
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &Bytes, every: Duration) -> Result<()> {
    for byte in bytes.iter().cycle() {
        sleep(every).await;
        stream.write_all(&[*byte]).await?;
    }
    Ok(())
}

impl Shared {
    /// How the next request is read.
    fn reading(&self) -> Reading {
        match &self.script {
            Script::Each(reading, _) => *reading,
            Script::Sequence(exchanges) => {
                let number = self.exchanges.load(Ordering::SeqCst);
                nth(exchanges, number).map_or(Reading::All, |exchange| exchange.reading)
            }
        }
    }

    fn steps(&self, number: usize, request: &Received) -> Vec<Step> {
        match &self.script {
            Script::Each(_, respond) => respond(number, request),
            Script::Sequence(exchanges) => {
                nth(exchanges, number).map_or(Vec::new(), |exchange| exchange.steps.clone())
            }
        }
    }
}

fn nth(exchanges: &[Exchange], number: usize) -> Option<&Exchange> {
    exchanges.get(number).or(exchanges.last())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Answer;
    use tokio::io::AsyncReadExt;

    async fn ask(server: &FaultServer, request: &str) -> (String, Result<()>) {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer).await.map(|_| ());
        (String::from_utf8(answer).unwrap(), end)
    }

    #[tokio::test]
    async fn exchanges_follow_each_other_and_the_last_repeats() {
        let server = FaultServer::start([
            Exchange::answering(Answer::new(503)).close(),
            Exchange::answering(Answer::json("{}")).reset(),
        ])
        .await
        .unwrap();
        let request = "PUT /a?b HTTP/1.1\r\nX-One: 1\r\ncontent-length: 3\r\n\r\nabc";
        let (first, end) = ask(&server, request).await;
        assert!(first.starts_with("HTTP/1.1 503 "), "{first}");
        assert!(end.is_ok());
        for _ in 0..2 {
            let (_, end) = ask(&server, request).await;
            assert!(end.is_err(), "a reset is not an orderly end");
        }
        assert_eq!((server.connections(), server.exchanges()), (3, 3));
        let received = &server.received()[0];
        assert_eq!((&*received.method, &*received.target), ("PUT", "/a?b"));
        assert_eq!(received.header("x-one"), Some("1"));
        assert_eq!(received.body, b"abc");
    }

    #[tokio::test]
    async fn the_guard_ends_stalled_connections() {
        let server = FaultServer::start([Exchange::reading(Reading::Nothing).stall()])
            .await
            .unwrap();
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        while server.exchanges() == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        drop(server);
        let end = timeout(Duration::from_secs(5), stream.read(&mut [0])).await;
        assert!(matches!(end, Ok(Ok(0) | Err(_))));
    }
}
