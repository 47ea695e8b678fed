//! Uploads and downloads.

use super::client::{Api, BASIC, header};
use crate::{Canned, FILE, Mock, Origin};
use bytes::Bytes;
use http::Response;
use serde_json::Value;

const BINARY: &[u8] = b"\x00\xff\xfe--b\r\n\r\n--\r\nnot text\x80";
const NAME: &str = "Content-Disposition: form-data; name=\"file\"";

/// Sends parts, each a head and its content.
async fn upload(api: &Api, path: &str, parts: &[(&str, &[u8])]) -> Response<Bytes> {
    let kind = ("content-type", "multipart/form-data; boundary=\"a b-c\"");
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(format!("--a b-c\r\n{head}\r\n\r\n").as_bytes());
        body.extend([content, &b"\r\n"[..]].concat());
    }
    body.extend_from_slice(b"--a b-c--\r\n");
    api.send("POST", path, &[BASIC, kind], body).await
}

fn file(name: &str, filename: &str, more: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"{more}")
}

#[tokio::test]
async fn what_was_uploaded_comes_back_byte_for_byte() {
    let builder = Mock::builder().refuted(&["upload-address"]);
    let mock = builder.start().await.unwrap();
    let api = Api::new(&mock);
    let first = file("file", "box.bin", "\r\nContent-Type: application/x-box");
    let second = file("note é.txt", "n.txt", "");
    let parts = [(&*first, BINARY), (&*second, "héllo".as_bytes())];
    let answer = upload(&api, "/api/upload?type=public_attachment", &parts).await;
    assert_eq!(answer.status(), 201);
    let items: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(items[0]["name"], "box.bin");
    assert_eq!(items[0]["size"], BINARY.len());
    assert_eq!(items[0]["content_type"], "application/x-box");
    assert_eq!(items[1]["name"], "note é.txt", "the part's own name");
    assert_eq!(items[1]["content_type"], "application/octet-stream");
    let part = &mock.requests()[0].parts[0];
    assert_eq!(part.filename.as_deref(), Some("box.bin"));
    assert_eq!(part.bytes, BINARY);

    let url = items[0]["url"].as_str().unwrap();
    let prefix = "/api/public_attachment/download/Hna8kldnmlal/box-";
    assert!(url.starts_with(&(mock.base_url() + prefix)), "{url}");
    let redirect = api.call("GET", url, "").await;
    assert_eq!(redirect.status(), 307);
    let location = header(&redirect, "location");
    assert!(location.starts_with(&mock.files_origin()), "{location}");
    let file = api.send("GET", location, &[], "").await;
    assert_eq!(header(&file, "content-type"), "application/x-box");
    assert_eq!(file.body(), BINARY);
    let last = mock.requests().pop().unwrap();
    assert_eq!((last.origin, last.status), (Origin::Files, Some(200)));
}

#[tokio::test]
async fn the_file_host_wants_a_signature_and_no_credentials() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let redirect = api.call("GET", FILE, "").await;
    let location = header(&redirect, "location");
    let file = api.send("GET", location, &[], "").await;
    assert_eq!(header(&file, "content-type"), "text/plain; charset=utf-8");
    assert!(file.body().starts_with(b"Wash cold"));
    let get = ("GET", &[][..]);
    for ((method, headers), url, status) in [
        (("GET", &[BASIC][..]), location.to_owned(), 400),
        (("POST", &[]), location.to_owned(), 405),
        (get, location.replace("signature=", "signature=0"), 403),
        (get, location.replace("expires=", "expires=9"), 403),
        (get, location.split('?').next().unwrap().to_owned(), 403),
        (get, mock.files_origin() + "/acme/other", 404),
        (get, mock.files_origin() + "/", 404),
    ] {
        let answer = api.send(method, &url, headers, "").await;
        assert_eq!(answer.status(), status, "{method} {url}");
    }
    mock.answer_next(Canned::new(500).from_files());
    assert_eq!(api.call("GET", FILE, "").await.status(), 307);
    assert_eq!(api.send("GET", location, &[], "").await.status(), 500);
}

#[tokio::test]
async fn a_bad_upload_is_refused() {
    let builder = Mock::builder().refuted(&["upload-size"]);
    let mock = builder.upload_limit(1_000).start().await.unwrap();
    let api = Api::new(&mock);
    let head = file("file", "x", "");
    let answer = upload(&api, "/api/upload", &[(&head, b"1234567")]).await;
    let items: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(items[0]["size"], "7");
    for (path, parts, status) in [
        ("/api/upload?type=video", &[(&*head, &b"x"[..])][..], 400),
        ("/api/upload?kind=attachment", &[(&head, b"x")], 400),
        ("/api/upload", &[], 400),
        ("/api/upload", &[(NAME, b"no filename")], 400),
        ("/api/upload", &[(&head, &[b'x'; 1_000])], 413),
    ] {
        assert_eq!(upload(&api, path, parts).await.status(), status, "{path}");
    }
}
