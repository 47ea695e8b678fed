//! Reads a multipart body with axum's parser, the one that a real server would use.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::log::Part;

/// None when the content type is not multipart.
pub async fn parts(headers: &HeaderMap, body: &Bytes) -> Option<Result<Vec<Part>, String>> {
    let kind = headers.get(CONTENT_TYPE)?;
    if !kind.to_str().ok()?.starts_with("multipart/") {
        return None;
    }
    let mut request = Request::new(Body::from(body.clone()));
    request.headers_mut().insert(CONTENT_TYPE, kind.clone());
    // The whole body is in memory already, and its size was checked.
    DefaultBodyLimit::disable().apply(&mut request);
    Some(read(request).await)
}

async fn read(request: Request) -> Result<Vec<Part>, String> {
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| rejection.body_text())?;
    let mut parts = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| error.body_text())?
    {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            filename: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(str::to_owned),
            bytes: field.bytes().await.map_err(|error| error.body_text())?,
        });
    }
    Ok(parts)
}
