//! Keeping a request in place of sending it.

use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use wasmtime_wasi_http::WasiBody;

/// Keeps the request of the sessions that it is given to with
/// [`Sandbox::dry_run`](crate::Sandbox::dry_run), in place of sending it. The plugin is told that
/// it may not send, and so it does not try again.
#[derive(Clone, Debug, Default)]
pub struct DryRun(Arc<Mutex<Option<Request<Bytes>>>>);

impl DryRun {
    /// Makes one without a request.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes out the last request that was kept; its header with credentials is not.
    #[must_use]
    pub fn take(&self) -> Option<Request<Bytes>> {
        self.slot().take()
    }

    pub(super) async fn keep(&self, request: Request<WasiBody>) {
        let (mut head, body) = request.into_parts();
        head.headers.remove("authorization");
        // A body that breaks off is the plugin's own doing, and nothing to show.
        if let Ok(body) = body.collect().await {
            *self.slot() = Some(Request::from_parts(head, body.to_bytes()));
        }
    }

    fn slot(&self) -> MutexGuard<'_, Option<Request<Bytes>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
