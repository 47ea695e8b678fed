//! The two listeners, and the guard that ends them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::canned::{Canned, Queue};
use super::front::{self, Shared};
use super::log::{Log, LoggedRequest};
use super::options::{MockBuilder, Options};
use super::rate_limit::Bucket;
use super::shop::Shop;

/// A running mock Gorgias. Dropping it stops both servers; needs a tokio runtime.
#[derive(Debug)]
pub struct Mock {
    shared: Arc<Shared>,
    address: SocketAddr,
    files_address: SocketAddr,
    connections: Arc<AtomicU64>,
    /// Dropped with the guard, which tells the servers to stop.
    _running: watch::Sender<()>,
}

impl Mock {
    /// Starts a mock with the defaults of [`MockBuilder`].
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        Self::builder().start().await
    }

    /// Chooses what differs from the default.
    pub fn builder() -> MockBuilder {
        MockBuilder::default()
    }

    /// The API's origin, such as `http://127.0.0.1:41234`: no trailing slash, no `/api`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The file host's origin, in the same form.
    pub fn files_origin(&self) -> String {
        format!("http://{}", self.files_address)
    }

    /// The environment that points the component at this mock.
    pub fn env(&self) -> Vec<(String, String)> {
        let options = &self.shared.options;
        vec![
            ("GORGIAS_BASE_URL".into(), self.base_url()),
            ("GORGIAS_EMAIL".into(), options.email.clone()),
            ("GORGIAS_API_KEY".into(), options.api_key.clone()),
        ]
    }

    /// All requests since the start or the last clearing, oldest first, to both servers.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.log.all()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.shared.log.clear();
    }

    /// How many TCP connections were accepted since the start, by both servers.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Gives this answer to the next request that fits, instead of the real one. Several queue up.
    pub fn answer_next(&self, canned: Canned) {
        self.shared.canned.push(canned);
    }

    /// How many canned answers wait for their request. A test that expects all to be used can
    /// check for 0.
    pub fn pending_answers(&self) -> usize {
        self.shared.canned.len()
    }
}

pub(super) async fn start(options: Options) -> anyhow::Result<Mock> {
    let bind = async |address: SocketAddr| {
        TcpListener::bind(address)
            .await
            .with_context(|| format!("the mock cannot listen on {address}"))
    };
    let api = bind(options.listen).await?;
    let files = bind(options.files_listen).await?;
    let (address, files_address) = (api.local_addr()?, files.local_addr()?);

    let shared = Arc::new(Shared {
        shop: Shop::seeded(&options).into(),
        log: Log::new(options.keep_log),
        canned: Queue::default(),
        bucket: Bucket::new(options.rate_limit),
        request_ids: AtomicU64::new(1),
        api_origin: format!("http://{address}"),
        files_origin: format!("http://{files_address}"),
        options,
    });
    let connections = Arc::new(AtomicU64::new(0));
    let (running, stop) = watch::channel(());
    let state = shared.clone();
    serve(
        api,
        Router::new().fallback(front::api).with_state(state),
        connections.clone(),
        stop.clone(),
    );
    let state = shared.clone();
    serve(
        files,
        Router::new().fallback(front::files).with_state(state),
        connections.clone(),
        stop,
    );
    Ok(Mock {
        shared,
        address,
        files_address,
        connections,
        _running: running,
    })
}

fn serve(
    listener: TcpListener,
    router: Router,
    connections: Arc<AtomicU64>,
    mut stop: watch::Receiver<()>,
) {
    let listener = listener.tap_io(move |stream| {
        connections.fetch_add(1, Ordering::Relaxed);
        // Small answers must not wait for the client's acknowledgement. A failure costs time only.
        let _ = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        // Fails when the guard is dropped, which is the sign.
        let _ = stop.changed().await;
    });
    tokio::spawn(async move {
        // An accept loop without an end has no result; errors of one connection stay with it.
        let _ = serving.await;
    });
}
