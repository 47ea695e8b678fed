//! Uploads, and the redirects to what was uploaded.

use crate::{
    answer::{self, Answer, ApiError},
    request::Request,
    shop::{DOMAIN_HASH, Shop, StoredFile, expires, resource_name, signature},
};
use http::header::LOCATION;
use serde_json::{Value, json};

/// `POST /api/upload`
pub fn upload(shop: &mut Shop, request: &Request) -> Answer {
    let parts = &request.logged.parts;
    if parts.is_empty() || parts.iter().any(|part| part.filename.is_none()) {
        let msg = "The body must be multipart/form-data, with at least one file and nothing else.";
        return Err(ApiError::bad_request(msg));
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
        let size = part.bytes.len();
        let url = match request.plays_alternative("upload-address") {
            false => format!("https://{host}/{DOMAIN_HASH}/{resource}"),
            true => {
                let origin = &shop.api_origin;
                format!("{origin}/api/{kind}/download/{DOMAIN_HASH}/{resource}")
            }
        };
        shop.keep_file(StoredFile {
            resource,
            content_type: content_type.into(),
            bytes: part.bytes.clone(),
        });
        let size = match request.plays_alternative("upload-size") {
            false => json!(size),
            true => json!(size.to_string()),
        };
        json!({"content_type": content_type, "name": name, "size": size, "url": url})
    });
    answer::ok(items.collect())
}

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`: 307 to the file host.
pub fn download(shop: &mut Shop, request: &Request) -> Answer {
    let [kind, hash, resource] = [0, 1, 2].map(|at| request.param(at));
    let types = &request.vendor.data["routes"]["POST /api/upload"]["query"];
    let types = types["properties"]["type"]["enum"].as_array();
    // One public client writes the plural.
    let known = kind == "attachments" || types.is_some_and(|it| it.contains(&Value::from(kind)));
    if !known || hash != DOMAIN_HASH || shop.file(resource).is_none() {
        return Err(ApiError::not_found());
    }
    let expires = expires(shop.now()).to_string();
    let signature = signature(resource, &expires);
    let origin = &shop.files_origin;
    let location = format!("{origin}/acme/{resource}?signature={signature}&expires={expires}");
    let mut response = answer::empty()?;
    let location = location.parse().map_err(|_| ApiError::not_found())?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}
