//! A request as an endpoint sees it.

use serde_json::{Map, Value};

use super::answer::Fault;
use super::decode;
use super::front::Shared;
use super::log::{LoggedRequest, Part};
use super::options::Options;
use super::query::Query;

pub struct Call<'a> {
    pub method: &'a str,
    /// The decoded segments of the path, without the empty ones at both ends.
    pub segments: Vec<String>,
    pub query: Query<'a>,
    pub options: &'a Options,
    pub api_origin: &'a str,
    pub files_origin: &'a str,
    request: &'a LoggedRequest,
    parts: Option<&'a Result<Vec<Part>, String>>,
}

impl<'a> Call<'a> {
    pub fn new(
        shared: &'a Shared,
        request: &'a LoggedRequest,
        parts: Option<&'a Result<Vec<Part>, String>>,
    ) -> Self {
        // An old tutorial of the vendor calls `/api/customers/`: one trailing slash is fine.
        let path = request.path.strip_prefix('/').unwrap_or(&request.path);
        let path = path.strip_suffix('/').unwrap_or(path);
        Self {
            method: &request.method,
            segments: path.split('/').map(decode::percent).collect(),
            query: Query::new(&request.query),
            options: &shared.options,
            api_origin: &shared.api_origin,
            files_origin: &shared.files_origin,
            request,
            parts,
        }
    }

    /// Path and query as they were sent: the `uri` of a list.
    pub fn uri(&self) -> String {
        if self.request.raw_query.is_empty() {
            self.request.path.clone()
        } else {
            format!("{}?{}", self.request.path, self.request.raw_query)
        }
    }

    /// The path as it was sent.
    pub fn path(&self) -> &str {
        &self.request.path
    }

    /// The id at this place of the path.
    ///
    /// # Errors
    /// 404: no route takes anything but digits there.
    pub fn id(&self, place: usize) -> Result<u64, Fault> {
        self.segments
            .get(place)
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .ok_or_else(Fault::not_found)
    }

    /// The body as JSON of any kind.
    ///
    /// # Errors
    /// 400 without a JSON content type, or when it does not parse.
    pub fn json(&self) -> Result<Value, Fault> {
        let kind = self.request.header("content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/json") {
            return Err(Fault::bad_request(
                "The body must be JSON, with the content type application/json.",
            ));
        }
        serde_json::from_slice(&self.request.body)
            .map_err(|_| Fault::bad_request("The body is not valid JSON."))
    }

    /// The body as a JSON object.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn object(&self) -> Result<Map<String, Value>, Fault> {
        match self.json()? {
            Value::Object(object) => Ok(object),
            _ => Err(Fault::bad_request("The body must be a JSON object.")),
        }
    }

    /// The body as a JSON array.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn array(&self) -> Result<Vec<Value>, Fault> {
        match self.json()? {
            Value::Array(items) => Ok(items),
            _ => Err(Fault::bad_request("The body must be a JSON array.")),
        }
    }

    /// The parts of a multipart body.
    ///
    /// # Errors
    /// 400 for any other body, or one that does not parse.
    pub fn parts(&self) -> Result<&'a [Part], Fault> {
        match self.parts {
            Some(Ok(parts)) => Ok(parts),
            Some(Err(why)) => Err(Fault::bad_request(why)),
            None => Err(Fault::bad_request("The body must be multipart/form-data.")),
        }
    }
}
