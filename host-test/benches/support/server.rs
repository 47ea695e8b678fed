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
use std::thread;
use tokio::{net::TcpListener, runtime::Builder, sync::oneshot};

/// Starts the server and returns its address.
pub fn start() -> String {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(serve(sender));
    });
    receiver.blocking_recv().expect("the server's address")
}

async fn serve(started: oneshot::Sender<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (list, file) = (data::customers(100), data::binary(1 << 20));
    let location = format!("http://{address}/{}", FILE[2]);
    let answer = async move |request: Request| -> Response {
        let (head, body) = request.into_parts();
        let whole = to_bytes(body, 4 << 20).await;
        whole.expect("a whole request");
        let json = |body| ([(CONTENT_TYPE, "application/json")], body).into_response();
        let segments: Vec<&str> = head.uri.path().split('/').skip(1).collect();
        match segments.as_slice() {
            ["api", "customers"] => json(list),
            ["api", "customers", _] => json(data::customer()),
            ["api", "upload"] => json(data::UPLOADED.into()),
            ["api", _, "download", ..] => {
                (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
            }
            ["box.png"] => ([(CONTENT_TYPE, "image/png")], file).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    // Small answers must not wait for the client's acknowledgement.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let _ = started.send(address);
    let serving = axum::serve(listener, Router::new().fallback(answer));
    serving.await.expect("the server runs");
}
