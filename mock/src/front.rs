//! What happens to each request before and after its endpoint: log, canned answers, credentials,
//! rate limit, common headers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode};

use super::answer::{Answer, Fault};
use super::auth::{self, Credential};
use super::call::Call;
use super::canned::Queue;
use super::log::{Log, LoggedRequest, Origin, Part};
use super::options::Options;
use super::rate_limit::{Bucket, USED};
use super::resources::file_host;
use super::shop::Shop;
use super::{decode, multipart, routes};

/// Nothing that a test sends is larger; more is not read.
const READ_LIMIT: usize = 256 << 20;

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    pub options: Options,
    pub shop: Mutex<Shop>,
    pub log: Log,
    pub canned: Queue,
    pub bucket: Bucket,
    pub request_ids: AtomicU64,
    pub api_origin: String,
    pub files_origin: String,
}

/// A request that was read and logged.
struct Arrived {
    number: u64,
    request: LoggedRequest,
    /// None when the body is not multipart.
    parts: Option<Result<Vec<Part>, String>>,
}

/// The API's server.
pub async fn api(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let arrived = match arrive(&shared, Origin::Api, request).await {
        Ok(arrived) => arrived,
        Err(fault) => return fault.into_answer().into_response(),
    };
    let canned = shared.canned.take(&arrived.request);
    let bare = canned.as_ref().is_some_and(|canned| canned.is_bare());
    let credential = auth::check(&arrived.request.headers, &shared.options);
    let shown = credential.as_ref().ok().copied();
    let mut answer = match canned {
        Some(canned) => canned.into_answer(),
        None => credential
            .and_then(|credential| answer(&shared, &arrived, credential))
            .unwrap_or_else(Fault::into_answer),
    };
    if !bare {
        answer = with_common_headers(&shared, shown, answer);
    }
    finish(&shared, arrived.number, answer).await
}

/// The file host's server. It has headers of its own and knows nothing of the API's.
pub async fn files(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let arrived = match arrive(&shared, Origin::Files, request).await {
        Ok(arrived) => arrived,
        Err(fault) => return fault.into_answer().into_response(),
    };
    let answer = match shared.canned.take(&arrived.request) {
        Some(canned) => canned.into_answer(),
        None => file_host::answer(&lock(&shared), &arrived.request),
    };
    finish(&shared, arrived.number, answer).await
}

async fn arrive(shared: &Shared, origin: Origin, request: Request) -> Result<Arrived, Fault> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, READ_LIMIT)
        .await
        .map_err(|_| Fault::bad_request("The request's body did not arrive whole."))?;
    let parts = multipart::parts(&head.headers, &body).await;
    let raw_query = head.uri.query().unwrap_or_default().to_owned();
    let request = LoggedRequest {
        origin,
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: decode::pairs(&raw_query),
        raw_query,
        headers: head.headers,
        body,
        parts: parts.clone().and_then(Result::ok).unwrap_or_default(),
        status: None,
    };
    Ok(Arrived {
        number: shared.log.push(request.clone()),
        request,
        parts,
    })
}

fn answer(shared: &Shared, arrived: &Arrived, credential: Credential) -> Result<Answer, Fault> {
    shared.bucket.take(credential, Instant::now())?;
    if arrived.request.body.len() > shared.options.upload_limit {
        return Err(Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The request is too large.",
        ));
    }
    let call = Call::new(shared, &arrived.request, arrived.parts.as_ref());
    routes::endpoint(&call)?(&mut lock(shared), &call)
}

fn with_common_headers(shared: &Shared, shown: Option<Credential>, mut answer: Answer) -> Answer {
    let id = shared.request_ids.fetch_add(1, Ordering::Relaxed);
    let id = HeaderValue::from_str(&format!("{id:032x}"))
        .unwrap_or(HeaderValue::from_static("unnumbered"));
    for (name, value) in [
        (USED, shared.bucket.used(shown)),
        ("x-request-id", id),
        ("x-gorgias-release", HeaderValue::from_static("2026-05-29")),
        ("via", HeaderValue::from_static("1.1 google")),
    ] {
        if !answer.has_header(name) {
            answer = answer.with_header(name, value);
        }
    }
    answer
}

async fn finish(shared: &Shared, number: u64, answer: Answer) -> Response {
    shared.log.answered(number, answer.status.as_u16());
    if !shared.options.latency.is_zero() {
        tokio::time::sleep(shared.options.latency).await;
    }
    answer.into_response()
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Shop> {
    shared.shop.lock().unwrap_or_else(PoisonError::into_inner)
}
