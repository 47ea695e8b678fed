//! Records requests and responses, for who wants to look at them.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex, PoisonError};
use wasmtime_wasi_http::WasiBody;

/// The longest body that is kept, in bytes. What comes after is not.
const MAX_BODY: usize = 4 << 20;

/// A request, and what came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request's method.
    pub method: Method,
    /// Where it was to go, in full.
    pub uri: Uri,
    /// None as long as there is no answer, and where it was not let out.
    pub status: Option<StatusCode>,
    /// Of the answer.
    pub headers: HeaderMap,
    /// Of the answer, as far as it was read: at most its first 4 MiB.
    pub body: Vec<u8>,
}

/// Keeps the exchanges of the sessions that it is given to with
/// [`Sandbox::record`](crate::Sandbox::record). Clones keep them together.
///
/// Answers are those of the account, with its customers' data; requests are kept without their
/// headers, and so without credentials.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<Exchange>>>);

impl Recorder {
    /// Makes a recorder without exchanges.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes out what was recorded so far, oldest first.
    #[must_use]
    pub fn take(&self) -> Vec<Exchange> {
        self.with(std::mem::take)
    }

    /// Notes a request. What comes back belongs to the number.
    pub(super) fn sent<B>(&self, request: &Request<B>) -> usize {
        self.with(|exchanges| {
            exchanges.push(Exchange {
                method: request.method().clone(),
                uri: request.uri().clone(),
                status: None,
                headers: HeaderMap::new(),
                body: Vec::new(),
            });
            exchanges.len() - 1
        })
    }

    /// Notes the answer's head, and its body while it is read.
    pub(super) fn answered(
        &self,
        number: usize,
        response: Response<WasiBody>,
    ) -> Response<WasiBody> {
        self.on(number, |exchange| {
            exchange.status = Some(response.status());
            exchange.headers = response.headers().clone();
        });
        let recorder = self.clone();
        response.map(|body| {
            let body = body.map_frame(move |frame| {
                if let Some(data) = frame.data_ref() {
                    recorder.read(number, data);
                }
                frame
            });
            body.boxed_unsync()
        })
    }

    fn read(&self, number: usize, data: &Bytes) {
        self.on(number, |exchange| {
            let room = MAX_BODY.saturating_sub(exchange.body.len());
            exchange.body.extend(data.iter().take(room));
        });
    }

    /// Does nothing where the exchange was taken out meanwhile.
    fn on(&self, number: usize, change: impl FnOnce(&mut Exchange)) {
        self.with(|exchanges| exchanges.get_mut(number).map(change));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Vec<Exchange>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
