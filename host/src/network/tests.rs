//! The client against servers that misbehave, over real sockets.

use super::{Client, ClientOptions, Network};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use mock::faults::{Answer, Exchange, FaultServer, Reading::*};
use std::{sync::Arc, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpListener};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

async fn serving(exchanges: impl IntoIterator<Item = Exchange>) -> FaultServer {
    FaultServer::start(exchanges).await.unwrap()
}

fn client() -> Client {
    Client::new(ClientOptions::default()).unwrap()
}

fn ok() -> Exchange {
    Exchange::answering(Answer::new(200).body("ok"))
}

fn request(url: &str, body: impl Into<Bytes>) -> Request<WasiBody> {
    let body = Full::new(body.into()).map_err(|never| match never {});
    Request::post(url).body(body.boxed_unsync()).unwrap()
}

async fn send(client: &Client, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
    let short = Some(Duration::from_millis(300));
    let options = RequestOptions {
        connect_timeout: Some(Duration::from_secs(5)),
        first_byte_timeout: short,
        between_bytes_timeout: short,
    };
    client.send(request, options).await
}

async fn exchange(client: &Client, request: Request<WasiBody>) -> Result<(u16, Bytes), Error> {
    let response = send(client, request).await?;
    let status = response.status().as_u16();
    Ok((status, response.into_body().collect().await?.to_bytes()))
}

async fn get(client: &Client, server: &FaultServer) -> Result<(u16, Bytes), Error> {
    exchange(client, request(&server.base_url(), "")).await
}

#[tokio::test]
async fn an_address_without_grant_sees_no_connection() {
    let server = serving([ok()]).await;
    let mut network = Network {
        client: client(),
        grants: Arc::default(),
        recorder: None,
    };
    let mut send = || {
        let request = request(&server.base_url(), "");
        Box::into_pin(network.send_request(request, None, Box::new(async { Ok(()) })))
    };
    assert!(matches!(send().await, Err(Error::HttpRequestDenied)));
    assert_eq!(server.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_used_again() {
    for answer in [Answer::new(200).body("ok"), Answer::new(204)] {
        let server = serving([Exchange::answering(answer)]).await;
        let client = client();
        for _ in 0..50 {
            get(&client, &server).await.unwrap();
        }
        // A request that comes before the connection is back in the pool opens one more.
        assert!(server.connections() < 10, "{}", server.connections());
    }
}

#[tokio::test]
async fn without_idle_time_every_request_has_its_connection() {
    let server = serving([ok()]).await;
    let client = Client::new(ClientOptions {
        idle_timeout: Duration::ZERO,
        ..ClientOptions::default()
    });
    let client = client.unwrap();
    for _ in 0..3 {
        get(&client, &server).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_not_used_again() {
    let server = serving([ok().close()]).await;
    let client = client();
    for _ in 0..5 {
        get(&client, &server).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_request_that_was_on_its_way_is_not_sent_again() {
    let server = serving([ok(), Exchange::reading(All).close()]).await;
    let client = client();
    get(&client, &server).await.unwrap();
    let error = get(&client, &server).await.unwrap_err();
    assert!(matches!(error, Error::ConnectionTerminated), "{error:?}");
    assert_eq!(server.exchanges(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_before_the_upload_is_read_arrives() {
    // Closing with unread bytes resets the connection.
    let answer = Answer::new(413).header("connection", "close").body("big");
    let server = serving([Exchange::reading(Head).send(answer).close()]).await;
    let client = client();
    for _ in 0..30 {
        let upload = request(&server.base_url(), vec![b'x'; 8 << 20]);
        let (status, body) = exchange(&client, upload).await.unwrap();
        assert_eq!((status, &body[..]), (413, &b"big"[..]));
    }
}

#[tokio::test]
async fn connections_that_are_not_made_have_their_reasons() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = closed.local_addr().unwrap();
    drop(closed);
    let plain = serving([Exchange::reading(Nothing).send("HTTP/1.1 200 OK\r\n\r\n")]).await;
    for (url, code) in [
        (format!("http://{refused}"), "ConnectionRefused"),
        ("http://no-such-host.invalid".to_owned(), "DnsError"),
        (format!("https://{}.test", "a".repeat(64)), "DnsError"),
        (format!("https://{}", plain.authority()), "TlsProtocolError"),
    ] {
        let error = send(&client(), request(&url, "")).await;
        let error = format!("{:?}", error.unwrap_err());
        assert!(error.starts_with(code), "{url}: {error}");
    }
}

#[tokio::test]
async fn answers_that_fail_have_their_reasons() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    const SHORT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort";
    let read = || Exchange::reading(All);
    for (answer, code) in [
        (read().stall(), "ConnectionReadTimeout"),
        (read().close(), "ConnectionTerminated"),
        (read().reset(), "ConnectionTerminated"),
        (
            read().send("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
            "HttpProtocolError",
        ),
        (read().send(SHORT).close(), "HttpResponseIncomplete"),
        (read().send(SHORT).stall(), "ConnectionReadTimeout"),
        (
            read().send(CHUNKED).send("5\r\nhello\r\n").close(),
            "HttpResponseIncomplete",
        ),
        (
            read().send(CHUNKED).send("zz\r\nhello").close(),
            "HttpResponseTransferCoding",
        ),
    ] {
        let server = serving([answer.clone()]).await;
        let error = get(&client(), &server).await.unwrap_err();
        let error = format!("{error:?}");
        assert!(error.starts_with(code), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn an_answer_may_have_thousands_of_headers() {
    let names = 0..3000;
    let answer = names.fold(Answer::new(200), |answer, number| {
        answer.header(&format!("x-{number}"), "a")
    });
    let server = serving([Exchange::answering(answer)]).await;
    let response = send(&client(), request(&server.base_url(), "")).await;
    assert!(response.unwrap().headers().len() >= 3000);
}

#[test]
fn a_body_may_outlive_its_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let response = runtime.block_on(async {
        let server = serving([ok()]).await;
        let request = request(&server.base_url(), "");
        send(&client(), request).await.unwrap()
    });
    drop(runtime);
    drop(response);
}

#[tokio::test]
async fn connecting_asks_nothing_and_tells_what_failed() {
    let connect = async |url: String| client().connect(url.parse().unwrap()).await;
    let server = serving([]).await;
    connect(server.base_url()).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let speaks_no_tls = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 mail.test\r\n").await.unwrap();
    };
    let (failed, ()) = tokio::join!(connect(format!("https://{address}")), speaks_no_tls);
    assert!(matches!(failed, Err(Error::TlsProtocolError)), "{failed:?}");

    drop(listener);
    let failed = connect(format!("http://{address}")).await;
    assert!(
        matches!(failed, Err(Error::ConnectionRefused)),
        "{failed:?}"
    );
}
