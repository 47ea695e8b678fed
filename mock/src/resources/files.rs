//! Uploads, and the redirects to what was uploaded.

use http::StatusCode;
use serde_json::{Value, json};

use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::log::Part;
use crate::options::SizeForm;
use crate::shop::{DOMAIN_HASH, Shop, StoredFile, expires, resource_name, signature};

/// The values of the upload's `type`, the default first.
const TYPES: [&str; 4] = [
    "attachment",
    "public_attachment",
    "profile_picture",
    "widget_picture",
];

/// `POST /api/upload`
pub fn upload(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&["type"])?;
    let kind = call.query.choice("type", &TYPES)?.unwrap_or(TYPES[0]);
    let parts = call.parts()?;
    if parts.is_empty() {
        return Err(Fault::bad_request("No file was sent."));
    }
    if let Some(part) = parts.iter().find(|part| part.filename.is_none()) {
        let msg = format!("The part {:?} is not a file.", part.name);
        return Err(Fault::bad_request(&msg));
    }
    let items: Vec<Value> = parts
        .iter()
        .map(|part| store(shop, call, kind, part))
        .collect();
    Ok(Answer::created(&Value::Array(items)))
}

fn store(shop: &mut Shop, call: &Call, kind: &str, part: &Part) -> Value {
    let filename = part.filename.clone().unwrap_or_default();
    // The part's name is the label that the file gets; `file` is what public clients send.
    let name = match part.name.as_str() {
        "" | "file" => filename,
        label => label.to_owned(),
    };
    let content_type = part
        .content_type
        .clone()
        .unwrap_or_else(|| "application/octet-stream".into());
    let resource = resource_name(&name, &shop.new_uuid());
    let size = match call.options.upload_size {
        SizeForm::Number => json!(part.bytes.len()),
        SizeForm::Text => json!(part.bytes.len().to_string()),
    };
    let url = format!(
        "{}/api/{kind}/download/{DOMAIN_HASH}/{resource}",
        call.api_origin
    );
    let item = json!({"content_type": content_type, "name": name, "size": size, "url": url});
    let bytes = part.bytes.clone();
    let file = StoredFile {
        name,
        content_type,
        bytes,
    };
    shop.files.put(resource, file);
    item
}

/// `GET /api/{file_type}/download/{domain_hash}/{resource_name}`: 307 to the file host.
pub fn download(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let [_, file_type, _, domain_hash, resource] = call.segments.as_slice() else {
        return Err(Fault::not_found());
    };
    // One public client writes the plural.
    let known = TYPES.contains(&file_type.as_str()) || file_type == "attachments";
    if !known || domain_hash != DOMAIN_HASH || shop.files.get(resource).is_none() {
        return Err(Fault::not_found());
    }
    let expires = expires(shop.now());
    let location = format!(
        "{}/acme/{resource}?signature={}&expires={expires}",
        call.files_origin,
        signature(resource, expires)
    );
    Ok(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, &location))
}
