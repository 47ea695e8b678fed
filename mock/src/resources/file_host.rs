//! The host that downloads are redirected to. It stands for a cloud storage with signed
//! addresses: it knows no accounts, and refuses whoever brings credentials.

use crate::{
    log::LoggedRequest,
    shop::{Shop, signature},
};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::CONTENT_TYPE};

/// `GET /acme/{resource_name}?signature=…&expires=…`
pub fn answer(shop: &Shop, request: &LoggedRequest) -> Response {
    if request.headers.contains_key("authorization") {
        return refuse(StatusCode::BAD_REQUEST, "InvalidArgument");
    }
    if request.method != "GET" {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed");
    }
    // The names that the API gives out need no decoding.
    let name = request.path.strip_prefix("/acme/");
    let Some(file) = name.and_then(|name| shop.file(name)) else {
        return refuse(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let parameter = |name: &str| {
        let pair = request.query.iter().find(|(known, _)| known == name);
        pair.map_or("", |(_, value)| value)
    };
    let expires = parameter("expires");
    if parameter("signature") != signature(&file.resource, expires) {
        return refuse(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
    }
    let end: i64 = expires.parse().unwrap_or_default();
    if shop.now().as_second() > end {
        return refuse(StatusCode::FORBIDDEN, "ExpiredToken");
    }
    ([(CONTENT_TYPE, &file.content_type)], file.bytes.clone()).into_response()
}

/// In the shape of the big storages' errors.
fn refuse(status: StatusCode, code: &str) -> Response {
    let body = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
}
