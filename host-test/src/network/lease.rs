//! A connection's way back into the pool.

use super::pool::{DEFAULT_TIMEOUT, Origin, Sender, Shared};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

/// A connection in use, which returns to the pool when its answer is done with.
pub(super) struct Lease {
    /// None once the connection has returned, or was closed.
    connection: Option<Connection>,
    /// A body may be dropped outside the runtime, together with its store.
    runtime: Handle,
}

struct Connection {
    sender: Sender,
    origin: Origin,
    pool: Weak<Shared>,
}

impl Lease {
    /// How long `finish` is waited for at the end of a body.
    pub const PATIENCE: Duration = Duration::from_millis(5);

    pub fn new(sender: Sender, origin: Origin, pool: &Arc<Shared>) -> Self {
        Self {
            connection: Some(Connection {
                sender,
                origin,
                pool: Arc::downgrade(pool),
            }),
            runtime: Handle::current(),
        }
    }

    /// Waits until the connection can take another request, and keeps it for that one.
    ///
    /// May be dropped and called again.
    pub async fn finish(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        let usable = connection.sender.ready().await.is_ok();
        if let Some(connection) = self.connection.take().filter(|_| usable) {
            connection.keep(&self.runtime);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        let runtime = self.runtime.clone();
        // hyper reads the rest of a short body and closes the connection of a long one. Either
        // way the connection is soon free or gone, and nobody has to wait for it.
        self.runtime.spawn(async move {
            let ready = timeout(DEFAULT_TIMEOUT, connection.sender.ready()).await;
            if matches!(ready, Ok(Ok(()))) {
                connection.keep(&runtime);
            }
        });
    }
}

impl Connection {
    fn keep(self, runtime: &Handle) {
        let Some(pool) = self.pool.upgrade() else {
            return;
        };
        let idle_timeout = pool.options.idle_timeout;
        if !pool.put(self.origin, self.sender) {
            return;
        }
        runtime.spawn(async move {
            sleep(idle_timeout).await;
            if let Some(pool) = self.pool.upgrade() {
                pool.prune();
            }
        });
    }
}
