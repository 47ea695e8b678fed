//! Files: upload to Gorgias, download from it.

use super::check;
use crate::{
    bindings::gorgias::customers::types::{
        DownloadedFile, Encoding, UploadFile, UploadType, UploadedFile,
    },
    client::{Operation, Request, quote},
    error::{Error, invalid},
    format::{
        multipart::{self, Part},
        url::segment,
    },
};
use alloc::{format, string::String, vec::Vec};
use base64::{DecodeError, Engine, prelude::BASE64_STANDARD};
use core::mem::take;

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`, which redirects to a signed
/// address on another host
pub fn download_file(
    file_type: String,
    domain_hash: String,
    resource_name: String,
) -> Result<Operation<DownloadedFile>, Error> {
    let path = format!(
        "/api/{}/download/{}/{}",
        segment("file-type", &file_type)?,
        segment("domain-hash", &domain_hash)?,
        segment("resource-name", &resource_name)?
    );
    let request = Request::get(path)
        .accept("*/*")
        .follow_redirects()
        .hints(&[(404, "No such file: check the three parts of its address.")]);
    Ok(request.read(|reply| reply.file()))
}

/// `POST /api/upload`, with the files as multipart form data and `type` in the query
pub fn post_api_upload(
    mut files: Vec<UploadFile>,
    upload_type: Option<UploadType>,
) -> Result<Operation<Vec<UploadedFile>>, Error> {
    check::not_empty("files", &files)?;
    let contents = files
        .iter_mut()
        .map(content)
        .collect::<Result<Vec<_>, _>>()?;
    let parts: Vec<Part> = files
        .iter()
        .zip(&contents)
        .map(|(file, content)| Part {
            name: &file.name,
            content_type: file
                .content_type
                .as_deref()
                .unwrap_or("application/octet-stream"),
            content,
        })
        .collect();
    let (boundary, body) = multipart::encode(&parts)?;
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let request = Request::post("/api/upload")
        .query("type", upload_type)
        .body(content_type, body)
        .hints(&[(
            413,
            "Send fewer or smaller files in one call; Gorgias' own client names 10 MB as the limit.",
        )]);
    let count = files.len();
    Ok(request.read(move |reply| reply.uploads(count)))
}

/// Takes a file's bytes out of it. A `data:` URL is decoded whatever the encoding says, and its media
/// type counts where no other is given. Base64 may be wrapped.
fn content(file: &mut UploadFile) -> Result<Vec<u8>, Error> {
    let mut content = take(&mut file.content);
    match data_url(&content) {
        Some((media_type, data)) => {
            if !media_type.is_empty() {
                file.content_type.get_or_insert_with(|| media_type.into());
            }
            content = data.into();
        }
        None if file.encoding == Encoding::Utf8 => {
            check_text(file, &content)?;
            return Ok(content.into_bytes());
        }
        None => {}
    }
    // Looking first leaves the usual case at the speed of the processor.
    if content.bytes().any(|byte| byte.is_ascii_whitespace()) {
        content.retain(|character| !character.is_ascii_whitespace());
    }
    BASE64_STANDARD.decode(&content).map_err(|error| {
        let at = match error {
            DecodeError::InvalidByte(at, _) => at,
            // The end is wrong, or cut off.
            _ => content.trim_end_matches('=').len(),
        };
        let name = quote::plain(&file.name);
        invalid("content", format!("of {name} is not base64 at byte {at}"))
    })
}

/// Returns the media type and the base64 of a `data:` URL.
fn data_url(content: &str) -> Option<(&str, &str)> {
    let content = content.trim_ascii_start();
    let (scheme, rest) = content.split_at_checked("data:".len())?;
    let (head, data) = rest.split_once(',')?;
    let (media_type, marker) = head.split_at_checked(head.len().checked_sub(";base64".len())?)?;
    (scheme.eq_ignore_ascii_case("data:") && marker.eq_ignore_ascii_case(";base64"))
        .then_some((media_type, data))
}

/// Refuses what is no text of its name or type: base64 that lacks `encoding`, or where it lies, which
/// nobody here can read.
fn check_text(file: &UploadFile, content: &str) -> Result<(), Error> {
    const BINARY: [&str; 19] = [
        "png", "jpg", "jpeg", "gif", "webp", "heic", "bmp", "ico", "pdf", "zip", "gz", "docx",
        "xlsx", "pptx", "mp3", "mp4", "mov", "wav", "webm",
    ];
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending);
    let by_name = BINARY
        .iter()
        .any(|it| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(it)));
    let types = [
        "image/",
        "audio/",
        "video/",
        "application/pdf",
        "application/zip",
    ];
    let given = file
        .content_type
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_svg = given.contains("svg");
    let is_binary = by_name || (!is_svg && types.iter().any(|it| given.starts_with(it)));
    // PDF is the one of them that can be text.
    if !is_binary || content.starts_with("%PDF-") {
        return Ok(());
    }
    let name = quote::plain(&file.name);
    let is_place = content.len() < 300 && content.contains(['/', '\\']) && content.contains('.');
    let problem = match is_place {
        true => format!(
            "of {name} is where the file lies; nothing here reads or fetches it: give the content itself, in base64, with `encoding`"
        ),
        false => format!(
            "of {name} is text, which such a file is not; give it in base64, with `encoding`"
        ),
    };
    Err(invalid("content", problem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Returns a file's bytes and its media type, or the message.
    fn content_of(file: &UploadFile) -> Result<(Vec<u8>, Option<String>), String> {
        let mut file = file.clone();
        let content = content(&mut file).map_err(|error| testing::spelled(error).message)?;
        Ok((content, file.content_type))
    }

    fn file(name: &str, encoding: Encoding, content: &str, media_type: &str) -> UploadFile {
        UploadFile {
            name: name.into(),
            content: content.into(),
            encoding,
            content_type: (!media_type.is_empty()).then(|| media_type.into()),
        }
    }

    #[test]
    fn base64_may_be_wrapped_and_stand_in_a_data_url() {
        for (encoding, content, own, media_type) in [
            (Encoding::Base64, " A\tP\r\n8=\n", None, None),
            (
                Encoding::Base64,
                "data:image/png;base64,AP 8=",
                None,
                Some("image/png"),
            ),
            (
                Encoding::Base64,
                "data:image/png;base64,AP8=",
                Some("a/b"),
                Some("a/b"),
            ),
            (Encoding::Base64, "data:;base64,AP8=", None, None),
            // Whatever the encoding says.
            (
                Encoding::Utf8,
                "DATA:image/png;BASE64,AP8=",
                None,
                Some("image/png"),
            ),
            (
                Encoding::Utf8,
                "\n data:a/b;charset=x;base64,AP8=",
                None,
                Some("a/b;charset=x"),
            ),
        ] {
            let file = file("a.png", encoding, content, own.unwrap_or_default());
            let expected = (vec![0, 0xff], media_type.map(Into::into));
            assert_eq!(content_of(&file).unwrap(), expected, "{content}");
        }
        let text = "data: see below; base64, or not";
        let (content, _) = content_of(&file("a.txt", Encoding::Utf8, text, "")).unwrap();
        assert_eq!(content, text.as_bytes());
    }

    #[test]
    fn what_is_not_base64_is_named_in_bounded_length() {
        let file = file(&"n".repeat(1 << 20), Encoding::Base64, "a-b", "");
        let message = content_of(&file).unwrap_err();
        assert!(message.starts_with("`content` of nnn"), "{message}");
        assert!(message.contains("at byte 1") && message.len() < 4096);
    }

    #[test]
    fn what_is_plainly_no_text_is_refused() {
        const NO_TEXT: Option<&str> = Some("in base64, with `encoding`");
        const PLACE: Option<&str> = Some("is where the file lies");
        for (name, content, media_type, problem) in [
            ("a.PNG", "iVBORw0KGgo=", "", NO_TEXT),
            ("invoice", "JVBERi0xLjQ=", "application/pdf", NO_TEXT),
            ("a.jpg", "/tmp/pictures/a.jpg", "", PLACE),
            ("a.jpg", "C:\\pictures\\a.jpg", "", PLACE),
            ("a.pdf", "https://shop.test/a.pdf", "", PLACE),
            ("a.csv", "iVBORw0KGgo=", "", None),
            ("a.svg", "<svg/>", "image/svg+xml", None),
            ("a.pdf", "%PDF-1.4\n", "", None),
        ] {
            let message = content_of(&file(name, Encoding::Utf8, content, media_type)).err();
            match (&message, problem) {
                (Some(message), Some(problem)) => assert!(message.contains(problem), "{message}"),
                _ => assert_eq!(message.as_deref(), problem, "{name} {content}"),
            }
        }
    }
}
