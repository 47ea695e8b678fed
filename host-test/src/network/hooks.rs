//! Where wasmtime hands over the plugin's requests.

use crate::network::{client::Client, grants::Grants};
use http::{Request, Response};
use std::sync::Arc;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The network of one session: what it may reach, and the connections it shares with others.
pub(crate) struct Network {
    pub client: Client,
    pub grants: Arc<Grants>,
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
        let client = self.client.clone();
        Box::new(async move {
            let response = client.send(request, options.unwrap_or_default()).await?;
            // The connection is driven by a task of its own, since it outlives the request.
            Ok((response, Box::new(async { Ok(()) }) as Sending<()>))
        })
    }
}
