//! Files: upload to Gorgias, download from it.

use crate::{
    base64,
    bindings::gorgias::customers::types::{
        DownloadedFile, Encoding, UploadFile, UploadType, UploadedFile,
    },
    check,
    client::Client,
    error::{Error, invalid},
    multipart::{self, Part},
    quote,
    request::Request,
    tool::Tool,
    transport::Method,
    url::{Query, segment},
};
use alloc::{format, string::String, vec::Vec};
use core::mem::take;

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`, which redirects to a signed
/// address on another host
pub fn download(
    client: &Client,
    file_type: String,
    domain_hash: String,
    resource_name: String,
) -> Result<DownloadedFile, Error> {
    let path = format!(
        "/api/{}/download/{}/{}",
        segment("file-type", &file_type)?,
        segment("domain-hash", &domain_hash)?,
        segment("resource-name", &resource_name)?
    );
    let request = Request::new(Tool::DownloadFile, Method::Get, &path, &Query::new());
    client.file(request.accept("*/*").follow_redirects())
}

/// `POST /api/upload`, with the files as multipart form data and `type` in the query
pub fn upload(
    client: &Client,
    mut files: Vec<UploadFile>,
    upload_type: Option<UploadType>,
) -> Result<Vec<UploadedFile>, Error> {
    check::not_empty("files", &files)?;
    let mut query = Query::new();
    query.text("type", upload_type.map(type_name));
    let contents = files
        .iter_mut()
        .map(content)
        .collect::<Result<Vec<_>, _>>()?;
    let mut parts = Vec::with_capacity(files.len());
    for (file, content) in files.iter().zip(&contents) {
        parts.push(Part {
            name: &file.name,
            content_type: file
                .content_type
                .as_deref()
                .unwrap_or("application/octet-stream"),
            content,
        });
    }
    let (boundary, body) = multipart::encode(&parts)?;
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let request = Request::new(Tool::PostApiUpload, Method::Post, "/api/upload", &query);
    client.uploads(request.body(content_type.into(), body), files.len())
}

/// Takes a file's bytes out of it.
fn content(file: &mut UploadFile) -> Result<Vec<u8>, Error> {
    let content = take(&mut file.content);
    match file.encoding {
        Encoding::Utf8 => Ok(content.into_bytes()),
        Encoding::Base64 => base64::decode(content).map_err(|at| {
            invalid(
                "content",
                &format!("of {} is not base64 at byte {at}", quote::plain(&file.name)),
            )
        }),
    }
}

fn type_name(upload_type: UploadType) -> &'static str {
    match upload_type {
        UploadType::Attachment => "attachment",
        UploadType::PublicAttachment => "public_attachment",
        UploadType::ProfilePicture => "profile_picture",
        UploadType::WidgetPicture => "widget_picture",
    }
}
