//! The host that downloads are redirected to. It stands for a cloud storage with signed
//! addresses: it knows no accounts, and refuses whoever brings credentials.

use crate::{
    answer,
    log::LoggedRequest,
    shop::{Shop, signature},
};
use axum::response::Response;
use http::{StatusCode, header::CONTENT_TYPE};

/// `GET /acme/{resource_name}?signature=…&expires=…`
pub fn answer(shop: &Shop, request: &LoggedRequest) -> Response {
    // The names that the API gives out need no decoding.
    let name = request.path.strip_prefix("/acme/").unwrap_or_default();
    let parameter = |name: &str| {
        let pair = request.query.iter().find(|(known, _)| known == name);
        pair.map_or("", |(_, value)| value)
    };
    let expires = parameter("expires");
    let is_signed = parameter("signature") == signature(name, expires);
    let is_over = expires
        .parse()
        .is_ok_and(|end: i64| shop.now().as_second() > end);
    let (status, code) = match shop.file(name) {
        _ if request.headers.contains_key("authorization") => (400, "InvalidArgument"),
        _ if request.method != "GET" => (405, "MethodNotAllowed"),
        None => (404, "NoSuchKey"),
        Some(_) if !is_signed => (403, "SignatureDoesNotMatch"),
        Some(_) if is_over => (403, "ExpiredToken"),
        Some(file) => return answer::with(CONTENT_TYPE, &file.content_type, file.bytes.clone()),
    };
    // In the shape of the big storages' errors.
    let body = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    let mut response = answer::with(CONTENT_TYPE, "application/xml", body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response
}
