//! The listener, its connections, and the guard that ends them.

use super::{
    receive::{Received, receive},
    script::{Exchange, Reading, Step},
};
use crate::{bounded_log::BoundedLog, lock::lock};
use bytes::Bytes;
use std::{
    io::Result,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
    time::{sleep, timeout},
};

/// No connection lasts longer, whatever its script says.
const MAX_LIFE: Duration = Duration::from_secs(120);
/// Connections at once; more are closed as they come.
const MAX_CONNECTIONS: usize = 1024;

/// A running server on a port of 127.0.0.1. Dropping it closes all connections; needs a tokio
/// runtime.
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

type Respond = dyn Fn(usize, &Received) -> Vec<Step> + Send + Sync;

struct Shared {
    /// How requests are read, one after the other.
    readings: Vec<Reading>,
    /// Returns the script for a request, by its number.
    respond: Box<Respond>,
    connections: AtomicUsize,
    exchanges: AtomicUsize,
    received: Mutex<BoundedLog<Received>>,
}

/// Returns the item of this number, or the last one, which repeats.
fn nth<T: Clone>(items: &[T], number: usize) -> Option<T> {
    items.get(number).or(items.last()).cloned()
}

impl FaultServer {
    /// Starts a server that does one of these exchanges after the other, whichever connection the
    /// requests come by, and the last one again and again.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(exchanges: impl IntoIterator<Item = Exchange>) -> Result<Self> {
        let parts = exchanges.into_iter().map(|it| (it.reading, it.steps));
        let (readings, steps): (_, Vec<_>) = parts.unzip();
        let respond = move |number, _: &Received| nth(&steps, number).unwrap_or_default();
        Self::run(readings, Box::new(respond)).await
    }

    /// Starts a server that reads so much of each request and does what `respond` says. `respond`
    /// gets the request's number, from 0, and the request.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn answering(
        reading: Reading,
        respond: impl Fn(usize, &Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::run(vec![reading], Box::new(respond)).await
    }

    async fn run(readings: Vec<Reading>, respond: Box<Respond>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            readings,
            respond,
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

    /// Returns host and port, such as `127.0.0.1:41234`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// Returns the origin, such as `http://127.0.0.1:41234`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Counts the accepted connections.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Counts the exchanges that have begun: with the first byte of a request, or, where nothing is
    /// read, with the connection.
    pub fn exchanges(&self) -> usize {
        self.shared.exchanges.load(Ordering::SeqCst)
    }

    /// Returns the requests that were read as far as their exchange says, in this order: at most the
    /// newest 100,000, with at most 128 MiB of bodies.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).iter().cloned().collect()
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

async fn serve(stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    // Little is read ahead: what a script leaves unread has to stay unread.
    let mut stream = BufReader::with_capacity(64, stream);
    loop {
        let reading = nth(&shared.readings, shared.exchanges.load(Ordering::SeqCst));
        let reading = reading.unwrap_or(Reading::All);
        if reading != Reading::Nothing && stream.fill_buf().await?.is_empty() {
            return Ok(());
        }
        let number = shared.exchanges.fetch_add(1, Ordering::SeqCst);
        let request = match reading {
            Reading::Nothing => None,
            _ => match receive(&mut stream, reading).await? {
                None => return Ok(()),
                received => received,
            },
        };
        let steps = (shared.respond)(number, request.as_ref().unwrap_or(&Received::default()));
        if let Some(request) = request {
            lock(&shared.received).push(request.body.len(), request);
        }
        for step in steps {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Wait(duration) => sleep(duration).await,
                Step::Drip(bytes, every) => drip(&mut stream, &bytes, every).await?,
                Step::Stall => sleep(MAX_LIFE).await,
                Step::Close => return Ok(()),
                Step::Reset => return stream.get_ref().set_zero_linger(),
            }
        }
        if reading == Reading::Head {
            // What is left of the body is no request.
            let left = stream.buffer().len();
            stream.consume(left);
        }
    }
}

async fn drip(stream: &mut BufReader<TcpStream>, bytes: &Bytes, every: Duration) -> Result<()> {
    for byte in bytes.iter().cycle() {
        sleep(every).await;
        stream.write_all(&[*byte]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn the_guard_ends_stalled_connections() {
        let stalling = [Exchange::reading(Reading::Nothing).stall()];
        let server = FaultServer::start(stalling).await.unwrap();
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        while server.exchanges() == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        drop(server);
        let end = timeout(Duration::from_secs(5), stream.read(&mut [0])).await;
        assert!(matches!(end, Ok(Ok(0) | Err(_))));
    }
}
