//! Does what comes before and after each request's endpoint: log, canned answers, credentials,
//! rate limit, common headers.

use crate::{
    answer::{Answer, ApiError},
    bounded_log::BoundedLog,
    canned::Canned,
    lock::lock,
    log::{LoggedRequest, Origin},
    options::Options,
    rate_limit::{Bucket, Credential},
    resources::file_host,
    routes,
    shop::Shop,
    vendor::Vendor,
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{HeaderName, StatusCode};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// What all connections share.
#[derive(Debug)]
pub struct Middleware {
    pub options: Options,
    pub vendor: Vendor,
    pub shop: Mutex<Shop>,
    pub log: Mutex<BoundedLog<LoggedRequest>>,
    /// By route, how many requests came.
    pub counts: Mutex<BTreeMap<&'static str, u64>>,
    /// In the order in which they were given.
    pub canned: Mutex<Vec<Canned>>,
    pub bucket: Bucket,
    /// How many answers of the API had an id so far.
    pub answers: AtomicU64,
}

type Shared = State<Arc<Middleware>>;

/// Answers as the account's API.
pub async fn api(State(shared): Shared, request: Request) -> Response {
    let (number, logged) = match shared.read(Origin::Api, request).await {
        Ok(read) => read,
        Err(error) => return *error.0,
    };
    let credential = Credential::read(&logged.headers, &shared.options);
    let canned = shared.take_canned(&logged);
    let is_bare = canned.as_ref().is_some_and(Canned::is_bare);
    let mut response = match canned {
        Some(canned) => canned.into_response(),
        None => shared
            .answer(credential, &logged)
            .unwrap_or_else(|error| *routes::shape_error(&shared.vendor, error).0),
    };
    if !is_bare {
        shared.add_common_headers(credential, &mut response);
    }
    shared.finish(number, response).await
}

/// Answers as the file host. It has headers of its own and knows nothing of the API's.
pub async fn files(State(shared): Shared, request: Request) -> Response {
    let (number, logged) = match shared.read(Origin::Files, request).await {
        Ok(read) => read,
        Err(error) => return *error.0,
    };
    let response = match shared.take_canned(&logged) {
        Some(canned) => canned.into_response(),
        None => file_host::answer(&lock(&shared.shop), &logged),
    };
    shared.finish(number, response).await
}

impl Middleware {
    /// Reads and logs a request. The number is its number in the log.
    async fn read(
        &self,
        origin: Origin,
        request: Request,
    ) -> Result<(u64, LoggedRequest), ApiError> {
        let Ok(logged) = LoggedRequest::read(origin, request).await else {
            return Err(ApiError::bad_request(
                "The request's body did not arrive whole.",
            ));
        };
        let number = lock(&self.log).push(logged.body.len(), logged.clone());
        Ok((number, logged))
    }

    /// Takes out the first canned answer that fits.
    fn take_canned(&self, logged: &LoggedRequest) -> Option<Canned> {
        let mut queue = lock(&self.canned);
        let at = queue.iter().position(|canned| canned.fits(logged))?;
        Some(queue.remove(at))
    }

    fn answer(&self, credential: Option<Credential>, logged: &LoggedRequest) -> Answer {
        let refuse = |status, msg| Err(ApiError::new(status, msg));
        let Some(credential) = credential else {
            // The body of a public recording.
            return refuse(StatusCode::UNAUTHORIZED, "Unauthorized.");
        };
        self.bucket.take(credential, Instant::now())?;
        if logged.body.len() > self.options.upload_limit {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.");
        }
        if self.options.read_only && !reads(logged) {
            return refuse(StatusCode::FORBIDDEN, "You are not allowed to do this.");
        }
        let route = routes::find(logged)?;
        *lock(&self.counts).entry(route.name).or_default() += 1;
        route.answer(&mut lock(&self.shop), &self.vendor, logged)
    }

    fn add_common_headers(&self, shown: Option<Credential>, response: &mut Response) {
        let id = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        for (name, value) in [
            ("x-gorgias-account-api-call-limit", self.bucket.used(shown)),
            ("x-request-id", format!("{id:032x}")),
            ("x-gorgias-release", "2026-05-29".into()),
            ("via", "1.1 google".into()),
        ] {
            let value = value.parse().expect("printable ASCII");
            let headers = response.headers_mut();
            headers
                .entry(HeaderName::from_static(name))
                .or_insert(value);
        }
    }

    async fn finish(&self, number: u64, response: Response) -> Response {
        if let Some(logged) = lock(&self.log).get_mut(number) {
            logged.status = Some(response.status().as_u16());
        }
        if !self.options.delay.is_zero() {
            tokio::time::sleep(self.options.delay).await;
        }
        response
    }
}

/// Returns whether the request changes nothing. Searches and statistics are asked for with POST.
fn reads(logged: &LoggedRequest) -> bool {
    let asks = ["/api/search", "/api/stats/", "/api/reporting/"];
    logged.method == "GET" || asks.iter().any(|start| logged.path.starts_with(start))
}
