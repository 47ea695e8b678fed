//! The server over HTTP.

use crate::{
    mcp::{
        Log, McpServer,
        message::{ToolCall, outcome},
    },
    network::RequestCount,
    sandbox::Sandbox,
};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{CONTENT_TYPE, HOST},
    response::Parts,
};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    task::JoinSet,
};
use wasmtime::Result;
use wasmtime_wasi::runtime::spawn;
use wasmtime_wasi_http::{WasiHttpView, p2::bindings::http::types::Scheme};

/// Says that the server is up, and nothing else.
const HEALTH: &str = "/health";
/// Connections at once; more wait until one ends.
const MAX_CONNECTIONS: usize = 1024;
/// Calls at once; more wait until one ends. Each may hold a message and an answer of many MiB.
const MAX_CALLS: usize = 256;
/// How long a caller may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest message that is looked at for the log. The server takes none that is longer.
const MAX_MESSAGE: usize = 32 << 20;

/// What one server's connections share.
struct Shared {
    server: McpServer,
    sandbox: Sandbox,
    log: Log,
    calls: Semaphore,
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
        });
        // Dropped with this future, which ends the connections.
        let mut connections = JoinSet::new();
        loop {
            while connections.try_join_next().is_some() {}
            if connections.len() >= MAX_CONNECTIONS {
                connections.join_next().await;
            }
            match listener.accept().await {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared)));
                }
                // The caller has gone, or descriptors are short for the moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Small answers must not wait for the caller's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(shared.answer(request).await) }
    });
    // What goes wrong on a connection concerns the caller alone, who sees it.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if request.uri().path() == HEALTH && request.method() == Method::GET {
            return plain(StatusCode::OK, "up\n");
        }
        if request.uri().authority().is_none() && !request.headers().contains_key(HOST) {
            return plain(StatusCode::BAD_REQUEST, "The header host is missing.\n");
        }
        // Never closed.
        let _place = self.calls.acquire().await;
        let mut line = Line::new(&self.log);
        match self.handle(request, &line).await {
            Ok((head, body)) => {
                line.outcome = match head.status.is_success() {
                    true => outcome(&body),
                    false => format!("http-{}", head.status.as_u16()),
                };
                Response::from_parts(head, Full::new(body))
            }
            Err(_) => {
                line.outcome = "trap".to_owned();
                plain(StatusCode::INTERNAL_SERVER_ERROR, "The server failed.\n")
            }
        }
    }

    /// Hands the request to an instance of its own.
    async fn handle(&self, request: Request<Incoming>, line: &Line<'_>) -> Result<(Parts, Bytes)> {
        let server = &self.server;
        let mut store = server.store(&self.sandbox, line.requests.clone(), |_| {})?;
        let message = Arc::clone(&line.message);
        let request = request.map(|body| {
            body.map_frame(move |frame| {
                if let Some(bytes) = frame.data_ref() {
                    lock(&message).push(bytes);
                }
                frame
            })
        });
        let (sender, receiver) = oneshot::channel();
        let mut http = store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request)?;
        let out = http.new_response_outparam(sender)?;
        let proxy = server.proxy.instantiate_async(&mut store).await?;
        // Ends with this future, and so when the caller has gone.
        let guest = spawn(async move {
            let handler = proxy.wasi_http_incoming_handler();
            handler.call_handle(&mut store, request, out).await
        });
        let Ok(response) = receiver.await else {
            guest.await?;
            wasmtime::bail!("the server gave no answer");
        };
        let (head, body) = response?.into_parts();
        // An answer is one JSON object, so nobody gains from its beginning alone.
        Ok((head, body.collect().await?.to_bytes()))
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static("text/plain");
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// What a request brings to the log, when it is dropped: a line for each call of a tool, and for
/// each request that was turned away.
struct Line<'a> {
    log: &'a Log,
    begun: Instant,
    requests: RequestCount,
    message: Arc<Mutex<Message>>,
    outcome: String,
}

/// A message, as far as the server has read it.
#[derive(Default)]
struct Message {
    pieces: Vec<Bytes>,
    length: usize,
}

impl Message {
    fn push(&mut self, bytes: &Bytes) {
        self.length += bytes.len();
        if self.length <= MAX_MESSAGE {
            self.pieces.push(bytes.clone());
        }
    }
}

impl<'a> Line<'a> {
    fn new(log: &'a Log) -> Self {
        Self {
            log,
            begun: Instant::now(),
            requests: RequestCount::default(),
            message: Arc::default(),
            outcome: "gone".to_owned(),
        }
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let message = lock(&self.message).pieces.concat();
        let tool = match ToolCall::read(&message) {
            Some(call) => call.tool,
            None if self.outcome.starts_with("http-") => "-".to_owned(),
            None => return,
        };
        let requests = self.requests.get();
        self.log.call(&tool, &self.outcome, self.begun, requests);
    }
}

/// What panicked while it held the lock was about a log.
fn lock(message: &Mutex<Message>) -> MutexGuard<'_, Message> {
    message.lock().unwrap_or_else(PoisonError::into_inner)
}
