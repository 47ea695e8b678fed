//! Does what comes before and after each request's endpoint: log, canned answers, credentials,
//! rate limit, common headers.

use crate::{
    answer::{self, Answer, ApiError},
    bounded_log::BoundedLog,
    canned::Canned,
    lock::lock,
    log::{LoggedRequest, Origin},
    options::Options,
    rate_limit::{Bucket, allowance},
    resources::file_host,
    routes,
    shop::Shop,
    vendor::Vendor,
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use http::HeaderName;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// Larger bodies are refused: the size that the vendor's web client names.
const UPLOAD_LIMIT: usize = 10 << 20;

/// State shared by all connections.
#[derive(Debug)]
pub struct Middleware {
    pub options: Options,
    pub vendor: Vendor,
    pub shop: Mutex<Shop>,
    pub log: Mutex<BoundedLog<LoggedRequest>>,
    /// In the order in which they were given.
    pub canned: Mutex<Vec<Canned>>,
    pub bucket: Bucket,
    /// How many answers of the API had an id so far.
    pub answers: AtomicU64,
}

/// Answers as the account's API or as the file host, which knows nothing of the API's headers.
pub async fn handle(
    State((shared, origin)): State<(Arc<Middleware>, Origin)>,
    request: Request,
) -> Response {
    let Ok(mut logged) = LoggedRequest::read(origin, request).await else {
        // Its body did not arrive whole, so nobody waits.
        return answer::status(Response::default(), 400);
    };
    let allowance = allowance(&logged.headers, &shared.options);
    let canned = shared.take_canned(&logged);
    let mut response = match canned {
        Some(canned) => canned.into_response(),
        None if origin == Origin::Files => file_host::answer(&lock(&shared.shop), &logged),
        None => shared
            .answer(allowance, &logged)
            .unwrap_or_else(|error| *routes::shape_error(&shared.vendor, error).0),
    };
    if origin == Origin::Api {
        shared.add_common_headers(allowance, &mut response);
    }
    logged.status = Some(response.status().as_u16());
    lock(&shared.log).push(logged.body.len(), logged);
    if !shared.options.delay.is_zero() {
        tokio::time::sleep(shared.options.delay).await;
    }
    response
}

impl Middleware {
    /// Takes out the first canned answer that fits.
    fn take_canned(&self, logged: &LoggedRequest) -> Option<Canned> {
        let mut queue = lock(&self.canned);
        let at = queue.iter().position(|canned| canned.fits(logged))?;
        Some(queue.remove(at))
    }

    fn answer(&self, allowance: Option<u32>, logged: &LoggedRequest) -> Answer {
        // The body of a public recording.
        let allowance = allowance.ok_or_else(|| ApiError::new(401, "Unauthorized."))?;
        self.bucket.take(allowance, Instant::now())?;
        if logged.body.len() > UPLOAD_LIMIT {
            return Err(ApiError::new(413, "The request is too large."));
        }
        // Searches and statistics are asked for with POST.
        let asks = ["/api/search", "/api/stats/", "/api/reporting/"];
        let asks = asks.iter().any(|start| logged.path.starts_with(start));
        if self.options.read_only && logged.method != "GET" && !asks {
            return Err(ApiError::new(403, "You are not allowed to do this."));
        }
        let route = routes::find(logged)?;
        routes::answer(route, &mut lock(&self.shop), &self.vendor, logged)
    }

    fn add_common_headers(&self, allowance: Option<u32>, response: &mut Response) {
        let id = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        for (name, value) in [
            (
                "x-gorgias-account-api-call-limit",
                self.bucket.used(allowance),
            ),
            ("x-request-id", format!("{id:032x}")),
            ("x-gorgias-release", "2026-05-29".into()),
            ("via", "1.1 google".into()),
        ] {
            let value = value.parse().expect("printable ASCII");
            let entry = response.headers_mut().entry(HeaderName::from_static(name));
            entry.or_insert(value);
        }
    }
}
