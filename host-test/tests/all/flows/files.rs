//! What is uploaded comes back byte for byte.

use crate::{data, support::World};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use host::bindings::types::{Encoding, UploadFile, UploadType};
use mock::Mock;

fn file(name: &str, encoding: Encoding, content: &str) -> UploadFile {
    UploadFile {
        name: name.to_owned(),
        content: content.to_owned(),
        encoding,
        content_type: Some("text/plain".to_owned()),
    }
}

#[tokio::test]
async fn files_of_one_upload_come_back_in_order_and_byte_for_byte() -> anyhow::Result<()> {
    // With this, what an upload answers can be downloaded.
    let world = World::with(Mock::builder().play_alternatives(&["upload-address"])).await;
    let mut session = world.session().await;
    let every_byte: Vec<u8> = (0..=255).rev().collect();
    let files = [
        file("a.txt", Encoding::Utf8, "Zoë\r\n\r\n--\r\n"),
        file("b.bin", Encoding::Base64, &STANDARD.encode(every_byte)),
        file("c \"quoted\" ü.csv", Encoding::Utf8, ""),
        // Bytes that repeat nowhere, so that a lost or doubled piece shows.
        file(
            "d.bin",
            Encoding::Base64,
            &STANDARD.encode(data::binary(1 << 20)),
        ),
        // What looks like the end of the upload is none.
        file(
            "e.txt",
            Encoding::Utf8,
            "\r\n--_gorgias-customers-\r\n--_gorgias-customers-0--\r\n",
        ),
    ];
    let (tools, store) = (&session.tools, &mut session.store);
    let sent = tools
        .call_gorgias_customers_post_api_upload(store, &files, Some(UploadType::PublicAttachment))
        .await??;
    assert_eq!(world.requests(), ["POST /api/upload"]);
    assert_eq!(sent.len(), files.len());
    for (file, sent) in files.iter().zip(&sent) {
        assert_eq!(sent.name, file.name.replace('"', "%22"));
        // …/api/{file-type}/download/{domain-hash}/{resource-name}
        let parts: Vec<&str> = sent.url.rsplitn(5, '/').collect();
        let [resource, hash, "download", kind, _] = parts[..] else {
            panic!("{} is no file's address", sent.url);
        };
        assert_eq!(kind, "public_attachment");
        let (tools, store) = (&session.tools, &mut session.store);
        let back = tools
            .call_gorgias_customers_download_file(store, kind, hash, resource)
            .await??;
        assert_eq!((Some(back.size), back.encoding), (sent.size, file.encoding));
        assert!(back.content == file.content, "{} differs", file.name);
        assert_eq!(back.content_type, file.content_type);
    }
    Ok(())
}
