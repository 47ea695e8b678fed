//! What happens to each request before and after its endpoint: log, canned answers, credentials,
//! rate limit, common headers.

use crate::{
    answer::{Answer, ApiError},
    canned::Canned,
    lock::lock,
    log::{LoggedRequest, Origin},
    rate_limit::{Bucket, Credential},
    recent::Recent,
    resources::file_host,
    routes::Account,
};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::IntoResponse,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// What all connections share.
#[derive(Debug)]
pub struct Front {
    pub account: Arc<Account>,
    pub log: Mutex<Recent<LoggedRequest>>,
    /// In the order in which they were given.
    pub canned: Mutex<Vec<Canned>>,
    pub bucket: Bucket,
    /// How many answers of the API had an id so far.
    pub answers: AtomicU64,
}

/// Comes before the API's routes.
pub async fn api(State(front): State<Arc<Front>>, request: Request, next: Next) -> Answer {
    let (number, logged) = front.arrive(Origin::Api, request).await?;
    let credential = Credential::check(&logged.headers, &front.account.options);
    let shown = credential.as_ref().ok().copied();
    let mut response = match front.canned(&logged) {
        Some(canned) if canned.is_bare() => return front.finish(number, canned).await,
        Some(canned) => canned.into_response(),
        None => match credential.and_then(|credential| front.admit(credential, &logged)) {
            Ok(request) => next.run(request).await,
            Err(error) => error.into_response(),
        },
    };
    front.add_common_headers(shown, response.headers_mut());
    front.finish(number, response).await
}

/// The file host's server. It has headers of its own and knows nothing of the API's.
pub async fn files(State(front): State<Arc<Front>>, request: Request) -> Answer {
    let (number, logged) = front.arrive(Origin::Files, request).await?;
    let response = match front.canned(&logged) {
        Some(canned) => canned.into_response(),
        None => file_host::answer(&lock(&front.account.shop), &logged),
    };
    front.finish(number, response).await
}

impl Front {
    /// Reads and logs a request. The number is its number in the log.
    async fn arrive(
        &self,
        origin: Origin,
        request: Request,
    ) -> Result<(u64, Arc<LoggedRequest>), ApiError> {
        let Ok(logged) = LoggedRequest::read(origin, request).await else {
            let msg = "The request's body did not arrive whole.";
            return Err(ApiError::bad_request(msg));
        };
        let number = lock(&self.log).push(logged.body.len(), logged.clone());
        Ok((number, Arc::new(logged)))
    }

    /// Takes out the first canned answer that fits.
    fn canned(&self, logged: &LoggedRequest) -> Option<Canned> {
        let mut queue = lock(&self.canned);
        let at = queue.iter().position(|canned| canned.fits(logged))?;
        Some(queue.remove(at))
    }

    /// The request as the routes take it, when the caller may send it.
    fn admit(
        &self,
        credential: Credential,
        logged: &Arc<LoggedRequest>,
    ) -> Result<Request, ApiError> {
        self.bucket.take(credential, Instant::now())?;
        if logged.body.len() > self.account.options.upload_limit {
            let msg = "The request is too large.";
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, msg));
        }
        if self.account.options.read_only && !reads(logged) {
            let msg = "You are not allowed to do this.";
            return Err(ApiError::new(StatusCode::FORBIDDEN, msg));
        }
        // An old tutorial of the vendor calls `/api/customers/`: one trailing slash is fine.
        let path = logged.path.strip_suffix('/').unwrap_or(&logged.path);
        let request = Request::builder().method(&*logged.method).uri(path);
        let request = request.extension(Arc::clone(logged)).body(Body::empty());
        request.map_err(|_| ApiError::not_found())
    }

    fn add_common_headers(&self, shown: Option<Credential>, headers: &mut HeaderMap) {
        let id = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        for (name, value) in [
            (
                "x-gorgias-account-api-call-limit",
                &*self.bucket.used(shown),
            ),
            ("x-request-id", &*format!("{id:032x}")),
            ("x-gorgias-release", "2026-05-29"),
            ("via", "1.1 google"),
        ] {
            let value = HeaderValue::from_str(value).expect("printable ASCII");
            headers
                .entry(HeaderName::from_static(name))
                .or_insert(value);
        }
    }

    async fn finish(&self, number: u64, response: impl IntoResponse) -> Answer {
        let response = response.into_response();
        if let Some(logged) = lock(&self.log).get_mut(number) {
            logged.status = Some(response.status().as_u16());
        }
        let pause = self.account.options.latency;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(response)
    }
}

/// Whether the request changes nothing. Searches and statistics are asked for with POST.
fn reads(logged: &LoggedRequest) -> bool {
    let asks = ["/api/search", "/api/stats/", "/api/reporting/"];
    logged.method == "GET" || asks.iter().any(|start| logged.path.starts_with(start))
}
