//! A server that answers from memory, in a process of its own, so that neither its work nor its
//! memory counts as a client's. It speaks as much of the API as the benchmarks call.

use super::child::{self, Running};
use super::{MIB, data};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Method, StatusCode};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// The task's name; its argument is the latency in milliseconds.
pub const TASK: &str = "server";

/// The numbers of customers that a list may have, asked for as `view_id`.
pub const LISTS: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// The path of a download, without the file's name.
pub const DOWNLOAD: [&str; 2] = ["attachment", "Hna8kldnmlal"];

/// A running server.
pub struct Server {
    _process: Running,
    /// `127.0.0.1:41234`
    pub api: String,
    /// The host that downloads are redirected to.
    pub files: String,
}

impl Server {
    /// Starts a server that waits so long before each answer.
    pub fn start(latency: Duration) -> Self {
        let mut process = Running::start(&[TASK, &latency.as_millis().to_string()]);
        let line = process.line();
        let (api, files) = line.split_once(' ').expect("two addresses");
        Self {
            api: api.to_owned(),
            files: files.to_owned(),
            _process: process,
        }
    }

    /// The settings that lead to it.
    pub fn env(&self) -> [(&'static str, String); 3] {
        env(&self.api)
    }
}

/// The settings that lead to a server at this address.
pub fn env(api: &str) -> [(&'static str, String); 3] {
    [
        ("GORGIAS_BASE_URL", format!("http://{api}")),
        ("GORGIAS_EMAIL", "agent@acme.test".to_owned()),
        ("GORGIAS_API_KEY", "benchmark-key".to_owned()),
    ]
}

struct Answers {
    latency: Duration,
    files: String,
    lists: HashMap<usize, Bytes>,
    customer: Bytes,
    binary: Bytes,
    text: Bytes,
}

/// What the child process does.
pub fn run(latency: &str) {
    let latency = Duration::from_millis(latency.parse().expect("milliseconds"));
    let server = std::thread::spawn(move || super::runtime().block_on(serve(latency)));
    child::wait_for_the_end();
    // Listening never ends by itself; the process does.
    drop(server);
}

async fn serve(latency: Duration) {
    let api = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let files = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = |listener: &TcpListener| listener.local_addr().expect("an address").to_string();
    let (api_address, files_address) = (address(&api), address(&files));
    let answers = Arc::new(Answers {
        latency,
        files: files_address.clone(),
        lists: LISTS.map(|count| (count, data::customers(count))).into(),
        customer: data::customer(),
        binary: data::binary(MIB),
        text: data::text(MIB),
    });
    let router = Router::new().fallback(answer).with_state(answers);
    // Small answers must not wait for the client's acknowledgement.
    let serve = |listener: TcpListener, router| {
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        async { axum::serve(listener, router).await }
    };
    child::say(&format!("{api_address} {files_address}"));
    let _ = tokio::join!(serve(api, router.clone()), serve(files, router));
}

async fn answer(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let received = to_bytes(body, 4 * MIB).await.map_or(0, |body| body.len());
    if !answers.latency.is_zero() {
        tokio::time::sleep(answers.latency).await;
    }
    let json = |body: Bytes| ([(CONTENT_TYPE, "application/json")], body).into_response();
    let [file_type, domain_hash] = DOWNLOAD;
    let segments: Vec<&str> = head.uri.path().split('/').skip(1).collect();
    match (&head.method, segments.as_slice()) {
        (&Method::GET, ["api", "customers"]) => match list(&answers, head.uri.query()) {
            Some(list) => json(list),
            None => StatusCode::BAD_REQUEST.into_response(),
        },
        (&Method::GET, ["api", "customers", _]) => json(answers.customer.clone()),
        (&Method::GET, ["api", kind, "download", hash, name])
            if *kind == file_type && *hash == domain_hash =>
        {
            let location = format!("http://{}/{name}", answers.files);
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
        }
        (&Method::GET, ["box.png"]) => {
            ([(CONTENT_TYPE, "image/png")], answers.binary.clone()).into_response()
        }
        (&Method::GET, ["notes.txt"]) => {
            ([(CONTENT_TYPE, "text/plain")], answers.text.clone()).into_response()
        }
        (&Method::POST, ["api", "upload"]) => json(
            format!(
                "[{{\"content_type\": \"image/png\", \"name\": \"box.png\", \
                 \"size\": {received}, \"url\": \"https://uploads.example.test/box.png\"}}]"
            )
            .into(),
        ),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn list(answers: &Answers, query: Option<&str>) -> Option<Bytes> {
    let count = query?.strip_prefix("view_id=")?.parse().ok()?;
    answers.lists.get(&count).cloned()
}
