//! What arrived, as it arrived.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// Which of the mock's two servers a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The account's API.
    Api,
    /// The host that downloads are redirected to.
    Files,
}

/// One part of a multipart body, as axum's parser read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The part's `name`.
    pub name: String,
    /// The part's `filename`, when it has one.
    pub filename: Option<String>,
    /// The part's own content type, when it has one.
    pub content_type: Option<String>,
    /// The part's content.
    pub bytes: Bytes,
}

/// One request, whatever it was answered with.
#[derive(Clone, Debug)]
pub struct LoggedRequest {
    /// Where it arrived.
    pub origin: Origin,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was on the wire, without the query.
    pub path: String,
    /// The query as it was on the wire, without the question mark.
    pub raw_query: String,
    /// The query's pairs in their order, decoded.
    pub query: Vec<(String, String)>,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The parts of a multipart body; empty for any other, or one that does not parse.
    pub parts: Vec<Part>,
    /// The status it was answered with; none while the answer is being made.
    pub status: Option<u16>,
}

impl LoggedRequest {
    /// A header's text; none when it is absent or not printable ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON; none when it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// So many bytes of bodies are kept at most: a benchmark may upload gigabytes.
const KEEP_BYTES: usize = 128 << 20;

/// The newest requests, oldest first.
#[derive(Debug)]
pub(super) struct Log {
    keep: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// The number of the first request that is still here.
    first: u64,
    /// The bytes of the bodies that are here.
    bytes: usize,
    requests: VecDeque<LoggedRequest>,
}

impl Entries {
    fn drop_first(&mut self) {
        if let Some(request) = self.requests.pop_front() {
            self.bytes -= request.body.len();
            self.first += 1;
        }
    }
}

impl Log {
    pub fn new(keep: usize) -> Self {
        Self {
            keep,
            entries: Mutex::default(),
        }
    }

    /// Returns the number by which [`Log::answered`] finds the request.
    pub fn push(&self, request: LoggedRequest) -> u64 {
        let mut entries = self.lock();
        entries.bytes += request.body.len();
        entries.requests.push_back(request);
        let number = entries.first + entries.requests.len() as u64 - 1;
        while entries.requests.len() > self.keep || entries.bytes > KEEP_BYTES {
            entries.drop_first();
        }
        number
    }

    pub fn answered(&self, number: u64, status: u16) {
        let mut entries = self.lock();
        // A request may have been dropped or cleared meanwhile.
        let Some(at) = number.checked_sub(entries.first) else {
            return;
        };
        if let Some(request) = entries.requests.get_mut(at as usize) {
            request.status = Some(status);
        }
    }

    pub fn all(&self) -> Vec<LoggedRequest> {
        self.lock().requests.iter().cloned().collect()
    }

    pub fn clear(&self) {
        let mut entries = self.lock();
        entries.first += entries.requests.len() as u64;
        entries.requests.clear();
        entries.bytes = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
