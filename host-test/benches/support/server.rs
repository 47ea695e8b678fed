//! A server that answers from memory, on a thread of its own. It speaks as much of the API as the
//! benchmarks call.

use crate::support::{FILE, data};
use axum::{
    Router,
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
    serve::ListenerExt,
};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use std::{collections::HashMap, sync::Arc, thread, time::Duration};
use tokio::{net::TcpListener, runtime, sync::oneshot, time::sleep};

/// The numbers of customers that a list may have, asked for as `view_id`.
pub const LISTS: [u64; 5] = [1, 10, 100, 1_000, 10_000];

/// Starts a server that waits so long before each answer, and returns its address. It runs until
/// the process ends.
pub fn start(latency: Duration) -> String {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(serve(latency, sender))
    });
    receiver.blocking_recv().expect("the server's address")
}

async fn serve(latency: Duration, started: oneshot::Sender<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let lists: HashMap<u64, _> = LISTS
        .map(|count| (count, data::customers(count as usize)))
        .into();
    let (lists, file) = (Arc::new(lists), data::binary(1 << 20));
    let location = format!("http://{address}/{}", FILE[2]);
    let answer = async move |request: Request| -> Response {
        let (head, body) = request.into_parts();
        let size = to_bytes(body, 4 << 20).await.map_or(0, |body| body.len());
        if !latency.is_zero() {
            sleep(latency).await;
        }
        let json = |body| ([(CONTENT_TYPE, "application/json")], body).into_response();
        let segments: Vec<&str> = head.uri.path().split('/').skip(1).collect();
        match segments.as_slice() {
            ["api", "customers"] => {
                let view = head.uri.query().and_then(|it| it.strip_prefix("view_id="));
                let list = view.and_then(|view| lists.get(&view.parse().ok()?));
                list.cloned()
                    .map_or(StatusCode::BAD_REQUEST.into_response(), json)
            }
            ["api", "customers", _] => json(data::customer()),
            ["api", "upload"] => json(
                format!(
                    "[{{\"content_type\": \"image/png\", \"name\": \"box.png\", \
                     \"size\": {size}, \"url\": \"https://uploads.example.test/box.png\"}}]"
                )
                .into(),
            ),
            ["api", _, "download", ..] => {
                (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
            }
            ["box.png"] => ([(CONTENT_TYPE, "image/png")], file).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    let router = Router::new().fallback(answer);
    // Small answers must not wait for the client's acknowledgement.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let _ = started.send(address);
    axum::serve(listener, router)
        .await
        .expect("the server runs");
}
