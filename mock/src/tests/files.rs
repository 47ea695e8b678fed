//! Uploads and downloads.

use super::client::{Answer, BASIC, call, send};
use crate::{FILE, Mock};
use serde_json::Value;

const BINARY: &[u8] = b"\x00\xff\xfe--b\r\n\r\n--\r\nnot text\x80";
const HEAD: &str = "Content-Disposition: form-data; name=\"file\"; filename=\"box.bin\"";

/// Sends parts, each a head and its content.
async fn upload(mock: &Mock, path: &str, parts: &[(&str, &[u8])]) -> Answer {
    let kind = "content-type: multipart/form-data; boundary=\"a b-c\"";
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(format!("--a b-c\r\n{head}\r\n\r\n").as_bytes());
        body.extend([content, &b"\r\n"[..]].concat());
    }
    body.extend_from_slice(b"--a b-c--\r\n");
    send("POST", &(mock.base_url() + path), &[BASIC, kind], &body).await
}

#[tokio::test]
async fn an_uploads_answer_can_be_downloaded() {
    let mock = Mock::start().await.unwrap();
    let first = HEAD.to_owned() + "\r\nContent-Type: application/x-box";
    let second = HEAD.replace("\"file\"", "\"note é.txt\"");
    let parts = [(&*first, BINARY), (&*second, "héllo".as_bytes())];
    let answer = upload(&mock, "/api/upload", &parts).await;
    assert_eq!(answer.status, 201);
    let items: Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!(items[0]["name"], "box.bin");
    assert_eq!(items[0]["size"], BINARY.len());
    assert_eq!(items[1]["name"], "note é.txt", "the part's own name");
    assert_eq!(items[1]["content_type"], "application/octet-stream");
    assert_eq!(mock.requests()[0].parts[0].bytes, BINARY);

    // As the vendor's web client makes the one address from the other.
    let url = items[0]["url"].as_str().unwrap();
    let file = url.strip_prefix("https://uploads.gorgias.io/").unwrap();
    let redirect = call(
        &mock,
        "GET",
        &format!("/api/attachment/download/{file}"),
        "",
    )
    .await;
    assert_eq!(redirect.status, 307);
    let file = send("GET", redirect.header("location"), &[], b"").await;
    assert_eq!(file.header("content-type"), "application/x-box");
    assert_eq!(file.body, BINARY);
    let public = upload(&mock, "/api/upload?type=public_attachment", &parts).await;
    assert!(public.text().contains("https://public-uploads.gorgias.io/"));
}

#[tokio::test]
async fn the_file_host_wants_a_signature_and_no_credentials() {
    let mock = Mock::start().await.unwrap();
    let redirect = call(&mock, "GET", FILE, "").await;
    let location = redirect.header("location");
    let file = send("GET", location, &[], b"").await;
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert!(file.body.starts_with(b"Wash cold"));
    for (method, headers, url, status) in [
        ("GET", &[BASIC][..], location.to_owned(), 400),
        ("POST", &[], location.to_owned(), 405),
        (
            "GET",
            &[],
            location.replace("signature=", "signature=0"),
            403,
        ),
        ("GET", &[], location.replace("expires=", "expires=9"), 403),
        (
            "GET",
            &[],
            location.split('?').next().unwrap().to_owned(),
            403,
        ),
        ("GET", &[], mock.files_origin() + "/acme/other", 404),
    ] {
        let answer = send(method, &url, headers, b"").await;
        assert_eq!(answer.status, status, "{method} {url}");
    }
}

#[tokio::test]
async fn a_bad_upload_is_refused() {
    let mock = Mock::start().await.unwrap();
    let large = vec![b'x'; 10 << 20];
    for (path, parts, status) in [
        ("/api/upload?type=video", &[(HEAD, &b"x"[..])][..], 400),
        ("/api/upload", &[], 400),
        (
            "/api/upload",
            &[("Content-Disposition: form-data; name=\"file\"", b"x")],
            400,
        ),
        ("/api/upload", &[(HEAD, &large)], 413),
    ] {
        assert_eq!(upload(&mock, path, parts).await.status, status, "{path}");
    }
}
