//! The host that downloads are redirected to. It stands for a cloud storage with signed
//! addresses: it knows no accounts, and refuses whoever brings credentials.

use crate::{
    answer,
    log::LoggedRequest,
    shop::{SIGNATURE, Shop},
};
use axum::response::Response;

/// `GET /acme/{resource_name}?signature=…&expires=…`
pub fn answer(shop: &Shop, request: &LoggedRequest) -> Response {
    // The names that the API gives out need no decoding.
    let name = request.path.strip_prefix("/acme/").unwrap_or_default();
    let (status, code) = match shop.file(name) {
        _ if request.headers.contains_key("authorization") => (400, "InvalidArgument"),
        _ if request.method != "GET" => (405, "MethodNotAllowed"),
        None => (404, "NoSuchKey"),
        Some(_) if request.raw_query != SIGNATURE => (403, "SignatureDoesNotMatch"),
        Some(file) => return answer::with(&file.content_type, file.bytes.clone()),
    };
    // In the shape of the big storages' errors.
    let body = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    answer::status(answer::with("application/xml", body), status)
}
