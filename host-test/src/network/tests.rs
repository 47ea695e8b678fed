//! The client against servers of a few lines, over real sockets.

use super::hooks::Network;
use super::{Client, ClientOptions, Grants};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Empty, Full};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

struct Server {
    origin: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Serves each connection, numbered from 0, by the function.
    async fn start<F, S>(serve: S) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
        S: Fn(TcpStream, usize) -> F + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = listener.local_addr().unwrap().to_string();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, counter.fetch_add(1, Ordering::SeqCst)));
            }
        });
        Self {
            origin,
            connections,
        }
    }

    /// Answers every connection with the same bytes after the head of a request, and closes.
    async fn answering(answer: &'static [u8]) -> Self {
        Self::start(move |mut stream, _| async move {
            if read_head(&mut stream).await {
                stream.write_all(answer).await.unwrap();
            }
        })
        .await
    }

    fn get(&self) -> Request<WasiBody> {
        request("GET", &format!("http://{}/x", self.origin), Bytes::new())
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// False: the client has closed.
async fn read_head(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return false,
        }
    }
    true
}

fn request(method: &str, url: &str, body: Bytes) -> Request<WasiBody> {
    let body = if body.is_empty() {
        Empty::new().map_err(|never| match never {}).boxed_unsync()
    } else {
        Full::new(body)
            .map_err(|never| match never {})
            .boxed_unsync()
    };
    Request::builder()
        .method(method)
        .uri(url)
        .header("host", "test")
        .body(body)
        .unwrap()
}

fn quick() -> RequestOptions {
    RequestOptions {
        connect_timeout: Some(Duration::from_secs(5)),
        first_byte_timeout: Some(Duration::from_millis(300)),
        between_bytes_timeout: Some(Duration::from_millis(300)),
    }
}

async fn send(client: &Client, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
    client.send(request, quick()).await
}

async fn exchange(
    client: &Client,
    request: Request<WasiBody>,
) -> Result<(StatusCode, Bytes), Error> {
    let response = send(client, request).await?;
    let status = response.status();
    Ok((status, response.into_body().collect().await?.to_bytes()))
}

#[tokio::test]
async fn an_address_without_grant_sees_no_connection() {
    let server = Server::answering(OK).await;
    let mut network = Network {
        client: Client::default(),
        grants: Arc::new(Grants::none()),
    };
    let future = network.send_request(server.get(), None, Box::new(async { Ok(()) }));
    let Err(error) = Box::into_pin(future).await else {
        panic!("the request was sent");
    };
    assert!(matches!(error, Error::HttpRequestDenied), "{error:?}");
    assert_eq!(server.connections(), 0);

    network.grants = Arc::new([server.origin.parse().unwrap()].into_iter().collect());
    let future = network.send_request(server.get(), None, Box::new(async { Ok(()) }));
    assert!(Box::into_pin(future).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_serves_request_after_request() {
    let server = Server::start(|mut stream, _| async move {
        while read_head(&mut stream).await {
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let client = Client::default();
    for _ in 0..50 {
        let (status, body) = exchange(&client, server.get()).await.unwrap();
        assert_eq!((status, &body[..]), (StatusCode::OK, &b"ok"[..]));
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_without_a_body_free_their_connection_unread() {
    let server = Server::start(|mut stream, _| async move {
        while read_head(&mut stream).await {
            let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    })
    .await;
    let client = Client::default();
    for _ in 0..20 {
        drop(send(&client, server.get()).await.unwrap());
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn without_idle_time_every_request_has_its_connection() {
    let server = Server::start(|mut stream, _| async move {
        while read_head(&mut stream).await {
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let client = Client::new(ClientOptions {
        idle_timeout: Duration::ZERO,
        ..ClientOptions::default()
    });
    for _ in 0..3 {
        exchange(&client, server.get()).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_not_used_again() {
    let server = Server::answering(OK).await;
    let client = Client::default();
    for _ in 0..5 {
        exchange(&client, server.get()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_request_that_was_on_its_way_is_not_sent_again() {
    let requests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&requests);
    let server = Server::start(move |mut stream, _| {
        let seen = Arc::clone(&seen);
        async move {
            read_head(&mut stream).await;
            seen.fetch_add(1, Ordering::SeqCst);
            stream.write_all(OK).await.unwrap();
            // The second request of the connection is read and dropped with it.
            if read_head(&mut stream).await {
                seen.fetch_add(1, Ordering::SeqCst);
            }
        }
    })
    .await;
    let client = Client::default();
    exchange(&client, server.get()).await.unwrap();
    let error = exchange(&client, server.get()).await.unwrap_err();
    assert!(matches!(error, Error::ConnectionTerminated), "{error:?}");
    assert_eq!(requests.load(Ordering::SeqCst), 2);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_body_streams_while_it_is_made() {
    let server = Server::start(|mut stream, _| async move {
        read_head(&mut stream).await;
        let mut first = [0; 3];
        stream.read_exact(&mut first).await.unwrap();
        // The second piece is made only once this head has arrived.
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n")
            .await
            .unwrap();
        let mut second = [0; 3];
        stream.read_exact(&mut second).await.unwrap();
        stream.write_all(&[first, second].concat()).await.unwrap();
    })
    .await;
    let (pieces, body) = mpsc::channel(1);
    let request = Request::post(format!("http://{}/x", server.origin))
        .header("content-length", "6")
        .body(Pieces(body).boxed_unsync())
        .unwrap();
    let client = Client::default();
    let sending = tokio::spawn(async move { send(&client, request).await.unwrap() });
    pieces.send(Bytes::from_static(b"one")).await.unwrap();
    let response = sending.await.unwrap();
    pieces.send(Bytes::from_static(b"two")).await.unwrap();
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        "onetwo"
    );
}

struct Pieces(mpsc::Receiver<Bytes>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0
            .poll_recv(cx)
            .map(|piece| Some(Ok(Frame::data(piece?))))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_before_the_upload_is_read_arrives() {
    let server = Server::start(|mut stream, _| async move {
        read_head(&mut stream).await;
        let answer =
            b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig";
        stream.write_all(answer).await.unwrap();
        // Closing with unread bytes resets the connection.
    })
    .await;
    let client = Client::default();
    for _ in 0..30 {
        let url = format!("http://{}/upload", server.origin);
        let upload = request("POST", &url, Bytes::from(vec![b'x'; 8 << 20]));
        let (status, body) = exchange(&client, upload).await.unwrap();
        assert_eq!((status.as_u16(), &body[..]), (413, &b"big"[..]));
    }
}

#[tokio::test]
async fn failures_have_their_names() {
    let client = Client::default();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let failed = async |url: &str| {
        send(&client, request("GET", url, Bytes::new()))
            .await
            .unwrap_err()
    };
    let error = failed(&refused).await;
    assert!(matches!(error, Error::ConnectionRefused), "{error:?}");
    let error = failed("http://no-such-host.invalid/").await;
    assert!(matches!(error, Error::DnsError { .. }), "{error:?}");

    let plain = Server::start(|mut stream, _| async move {
        stream.write_all(OK).await.unwrap();
    })
    .await;
    let error = failed(&format!("https://{}/", plain.origin)).await;
    assert!(matches!(error, Error::TlsProtocolError), "{error:?}");
    let silent = Server::start(|stream, _| async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(stream);
    })
    .await;
    let error = failed(&format!("http://{}/", silent.origin)).await;
    assert!(matches!(error, Error::ConnectionReadTimeout), "{error:?}");
    let hanging_up = Server::answering(b"").await;
    let error = failed(&format!("http://{}/", hanging_up.origin)).await;
    assert!(matches!(error, Error::ConnectionTerminated), "{error:?}");
    let gibberish = Server::answering(b"SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    let error = failed(&format!("http://{}/", gibberish.origin)).await;
    assert!(matches!(error, Error::HttpProtocolError), "{error:?}");
}

#[tokio::test]
async fn bodies_that_break_off_have_their_names() {
    async fn broken(answer: &'static [u8]) -> Error {
        let server = Server::answering(answer).await;
        exchange(&Client::default(), server.get())
            .await
            .unwrap_err()
    }
    let error = broken(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort").await;
    assert!(matches!(error, Error::HttpResponseIncomplete), "{error:?}");
    let error =
        broken(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n").await;
    assert!(matches!(error, Error::HttpResponseIncomplete), "{error:?}");
    let error = broken(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello").await;
    assert!(
        matches!(error, Error::HttpResponseTransferCoding(_)),
        "{error:?}"
    );

    let stalled = Server::start(|mut stream, _| async move {
        read_head(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort")
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
    })
    .await;
    let error = exchange(&Client::default(), stalled.get())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::ConnectionReadTimeout), "{error:?}");
}

#[test]
fn a_body_may_outlive_its_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = Client::default();
    let response = runtime.block_on(async {
        let server = Server::answering(OK).await;
        send(&client, server.get()).await.unwrap()
    });
    drop(runtime);
    drop(response);
}
