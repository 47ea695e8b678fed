//! Uploads, and the redirects to what was uploaded.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    schema::{Key, Kind::OneOf, Need::Optional},
    shop::{DOMAIN_HASH, Shop, StoredFile, expires, resource_name, signature},
};
use http::StatusCode;
use serde_json::{Value, json};

/// The values of the upload's `type`.
const TYPES: &str = "attachment public_attachment profile_picture widget_picture";

pub const TYPE: &[Key] = &[("type", Optional, OneOf(TYPES))];

/// `POST /api/upload`
pub fn upload(shop: &mut Shop, request: &Request) -> Answer {
    let kind = request.get("type").unwrap_or("attachment");
    let parts = &request.logged.parts;
    if parts.is_empty() {
        let msg = "The body must be multipart/form-data, with at least one file.";
        return Err(ApiError::bad_request(msg));
    }
    if let Some(part) = parts.iter().find(|part| part.filename.is_none()) {
        let msg = format!("The part {:?} is not a file.", part.name);
        return Err(ApiError::bad_request(&msg));
    }
    let items = parts.iter().map(|part| {
        // The part's name is the label that the file gets; `file` is what public clients send.
        let name = match (part.name.as_str(), &part.filename) {
            ("" | "file", Some(filename)) => filename,
            _ => &part.name,
        };
        let kind_of_file = part.content_type.as_deref();
        let file = StoredFile {
            resource: resource_name(name, &shop.new_uuid()),
            name: name.clone(),
            content_type: kind_of_file.unwrap_or("application/octet-stream").into(),
            bytes: part.bytes.clone(),
        };
        let size = match request.refutes("upload-size") {
            false => json!(file.bytes.len()),
            true => json!(file.bytes.len().to_string()),
        };
        let resource = &file.resource;
        // The vendor's example is on another host than the API.
        let url = match request.refutes("upload-address") {
            false => format!("{}/acme/{resource}", shop.files_origin),
            true => format!(
                "{}/api/{kind}/download/{DOMAIN_HASH}/{resource}",
                shop.api_origin
            ),
        };
        let (content_type, name) = (&file.content_type, &file.name);
        let item = json!({"content_type": content_type, "name": name, "size": size, "url": url});
        shop.keep_file(file);
        item
    });
    answer::with(StatusCode::CREATED, items.collect::<Vec<Value>>().into())
}

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`: 307 to the file host.
pub fn download(shop: &mut Shop, request: &Request) -> Answer {
    let (kind, resource) = (request.param("file_type"), request.param("resource_name"));
    // One public client writes the plural.
    let known = TYPES.split(' ').any(|known| known == kind) || kind == "attachments";
    let ours = request.param("domain_hash") == DOMAIN_HASH;
    if !known || !ours || shop.file(resource).is_none() {
        return Err(ApiError::not_found());
    }
    let expires = expires(shop.now()).to_string();
    let signature = signature(resource, &expires);
    let origin = &shop.files_origin;
    let location = format!("{origin}/acme/{resource}?signature={signature}&expires={expires}");
    Ok(answer::redirect(StatusCode::TEMPORARY_REDIRECT, location))
}
