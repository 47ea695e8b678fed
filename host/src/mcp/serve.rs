//! The server over HTTP.

use crate::{
    mcp::{
        Log, MAX_COMPUTING, MAX_MESSAGE, McpServer,
        callers::{Caller, Callers},
    },
    sandbox::Sandbox,
    state::State,
};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{CONNECTION, CONTENT_TYPE, HOST, RETRY_AFTER},
    response::Parts,
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;
use wasmtime::{Result, Store};
use wasmtime_wasi::runtime::{AbortOnDropJoinHandle, spawn};
use wasmtime_wasi_http::{
    Error, WasiHttpView,
    p2::{bindings::http::types::Scheme, body::HyperOutgoingBody},
};

/// Says that the server is up, and nothing else.
const HEALTH: &str = "/health";
/// Connections at once. One more takes the place of the one that has been idle longest.
const MAX_CONNECTIONS: usize = 1024;
/// Calls at once. Each may hold an answer of many MiB.
const MAX_CALLS: usize = 256;
/// How long a call waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes of messages at once, of all callers.
const MAX_HELD: usize = 512 << 20;
/// How long a caller may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a caller may take to send a message.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a caller may read nothing of an answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 30 });

/// State shared by one server's connections.
struct Shared {
    server: McpServer,
    sandbox: Sandbox,
    log: Log,
    calls: Semaphore,
    held: AtomicUsize,
}

impl McpServer {
    /// Serves HTTP on the listener until this is dropped. Each request has an instance of its own;
    /// one whose caller goes away ends.
    pub async fn serve(self, listener: TcpListener, sandbox: Sandbox, log: Log) -> Infallible {
        let shared = Arc::new(Shared {
            server: self,
            sandbox,
            log,
            calls: Semaphore::new(MAX_CALLS),
            held: AtomicUsize::new(0),
        });
        // Dropped with this future, which ends the connections.
        let mut callers = Callers::new(MAX_CONNECTIONS);
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    callers.admit(|caller| connection(stream, Arc::clone(&shared), caller));
                }
                // The caller has gone, or descriptors are short for the moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, caller: Caller) {
    // Small answers must not wait for the caller's acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    let service = service_fn(|request| {
        let (shared, caller) = (Arc::clone(&shared), caller.clone());
        async move { Ok::<_, Infallible>(shared.answer(request, &caller).await) }
    });
    // What goes wrong on a connection concerns the caller alone, who sees it.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .await;
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>, caller: &Caller) -> Response<Full<Bytes>> {
        caller.is_heard();
        if request.uri().path() == HEALTH && request.method() == Method::GET {
            return plain(StatusCode::OK, "up\n");
        }
        if request.uri().authority().is_none() && !request.headers().contains_key(HOST) {
            return plain(StatusCode::BAD_REQUEST, "The header host is missing.\n");
        }
        // Nothing is held for a caller who has not said everything.
        let (head, body) = request.into_parts();
        let mut held = Held::new(&self.held);
        let body = match timeout(BODY_TIMEOUT, held.read(body, caller)).await {
            Ok(Ok(body)) => body,
            Ok(Err(refusal)) => return closing(refusal),
            Err(_) => {
                return closing(plain(
                    StatusCode::REQUEST_TIMEOUT,
                    "The body did not come.\n",
                ));
            }
        };
        let Ok(Ok(_place)) = timeout(PATIENCE, self.calls.acquire()).await else {
            return busy();
        };
        let _working = caller.works();
        match self.handle(Request::from_parts(head, body)).await {
            Ok((head, body)) => Response::from_parts(head, Full::new(body)),
            Err(trap) => {
                self.log.write(&format!("error: {trap:#}"));
                plain(StatusCode::INTERNAL_SERVER_ERROR, "The server failed.\n")
            }
        }
    }

    async fn handle(&self, request: Request<Bytes>) -> Result<(Parts, Bytes)> {
        let request =
            request.map(|body| Full::new(body).map_err(|never| -> Error { match never {} }));
        let server = &self.server;
        let store = server.store(&self.sandbox, &self.log, MAX_COMPUTING, |_| {})?;
        let (response, _guest) = server.begin(store, request).await?;
        let (head, body) = response.into_parts();
        // An answer is one JSON object, so nobody gains from its beginning alone.
        Ok((head, body.collect().await?.to_bytes()))
    }
}

impl McpServer {
    /// Hands a request to an instance of its own, which writes the response's body until the handle is
    /// dropped, and so when the caller has gone.
    pub(super) async fn begin<B>(
        &self,
        mut store: Store<State>,
        request: Request<B>,
    ) -> Result<(
        Response<HyperOutgoingBody>,
        AbortOnDropJoinHandle<Result<()>>,
    )>
    where
        B: Body<Data = Bytes, Error = Error> + Send + 'static,
    {
        let computed = store.data().computed.clone();
        let (sender, receiver) = oneshot::channel();
        let mut http = store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request)?;
        let out = http.new_response_outparam(sender)?;
        let proxy = self.proxy.instantiate_async(&mut store).await?;
        let guest = spawn(async move {
            let handler = proxy.wasi_http_incoming_handler();
            computed
                .watch(handler.call_handle(&mut store, request, out))
                .await
        });
        let Ok(response) = receiver.await else {
            guest.await?;
            wasmtime::bail!("the server gave no answer");
        };
        Ok((response?, guest))
    }
}

/// Counts the bytes of a message among those of all until it is dropped.
struct Held<'a> {
    all: &'a AtomicUsize,
    own: usize,
}

impl<'a> Held<'a> {
    fn new(all: &'a AtomicUsize) -> Self {
        Self { all, own: 0 }
    }

    /// Reads a body as far as it may go.
    async fn read(&mut self, mut body: Incoming, caller: &Caller) -> Result<Bytes, Refusal> {
        let too_large = || {
            plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "A message may have 32 MiB.\n",
            )
        };
        if body.size_hint().lower() > MAX_MESSAGE as u64 {
            return Err(too_large());
        }
        let mut read = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame =
                frame.map_err(|_| plain(StatusCode::BAD_REQUEST, "The body broke off.\n"))?;
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            caller.is_heard();
            self.own += bytes.len();
            if self.own > MAX_MESSAGE {
                self.own -= bytes.len();
                return Err(too_large());
            }
            if self.all.fetch_add(bytes.len(), Relaxed) + bytes.len() > MAX_HELD {
                return Err(busy());
            }
            read.extend_from_slice(&bytes);
        }
        Ok(read.into())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.all.fetch_sub(self.own, Relaxed);
    }
}

type Refusal = Response<Full<Bytes>>;

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static("text/plain");
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// Sends the caller away for the moment.
fn busy() -> Response<Full<Bytes>> {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, "Too many calls at once.\n");
    let second = HeaderValue::from_static("1");
    response.headers_mut().insert(RETRY_AFTER, second);
    response
}

/// Ends the connection with the answer, since the rest of the body would be taken for a request.
fn closing(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}
