//! The host that downloads are redirected to. It stands for a cloud storage with signed
//! addresses: it knows no accounts, and refuses whoever brings credentials.

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};

use crate::answer::Answer;
use crate::decode;
use crate::log::LoggedRequest;
use crate::shop::{Shop, signature};
use crate::time::SECOND;

/// `GET /acme/{resource_name}?signature=…&expires=…`
pub fn answer(shop: &Shop, request: &LoggedRequest) -> Answer {
    if request.headers.contains_key(AUTHORIZATION) {
        return refuse(StatusCode::BAD_REQUEST, "InvalidArgument");
    }
    if request.method != "GET" {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed");
    }
    let name = request.path.strip_prefix("/acme/").map(decode::percent);
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return refuse(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let parameter = |name: &str| {
        let mut pairs = request.query.iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let expires: Option<i64> = parameter("expires").and_then(|text| text.parse().ok());
    let signed = expires
        .is_some_and(|expires| parameter("signature") == Some(signature(&name, expires).as_str()));
    if !signed {
        return refuse(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
    }
    if expires.is_some_and(|expires| shop.now() / SECOND > expires) {
        return refuse(StatusCode::FORBIDDEN, "ExpiredToken");
    }
    match shop.files.get(&name) {
        Some(file) => {
            let answer = Answer::bytes(&file.content_type, file.bytes.clone());
            // A name that is no header value goes without saying.
            match HeaderValue::from_str(&format!("inline; filename={:?}", file.name)) {
                Ok(value) => answer.with_header("content-disposition", value),
                Err(_) => answer,
            }
        }
        None => refuse(StatusCode::NOT_FOUND, "NoSuchKey"),
    }
}

/// In the shape of the big storages' errors.
fn refuse(status: StatusCode, code: &str) -> Answer {
    let body = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    let xml: (HeaderName, HeaderValue) =
        (CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    Answer {
        status,
        headers: vec![xml],
        body: Bytes::from(body),
    }
}
