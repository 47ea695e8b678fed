//! Where wasmtime hands over the plugin's requests.

use crate::{
    network::{client::Client, grants::Grant, recorder::Recorder},
    sandbox::Sandbox,
};
use http::{Request, Response};
use std::sync::Arc;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The network of one session: what it may reach, and the connections it shares with others.
pub(crate) struct Network {
    pub client: Client,
    pub grants: Arc<Vec<Grant>>,
    pub recorder: Option<Recorder>,
}

impl Network {
    /// Makes the network that this sandbox gives.
    pub fn new(sandbox: &Sandbox, client: Client) -> Self {
        Self {
            client,
            grants: Arc::clone(&sandbox.grants),
            recorder: sandbox.recorder.clone(),
        }
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
        let recorder = self.recorder.clone();
        let number = recorder.as_ref().map(|recorder| recorder.sent(&request));
        if !self.grants.iter().any(|grant| grant.allows(request.uri())) {
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        let client = self.client.clone();
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
