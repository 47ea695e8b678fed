//! Uploads, and the redirects to what was uploaded.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::{DOMAIN_HASH, SIGNATURE, Shop, StoredFile, resource_name},
};
use http::header::LOCATION;
use serde_json::{Value, json};

/// `POST /api/upload`
pub fn upload(shop: &mut Shop, request: &Request) -> Answer {
    let parts = &request.logged.parts;
    if parts.is_empty() || parts.iter().any(|part| part.filename.is_none()) {
        let msg = "The body must be multipart/form-data, with at least one file and nothing else.";
        return Err(ApiError::new(400, msg));
    }
    let kind = request.query["type"].as_str().unwrap_or_default();
    // What is not private has another host.
    let host = match kind {
        "attachment" => "uploads.gorgias.io",
        _ => "public-uploads.gorgias.io",
    };
    let items = parts.iter().map(|part| {
        // The part's name is the label that the file gets; `file` is what public clients send.
        let name = match (part.name.as_str(), &part.filename) {
            ("" | "file", Some(filename)) => filename,
            _ => &part.name,
        };
        let content_type = part.content_type.as_deref();
        let content_type = content_type.unwrap_or("application/octet-stream");
        let resource = resource_name(name, &shop.new_uuid());
        let download = format!("{}/api/{kind}/download", shop.api_origin);
        let url = match request.plays_alternative("upload-address") {
            false => format!("https://{host}/{DOMAIN_HASH}/{resource}"),
            true => format!("{download}/{DOMAIN_HASH}/{resource}"),
        };
        let mut size = json!(part.bytes.len());
        if request.plays_alternative("upload-size") {
            size = size.to_string().into();
        }
        shop.keep_file(StoredFile {
            resource,
            content_type: content_type.into(),
            bytes: part.bytes.clone(),
        });
        json!({"content_type": content_type, "name": name, "size": size, "url": url})
    });
    answer::ok(items.collect())
}

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`: 307 to the file host.
pub fn download(shop: &mut Shop, request: &Request) -> Answer {
    let [kind, hash, resource] = [0, 1, 2].map(|at| request.param(at));
    let upload = &request.vendor.data["routes"]["POST /api/upload"];
    let kinds = &upload["query"]["properties"]["type"]["enum"];
    let is_kind = kinds
        .as_array()
        .is_some_and(|it| it.contains(&Value::from(kind)));
    // One public client writes the plural.
    if !(is_kind || kind == "attachments") || hash != DOMAIN_HASH || shop.file(resource).is_none() {
        return Err(ApiError::not_found());
    }
    let location = format!("{}/acme/{resource}?{SIGNATURE}", shop.files_origin);
    Ok(answer::header(answer::empty()?, LOCATION, &location))
}
