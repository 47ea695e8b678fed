//! A request as an endpoint sees it: what it holds was checked.

use crate::{
    answer::ApiError,
    log::LoggedRequest,
    options::Options,
    schema::{self, ID, Key, Kind, Need, Verdict},
};
use http::StatusCode;
use serde_json::Value;

pub struct Request<'a> {
    /// The request as it arrived.
    pub logged: &'a LoggedRequest,
    pub options: &'a Options,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> Request<'a> {
    /// `params` are the decoded parameters of the path.
    ///
    /// # Errors
    /// 400 with all that is wrong in the query.
    pub fn new(
        logged: &'a LoggedRequest,
        options: &'a Options,
        params: &'a [(&'a str, &'a str)],
        query: &[Key],
    ) -> Result<Self, ApiError> {
        let query: Vec<Key> = query.iter().map(|key| loosened(*key, options)).collect();
        schema::query(&logged.query, &query)
            .map_err(|data| ApiError::invalid("Invalid query parameters.", data))?;
        Ok(Self {
            logged,
            options,
            params,
        })
    }

    /// Path and query as they were sent: the `uri` of a list.
    pub fn uri(&self) -> String {
        let LoggedRequest {
            path, raw_query, ..
        } = self.logged;
        let mark = if raw_query.is_empty() { "" } else { "?" };
        format!("{path}{mark}{raw_query}")
    }

    /// A parameter of the path.
    pub fn param(&self, name: &str) -> &'a str {
        let param = self.params.iter().find(|(known, _)| *known == name);
        param.map_or("", |(_, value)| value)
    }

    /// An id in the path, which is all digits. A number beyond 64 bits becomes 0, which is no id.
    pub fn id(&self, name: &str) -> u64 {
        self.param(name).parse().unwrap_or_default()
    }

    /// Whether this open fact is played the other way.
    pub fn refutes(&self, fact: &str) -> bool {
        self.options.refutes(fact)
    }

    /// One status if the fact holds, and the other one if it is played the other way.
    pub fn status(&self, fact: &str, holds: StatusCode, refuted: StatusCode) -> StatusCode {
        if self.refutes(fact) { refuted } else { holds }
    }

    /// The values of a key of the query.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let pairs = self.logged.query.iter();
        let pairs = pairs.filter(move |(known, _)| known == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// The value of a key of the query.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The number that the query was checked to have there.
    pub fn number(&self, name: &str) -> Option<u64> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// The body as JSON, checked. `msg` heads the error, such as `Failed to create customer`.
    ///
    /// # Errors
    /// 400 without a JSON content type, for a body that does not parse, and with all that is
    /// wrong in one that does.
    pub fn body(&self, msg: &str, check: impl Fn(&Value) -> Verdict) -> Result<Value, ApiError> {
        let kind = self.logged.header("content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/json") {
            let msg = "The body must be JSON, with the content type application/json.";
            return Err(ApiError::bad_request(msg));
        }
        let Some(body) = self.logged.json() else {
            return Err(ApiError::bad_request("The body is not valid JSON."));
        };
        check(&body).map_err(|data| ApiError::invalid(msg, data))?;
        Ok(body)
    }
}

/// The key as the query may have it where an open fact is played the other way.
fn loosened(key: Key, options: &Options) -> Key {
    match key.0 {
        "limit" if options.refutes("limit-above-100") => (key.0, key.1, ID),
        "order_by" if options.refutes("event-order") => (key.0, key.1, Kind::Text),
        "user_ids" if options.refutes("event-one-user") => (key.0, Need::Repeated, key.2),
        _ => key,
    }
}
