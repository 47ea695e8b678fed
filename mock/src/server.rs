//! The two listeners, and the guard that ends them.

use crate::{
    canned::Canned,
    front::{self, Front},
    lock::lock,
    log::LoggedRequest,
    options::MockBuilder,
    rate_limit::Bucket,
    recent::Recent,
    routes::{self, Account},
    shop::Shop,
};
use anyhow::Context as _;
use axum::{Router, middleware, serve::ListenerExt as _};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{net::TcpListener, sync::watch};

/// A running mock Gorgias. Dropping it stops both servers; needs a tokio runtime.
#[derive(Debug)]
pub struct Mock {
    front: Arc<Front>,
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
        lock(&self.front.account.shop).api_origin.clone()
    }

    /// The file host's origin, in the same form.
    pub fn files_origin(&self) -> String {
        lock(&self.front.account.shop).files_origin.clone()
    }

    /// The environment that points the component at this mock.
    pub fn env(&self) -> Vec<(String, String)> {
        let options = &self.front.account.options;
        vec![
            ("GORGIAS_BASE_URL".into(), self.base_url()),
            ("GORGIAS_EMAIL".into(), options.email.clone()),
            ("GORGIAS_API_KEY".into(), options.api_key.clone()),
            // Nothing here is anybody's.
            ("GORGIAS_ACCESS".into(), "full".into()),
        ]
    }

    /// All requests since the start or the last clearing, oldest first, to both servers. At most
    /// the newest 100,000, with at most 128 MiB of bodies.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.front.log).iter().cloned().collect()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.front.log).clear();
    }

    /// How many TCP connections were accepted since the start, by both servers.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Gives this answer to the next request that fits, instead of the real one. Several queue up.
    pub fn answer_next(&self, canned: Canned) {
        lock(&self.front.canned).push(canned);
    }

    /// How many canned answers wait for their request. A test that expects all to be used can
    /// check for 0.
    pub fn pending_answers(&self) -> usize {
        lock(&self.front.canned).len()
    }
}

impl MockBuilder {
    /// Binds the API's address, and a free port on 127.0.0.1 for the file host, and serves until
    /// the [`Mock`] is dropped.
    ///
    /// # Errors
    /// When an address cannot be bound.
    pub async fn start(self) -> anyhow::Result<Mock> {
        let options = self.options;
        let bind = async |address: SocketAddr| {
            let listener = TcpListener::bind(address).await;
            listener.with_context(|| format!("the mock cannot listen on {address}"))
        };
        let api = bind(options.listen).await?;
        let files = bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
        let api_origin = format!("http://{}", api.local_addr()?);
        let files_origin = format!("http://{}", files.local_addr()?);
        let account = Arc::new(Account {
            shop: Shop::seeded(options.customers, api_origin, files_origin).into(),
            options,
        });
        let front = Arc::new(Front {
            log: Recent::default().into(),
            canned: Vec::new().into(),
            bucket: Bucket::new(account.options.rate_limit),
            answers: AtomicU64::new(0),
            account: Arc::clone(&account),
        });
        // Around a router, and not in it: routes are found after the path was put right.
        let layer = middleware::from_fn_with_state(Arc::clone(&front), front::api);
        let api_router = Router::new().fallback_service(routes::router(account));
        let api_router = api_router.layer(layer);
        let files_router = Router::new().fallback(front::files);
        let files_router = files_router.with_state(Arc::clone(&front));
        let connections = Arc::new(AtomicU64::new(0));
        let (running, stop) = watch::channel(());
        serve(api, api_router, &connections, stop.clone());
        serve(files, files_router, &connections, stop);
        Ok(Mock {
            front,
            connections,
            _running: running,
        })
    }
}

fn serve(
    listener: TcpListener,
    router: Router,
    connections: &Arc<AtomicU64>,
    mut stop: watch::Receiver<()>,
) {
    let connections = Arc::clone(connections);
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
