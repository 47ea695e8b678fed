//! Files: upload to Gorgias, download from it.

use super::check;
use crate::{
    bindings::gorgias::customers::types::{
        DownloadedFile, Encoding, UploadFile, UploadType, UploadedFile,
    },
    client::{Call, Request, quote},
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
) -> Result<Call<DownloadedFile>, Error> {
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
) -> Result<Call<Vec<UploadedFile>>, Error> {
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
        .hints(&[(413, "Send fewer or smaller files in one call.")]);
    let count = files.len();
    Ok(request.read(move |reply| reply.uploads(count)))
}

/// Takes a file's bytes out of it. Base64 may be wrapped, and may stand in a `data:` URL, whose media
/// type counts where no other is given.
fn content(file: &mut UploadFile) -> Result<Vec<u8>, Error> {
    let mut content = take(&mut file.content);
    if file.encoding == Encoding::Utf8 {
        return Ok(content.into_bytes());
    }
    if let Some((media_type, data)) = content
        .strip_prefix("data:")
        .and_then(|url| url.split_once(";base64,"))
    {
        if !media_type.is_empty() {
            file.content_type.get_or_insert_with(|| media_type.into());
        }
        content = data.into();
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
        invalid("content", &format!("of {name} is not base64 at byte {at}"))
    })
}
