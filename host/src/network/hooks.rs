//! Where wasmtime hands over the plugin's requests.

use crate::network::{client::Client, dry_run::DryRun, grants::Grants, recorder::Recorder};
use http::{Request, Response};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The network of one session: what it may reach, and the connections it shares with others.
pub(crate) struct Network {
    pub client: Client,
    pub grants: Arc<Grants>,
    pub requests: RequestCount,
    pub recorder: Option<Recorder>,
    pub dry_run: Option<DryRun>,
}

/// How many requests have gone out. Clones count together.
#[derive(Clone, Default)]
pub(crate) struct RequestCount(Arc<AtomicU64>);

impl RequestCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

type Sending<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for Network {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _processed: Sending<()>,
    ) -> Sending<(Response<WasiBody>, Sending<()>)> {
        if !self.grants.allow(request.uri()) {
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        if let Some(dry_run) = self.dry_run.clone() {
            return Box::new(async move {
                dry_run.keep(request).await;
                Err(Error::HttpRequestDenied)
            });
        }
        self.requests.0.fetch_add(1, Ordering::Relaxed);
        let client = self.client.clone();
        let recorder = self.recorder.clone();
        let number = recorder.as_ref().map(|recorder| recorder.sent(&request));
        Box::new(async move {
            let mut response = client.send(request, options.unwrap_or_default()).await?;
            if let (Some(recorder), Some(number)) = (recorder, number) {
                response = recorder.answered(number, response);
            }
            // The connection is driven by a task of its own, since it outlives the request.
            Ok((response, Box::new(async { Ok(()) }) as Sending<()>))
        })
    }
}
