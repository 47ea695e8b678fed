//! A company's network: a proxy, which ends TLS with a certificate of the company's own authority.
//!
//! `company/` holds that authority's certificate, whose key nobody has, and a certificate of it for
//! `acme.gorgias.com`, whose key is good for these tests alone.

use crate::{program, stderr, stdout};
use std::{process::Output, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::{JoinHandle, block_in_place},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/all/company/authority.pem"
);
const SERVER: &[u8] = include_bytes!("company/server.pem");

/// Makes a call with this file of certificates, through the proxy; and returns what that was asked, and
/// what stood in the encrypted stream.
async fn call(certificates: &str) -> (Output, String, String) {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = proxy.local_addr().unwrap();
    let certificate = CertificateDer::from_pem_slice(SERVER).unwrap();
    let key = PrivateKeyDer::from_pem_slice(SERVER).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let seen: JoinHandle<(String, String)> = tokio::spawn(async move {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let asked = head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            return (asked, String::new());
        };
        let inside = head(&mut stream).await;
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"id\":7}";
        let _ = stream.write_all(answer).await;
        (asked, inside)
    });
    let output = block_in_place(|| {
        program(&["call", "get-customer", r#"{"id": 7}"#])
            .env("GORGIAS_DOMAIN", "acme")
            .env("GORGIAS_ACCESS_TOKEN", "any-token-at-all")
            .env("HTTPS_PROXY", format!("http://{address}"))
            .env("SSL_CERT_FILE", certificates)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
    });
    let (asked, inside) = seen.await.unwrap();
    (output.unwrap(), asked, inside)
}

/// Reads the head of a request.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proxy_and_the_certificates_of_the_environment_are_used() {
    let (output, asked, inside) = call(AUTHORITY).await;
    assert_eq!(stdout(&output), "{\"id\":7}\n", "{}", stderr(&output));
    assert!(
        asked.starts_with("CONNECT acme.gorgias.com:443 "),
        "{asked}"
    );
    assert!(!asked.contains("any-token"), "{asked}");
    assert!(inside.starts_with("GET /api/customers/7 "), "{inside}");
    assert!(inside.contains("Bearer any-token-at-all"), "{inside}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authority_that_is_not_in_the_file_is_not_trusted() {
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/company/server.pem");
    let (output, _, inside) = call(other).await;
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(inside, "");
}

#[test]
fn a_file_without_certificates_is_named() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = program(&["doctor"]);
    command
        .env("GORGIAS_DOMAIN", "acme")
        .env("SSL_CERT_FILE", file);
    let message = stderr(&command.output().unwrap());
    assert!(message.contains("SSL_CERT_FILE"), "{message}");
}
