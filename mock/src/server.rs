//! Runs the two listeners, and ends them with the guard.

use crate::{
    bounded_log::BoundedLog,
    canned::Canned,
    lock::lock,
    log::{LoggedRequest, Origin},
    middleware::{self, Middleware},
    options::{EMAIL, MockBuilder},
    rate_limit::Bucket,
    shop::Shop,
    vendor::Vendor,
};
use anyhow::Context as _;
use axum::{Router, serve::ListenerExt as _};
use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{net::TcpListener, sync::watch};

/// A running mock Gorgias. Dropping it stops both servers; needs a tokio runtime.
#[derive(Debug)]
pub struct Mock {
    shared: Arc<Middleware>,
    connections: Arc<AtomicU64>,
    /// Tells the servers to stop, when it is dropped with the guard.
    _running: watch::Sender<()>,
}

impl Mock {
    /// Starts a mock with the defaults of [`MockBuilder`]: without a rate limit.
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

    /// Returns the API's origin, such as `http://127.0.0.1:41234`: no trailing slash, no `/api`.
    pub fn base_url(&self) -> String {
        lock(&self.shared.shop).api_origin.clone()
    }

    /// Returns the file host's origin, in the same form.
    pub fn files_origin(&self) -> String {
        lock(&self.shared.shop).files_origin.clone()
    }

    /// Returns the environment that points the component at this mock.
    pub fn env(&self) -> Vec<(String, String)> {
        let key = &*self.shared.options.api_key;
        // Nothing here is anybody's, so all is allowed.
        let settings = [("EMAIL", EMAIL), ("API_KEY", key), ("ACCESS", "full")];
        let settings = settings.map(|(name, value)| (name, value.to_owned()));
        let all = [("BASE_URL", self.base_url())].into_iter().chain(settings);
        all.map(|(name, value)| (format!("GORGIAS_{name}"), value))
            .collect()
    }

    /// Returns all requests since the start or the last clearing, oldest first, to both servers.
    /// At most the newest 100,000, with at most 128 MiB of bodies.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.shared.log).iter().cloned().collect()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        *lock(&self.shared.log) = BoundedLog::default();
    }

    /// Counts the TCP connections that both servers accepted since the start.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Gives this answer to the next request that fits, instead of the real one. Several queue up.
    pub fn answer_next(&self, canned: Canned) {
        lock(&self.shared.canned).push(canned);
    }

    /// Counts the canned answers that wait for their request. A test that expects all to be used
    /// can check for 0.
    pub fn pending_answers(&self) -> usize {
        lock(&self.shared.canned).len()
    }
}

impl MockBuilder {
    /// Binds the API's address, and a free port on 127.0.0.1 for the file host, and serves until
    /// the [`Mock`] is dropped.
    ///
    /// # Errors
    /// When an address cannot be bound, or a fact has no alternative.
    pub async fn start(self) -> anyhow::Result<Mock> {
        let address = self.options.listen;
        let api = TcpListener::bind(address).await;
        let api = api.with_context(|| format!("the mock cannot listen on {address}"))?;
        let files = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let api_origin = format!("http://{}", api.local_addr()?);
        let files_origin = format!("http://{}", files.local_addr()?);
        let shared = Arc::new(Middleware {
            shop: Shop::seeded(self.options.customers, api_origin, files_origin).into(),
            bucket: Bucket::new(self.options.rate_limit),
            vendor: Vendor::new(self.alternatives)?,
            options: self.options,
            log: Default::default(),
            canned: Default::default(),
            answers: Default::default(),
        });
        let (running, stop) = watch::channel(());
        let connections = Arc::default();
        for (listener, origin) in [(api, Origin::Api), (files, Origin::Files)] {
            let state = (Arc::clone(&shared), origin);
            let router = Router::new().fallback(middleware::handle).with_state(state);
            serve(listener, router, Arc::clone(&connections), stop.clone());
        }
        let _running = running;
        Ok(Mock {
            shared,
            connections,
            _running,
        })
    }
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
    // Changing fails when the guard is dropped, which is the sign.
    let stopped = async move { _ = stop.changed().await };
    let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
    // An accept loop without an end has no result; errors of one connection stay with it.
    tokio::spawn(async move { _ = serving.await });
}
