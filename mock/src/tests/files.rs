//! Uploads and downloads.

use super::client::{Answer, Api, BASIC};
use crate::{Canned, Mock, Origin, SizeForm};

const BINARY: &[u8] = b"\x00\xff\xfe--b\r\n\r\n--\r\nnot text\x80";

async fn upload(api: &Api, path: &str, body: Vec<u8>) -> Answer {
    let headers = [
        ("authorization", BASIC),
        ("content-type", "multipart/form-data; boundary=\"a b-c\""),
    ];
    api.send("POST", path, &headers, body).await
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!("--a b-c\r\n{head}\r\n\r\n").into_bytes();
    out.extend_from_slice(content);
    out.extend_from_slice(b"\r\n");
    out
}

fn two_files() -> Vec<u8> {
    let mut body = part(
        "Content-Disposition: form-data; name=\"file\"; filename=\"box.bin\"\r\nContent-Type: application/x-box",
        BINARY,
    );
    body.extend(part(
        "Content-Disposition: form-data; name=\"note é.txt\"; filename=\"n.txt\"",
        "héllo".as_bytes(),
    ));
    body.extend_from_slice(b"--a b-c--\r\n");
    body
}

#[tokio::test]
async fn what_was_uploaded_comes_back_byte_for_byte() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let answer = upload(&api, "/api/upload?type=public_attachment", two_files())
        .await
        .ok(201);
    assert_eq!(answer[0]["name"], "box.bin");
    assert_eq!(answer[0]["content_type"], "application/x-box");
    assert_eq!(answer[0]["size"], BINARY.len());
    assert_eq!(answer[1]["name"], "note é.txt");
    assert_eq!(answer[1]["content_type"], "application/octet-stream");
    let parts = &mock.requests()[0].parts;
    assert_eq!(parts[0].bytes, BINARY);
    assert_eq!(parts[0].filename.as_deref(), Some("box.bin"));
    assert_eq!(parts[1].name, "note é.txt");

    let url = answer[0]["url"].as_str().unwrap();
    let prefix = format!(
        "{}/api/public_attachment/download/Hna8kldnmlal/box-",
        mock.base_url()
    );
    assert!(url.starts_with(&prefix), "{url}");
    let redirect = api.get(url).await;
    assert_eq!(redirect.status, 307);
    assert_eq!(redirect.body, "");
    let location = redirect.header("location");
    assert!(location.starts_with(&mock.files_origin()), "{location}");
    let file = api.send("GET", location, &[], "").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), "application/x-box");
    assert_eq!(file.body, BINARY);
    let last = mock.requests().pop().unwrap();
    assert_eq!((last.origin, last.status), (Origin::Files, Some(200)));
}

#[tokio::test]
async fn the_file_host_wants_a_signature_and_no_credentials() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let path =
        "/api/attachment/download/Hna8kldnmlal/care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt";
    let redirect = api.get(path).await;
    let location = redirect.header("location");
    let file = api.send("GET", location, &[], "").await;
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert!(file.body.starts_with(b"Wash cold"));

    let with_credentials = [("authorization", BASIC)];
    assert_eq!(
        api.send("GET", location, &with_credentials, "")
            .await
            .status,
        400
    );
    assert_eq!(api.send("POST", location, &[], "").await.status, 405);
    for (changed, status) in [
        (location.replace("signature=", "signature=0"), 403),
        (location.replace("expires=", "expires=9"), 403),
        (location.split('?').next().unwrap().to_owned(), 403),
        (format!("{}/", mock.files_origin()), 404),
    ] {
        assert_eq!(
            api.send("GET", &changed, &[], "").await.status,
            status,
            "{changed}"
        );
    }
    mock.answer_next(Canned::new(500).from_files());
    api.get(path).await.nothing(307);
    assert_eq!(api.send("GET", location, &[], "").await.status, 500);
}

#[tokio::test]
async fn the_seeded_picture_is_no_text() {
    let mock = Mock::start().await.unwrap();
    let api = Api::new(&mock);
    let path = "/api/attachments/download/Hna8kldnmlal/damaged-box-c9f158fc-062d-4b00-a826-e29b36852c9b.png";
    let redirect = api.get(path).await;
    let file = api.send("GET", redirect.header("location"), &[], "").await;
    assert_eq!(file.header("content-type"), "image/png");
    assert!(std::str::from_utf8(&file.body).is_err());
    for path in [
        "/api/attachment/download/Hna8kldnmlal/other.png",
        "/api/attachment/download/other/damaged-box-c9f158fc-062d-4b00-a826-e29b36852c9b.png",
        "/api/video/download/Hna8kldnmlal/damaged-box-c9f158fc-062d-4b00-a826-e29b36852c9b.png",
        "/api/attachment/download/Hna8kldnmlal/..%2Fother",
    ] {
        api.get(path).await.error(404);
    }
}

#[tokio::test]
async fn a_bad_upload_is_refused() {
    let mock = Mock::builder()
        .upload_limit(1_000)
        .upload_size(SizeForm::Text)
        .start()
        .await
        .unwrap();
    let api = Api::new(&mock);
    let answer = upload(&api, "/api/upload", two_files()).await.ok(201);
    assert_eq!(answer[0]["size"], BINARY.len().to_string());
    upload(&api, "/api/upload?type=video", two_files())
        .await
        .error(400);
    upload(&api, "/api/upload?kind=attachment", two_files())
        .await
        .error(400);
    upload(&api, "/api/upload", b"--a b-c--\r\n".to_vec())
        .await
        .error(400);
    upload(&api, "/api/upload", b"no multipart".to_vec())
        .await
        .error(400);
    let mut field = part("Content-Disposition: form-data; name=\"file\"", b"x");
    field.extend_from_slice(b"--a b-c--\r\n");
    upload(&api, "/api/upload", field).await.error(400);
    let json = serde_json::json!({"file": "x"});
    api.json("POST", "/api/upload", json).await.error(400);
    let mut large = part(
        "Content-Disposition: form-data; name=\"file\"; filename=\"x\"",
        &[b'x'; 1_000],
    );
    large.extend_from_slice(b"--a b-c--\r\n");
    upload(&api, "/api/upload", large).await.error(413);
}
