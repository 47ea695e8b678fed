//! What is uploaded comes back byte for byte.

use crate::support::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use host_test::Session;
use host_test::bindings::types::{DownloadedFile, Encoding, UploadFile, UploadType, UploadedFile};
use mock::{Mock, Origin, SizeForm};

fn binary(name: &str, bytes: &[u8]) -> UploadFile {
    UploadFile {
        name: name.to_owned(),
        content: STANDARD.encode(bytes),
        encoding: Encoding::Base64,
        content_type: Some("application/octet-stream".to_owned()),
    }
}

fn plain(name: &str, content: &str) -> UploadFile {
    UploadFile {
        name: name.to_owned(),
        content: content.to_owned(),
        encoding: Encoding::Utf8,
        content_type: Some("text/plain".to_owned()),
    }
}

async fn upload(
    session: &mut Session,
    files: &[UploadFile],
    kind: Option<UploadType>,
) -> Vec<UploadedFile> {
    session
        .tools
        .call_gorgias_customers_post_api_upload(&mut session.store, files, kind)
        .await
        .expect("no trap")
        .expect("uploaded")
}

/// Downloads by the address that the upload gave.
async fn download(session: &mut Session, url: &str) -> DownloadedFile {
    let parts: Vec<&str> = url.rsplitn(5, '/').collect();
    let [resource, hash, "download", kind, _] = parts[..] else {
        panic!("{url} is no file's address");
    };
    session
        .tools
        .call_gorgias_customers_download_file(&mut session.store, kind, hash, resource)
        .await
        .expect("no trap")
        .expect("downloaded")
}

fn bytes_of(file: &DownloadedFile) -> Vec<u8> {
    match file.encoding {
        Encoding::Utf8 => file.content.clone().into_bytes(),
        Encoding::Base64 => STANDARD.decode(&file.content).expect("base64"),
    }
}

/// Bytes that repeat nowhere, so that a lost or doubled piece shows.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    next.flatten().take(length).collect()
}

#[tokio::test]
async fn a_binary_file_comes_back_byte_for_byte() {
    let world = World::start().await;
    let mut session = world.session().await;
    let every_byte: Vec<u8> = (0..=255).rev().collect();
    for bytes in [every_byte, noise(1 << 20), b"\0".to_vec(), noise(65_537)] {
        world.mock.clear_requests();
        let sent = upload(&mut session, &[binary("box.bin", &bytes)], None).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].name, "box.bin");
        assert_eq!(sent[0].size, Some(bytes.len() as u64));
        let file = download(&mut session, &sent[0].url).await;
        assert_eq!(file.size, bytes.len() as u64);
        assert_eq!(file.encoding, Encoding::Base64);
        assert_eq!(
            file.content_type.as_deref(),
            Some("application/octet-stream")
        );
        assert!(bytes_of(&file) == bytes, "{} bytes differ", bytes.len());
        let requests = world.requests();
        assert_eq!(requests.len(), 3, "{requests:?}");
    }
}

#[tokio::test]
async fn several_files_go_in_one_request_and_keep_their_order() {
    let world = World::start().await;
    let mut session = world.session().await;
    let picture = noise(100_000);
    let files = [
        plain("a.txt", "Zoë\r\n\r\n--\r\n"),
        binary("b.png", &picture),
        plain("c \"quoted\" ü.csv", ""),
        // What looks like the end of the upload is none.
        plain(
            "d.txt",
            "\r\n--_gorgias-customers-\r\n--_gorgias-customers-0--\r\n",
        ),
    ];
    let sent = upload(&mut session, &files, Some(UploadType::PublicAttachment)).await;
    assert_eq!(world.requests(), ["POST /api/upload"]);
    assert_eq!(sent.len(), 4);
    for (file, sent) in files.iter().zip(&sent) {
        assert!(
            sent.url.contains("/api/public_attachment/download/"),
            "{}",
            sent.url
        );
        assert_eq!(sent.name, file.name.replace('"', "%22"));
        let back = download(&mut session, &sent.url).await;
        let bytes = match file.encoding {
            Encoding::Utf8 => {
                assert_eq!(back.encoding, Encoding::Utf8);
                file.content.clone().into_bytes()
            }
            Encoding::Base64 => picture.clone(),
        };
        assert!(bytes_of(&back) == bytes, "{}", file.name);
        assert_eq!(back.content_type, file.content_type);
    }
}

#[tokio::test]
async fn text_is_downloaded_as_text() {
    let world = World::start().await;
    let mut session = world.session().await;
    let guide = "http://x/api/attachment/download/Hna8kldnmlal/care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt";
    let file = download(&mut session, guide).await;
    assert_eq!(
        file.content,
        "Wash cold, dry flat.\nLaver à froid, sécher à plat.\n"
    );
    assert_eq!(file.encoding, Encoding::Utf8);
    assert_eq!(file.size, file.content.len() as u64);
    assert_eq!(
        file.content_type.as_deref(),
        Some("text/plain; charset=utf-8")
    );
}

/// The file host belongs to someone else.
#[tokio::test]
async fn credentials_stay_with_the_account() {
    let world = World::start().await;
    let mut session = world.session().await;
    let sent = upload(&mut session, &[plain("a.txt", "a")], None).await;
    download(&mut session, &sent[0].url).await;
    let requests = world.mock.requests();
    let origins: Vec<Origin> = requests.iter().map(|request| request.origin).collect();
    assert_eq!(origins, [Origin::Api, Origin::Api, Origin::Files]);
    assert!(requests[0].header("authorization").is_some());
    assert!(requests[1].header("authorization").is_some());
    let text = format!("{:?}", requests[2]);
    for secret in ["authorization", "mock-api-key", "agent@acme.test", "Basic"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn a_size_that_is_a_text_is_a_size() {
    let world = World::with(Mock::builder().upload_size(SizeForm::Text)).await;
    let mut session = world.session().await;
    let sent = upload(&mut session, &[plain("a.txt", "1234567")], None).await;
    assert_eq!(sent[0].size, Some(7));
}

#[tokio::test]
async fn each_kind_of_upload_is_kept_apart() {
    let world = World::start().await;
    let mut session = world.session().await;
    for (kind, path) in [
        (UploadType::Attachment, "attachment"),
        (UploadType::PublicAttachment, "public_attachment"),
        (UploadType::ProfilePicture, "profile_picture"),
        (UploadType::WidgetPicture, "widget_picture"),
    ] {
        let sent = upload(&mut session, &[plain("a.txt", path)], Some(kind)).await;
        assert!(sent[0].url.contains(&format!("/api/{path}/download/")));
        assert_eq!(download(&mut session, &sent[0].url).await.content, path);
    }
}
