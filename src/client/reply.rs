//! Reading a 2xx answer in the way that a tool says.
//!
//! The API answers lists in three shapes: the envelope `{"object": "list", "data": […], "meta":
//! {…}}` (public recordings), `{"data": […]}` (public recordings), and a bare array (the vendor's docs). All are
//! read. JSON is checked and cut out of the body where it stands, without a copy or a tree.

use super::{Client, attempt::Attempt, request::Request, transport::Incoming};
use crate::{
    bindings::gorgias::customers::types::{DownloadedFile, Encoding, Page, UploadedFile},
    error::Error,
    format::json::{self, Problem},
    tool::Effect,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use base64::{Engine, prelude::BASE64_STANDARD};
use core::{mem::take, ops::Range};

/// Stands for a response that says nothing but that a change was made, or is being made.
const DONE: &str = r#"{"done":true}"#;
/// Some programs begin UTF-8 text with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A whole 2xx response.
pub struct Reply<'c> {
    pub(super) client: &'c Client<'c>,
    pub(super) request: &'c Request,
    pub(super) attempt: Attempt,
    pub(super) response: Incoming,
}

impl Reply<'_> {
    /// Returns the body as text.
    pub fn text(mut self) -> Result<String, Error> {
        self.take_text()
    }

    /// Returns the body as JSON, byte for byte; [`DONE`] where a change is answered with nothing.
    pub fn json(mut self) -> Result<String, Error> {
        if self.has_no_content() {
            return Ok(if self.is_change() { DONE } else { "null" }.into());
        }
        let text = self.take_text()?;
        match json::valid(&text) {
            Ok(()) => Ok(text),
            Err(error) => Err(self.unreadable_text(text, &not_json(error))),
        }
    }

    /// Returns the body as a whole list, as a JSON array; [`DONE`] where a change is answered with nothing.
    pub fn array(self) -> Result<String, Error> {
        if self.is_change() && self.has_no_content() {
            return Ok(DONE.into());
        }
        Ok(self.page()?.items)
    }

    /// Returns one page of a list; an empty one where the status says that there is no body.
    pub fn page(mut self) -> Result<Page, Error> {
        if self.has_no_content() {
            self.response.body = b"[]".to_vec();
        }
        let mut text = self.take_text()?;
        match list(&text) {
            Ok(List {
                items,
                meta,
                next_cursor,
                prev_cursor,
            }) => {
                text.truncate(items.end);
                text.drain(..items.start);
                Ok(Page {
                    items: text,
                    next_cursor,
                    prev_cursor,
                    meta,
                })
            }
            Err(problem) => Err(self.unreadable_text(text, &problem)),
        }
    }

    /// Returns the body as a file.
    pub fn file(mut self) -> Result<DownloadedFile, Error> {
        self.check_uncompressed()?;
        let body = take(&mut self.response.body);
        let size = body.len() as u64;
        let (content, encoding) = match String::from_utf8(body) {
            Ok(mut text) if text.starts_with('\u{feff}') && !text.contains('\0') => {
                text.drain(..BYTE_ORDER_MARK.len());
                (text, Encoding::Utf8)
            }
            Ok(text) if !text.contains('\0') => (text, Encoding::Utf8),
            Ok(text) => (BASE64_STANDARD.encode(text.as_bytes()), Encoding::Base64),
            Err(error) => (BASE64_STANDARD.encode(error.as_bytes()), Encoding::Base64),
        };
        Ok(DownloadedFile {
            content,
            encoding,
            content_type: self.response.header("content-type").map(Into::into),
            size,
        })
    }

    /// Returns the array that an upload of `count` files is answered with.
    pub fn uploads(mut self, count: usize) -> Result<Vec<UploadedFile>, Error> {
        let text = self.take_text()?;
        match uploads(&text, count) {
            Ok(files) => Ok(files),
            Err(problem) => Err(self.unreadable_text(text, &problem)),
        }
    }

    /// Tells whether it was done, or taken in, and nothing is said about it.
    fn has_no_content(&self) -> bool {
        let by_status = matches!(self.response.status, 202 | 204);
        (by_status || self.is_change()) && self.response.body.trim_ascii().is_empty()
    }

    fn is_change(&self) -> bool {
        self.client.tool.effect() != Effect::Read
    }

    fn take_text(&mut self) -> Result<String, Error> {
        self.check_uncompressed()?;
        let mut body = take(&mut self.response.body);
        if body.starts_with(BYTE_ORDER_MARK) {
            body.drain(..BYTE_ORDER_MARK.len());
        }
        match String::from_utf8(body) {
            Ok(text) => Ok(text),
            Err(error) if self.is_latin1() => {
                Ok(error.into_bytes().into_iter().map(char::from).collect())
            }
            Err(error) => {
                self.response.body = error.into_bytes();
                Err(self.unreadable("its body is not UTF-8 text"))
            }
        }
    }

    /// Tells whether the server says so. Each byte of Latin-1 is the character of that number.
    fn is_latin1(&self) -> bool {
        let content_type = self.response.header("content-type").unwrap_or_default();
        let content_type = content_type.to_ascii_lowercase();
        ["iso-8859-1", "latin1", "latin-1"]
            .iter()
            .any(|name| content_type.contains(name))
    }

    fn check_uncompressed(&mut self) -> Result<(), Error> {
        if !self.response.is_compressed() {
            return Ok(());
        }
        // There is nothing in it to quote.
        self.response.body.clear();
        Err(self.unreadable("its body is compressed, which was not asked for"))
    }

    fn unreadable(&self, problem: &str) -> Error {
        let context = self.client.context(self.request, &self.attempt);
        context.unreadable(&self.response, problem)
    }

    fn unreadable_text(&mut self, body: String, problem: &str) -> Error {
        self.response.body = body.into_bytes();
        self.unreadable(problem)
    }
}

fn not_json(problem: Problem) -> String {
    match problem {
        Problem::Empty => "its body is empty".into(),
        Problem::OtherKind => "its body is JSON of another shape than expected".into(),
        problem => format!("its body is not JSON ({})", problem),
    }
}

struct List {
    /// Where the array stands in the body.
    items: Range<usize>,
    meta: Option<String>,
    next_cursor: Option<String>,
    prev_cursor: Option<String>,
}

/// Finds the parts of a list, in any of the three shapes.
fn list(text: &str) -> Result<List, String> {
    if json::is_array(text) {
        json::valid(text).map_err(not_json)?;
        return Ok(List {
            items: range_in(text, text.trim_ascii()),
            meta: None,
            next_cursor: None,
            prev_cursor: None,
        });
    }
    let [data, meta] = json::members(text, ["data", "meta"]).map_err(not_json)?;
    let data = data
        .filter(|data| json::is_array(data))
        .ok_or("it has no `data` array")?;
    let [next_cursor, prev_cursor] = meta
        .and_then(|meta| json::members(meta, ["next_cursor", "prev_cursor"]).ok())
        .unwrap_or_default();
    Ok(List {
        items: range_in(text, data),
        meta: meta.filter(|meta| *meta != "null").map(Into::into),
        next_cursor: next_cursor.and_then(cursor),
        prev_cursor: prev_cursor.and_then(cursor),
    })
}

/// Reads a cursor: a string that is not empty, or the digits of a number.
fn cursor(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => json::string(json).filter(|text| !text.is_empty()),
        b'0'..=b'9' => Some(json.into()),
        _ => None,
    }
}

/// Returns where `part`, a slice of `text`, stands in it.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

/// Reads `[{"name": …, "url": …, "content_type": …, "size": …}]`. The size comes as a number or as
/// a string of digits (the vendor's docs say the one and show the other).
fn uploads(text: &str, count: usize) -> Result<Vec<UploadedFile>, String> {
    // Other arrays of the vendor's docs come in a wrapper in public recordings, so this one may too.
    let items = list(text)?.items;
    let items = text.get(items).unwrap_or_default();
    let items = json::items(items, count + 1).map_err(not_json)?;
    if items.len() != count {
        return Err(format!("it names {} files instead of {count}", items.len()));
    }
    items.into_iter().map(uploaded).collect()
}

fn uploaded(item: &str) -> Result<UploadedFile, String> {
    let [name, url, content_type, size] =
        json::members(item, ["name", "url", "content_type", "size"])
            .map_err(|_| "a file is not an object")?;
    let text = |value: Option<&str>| value.and_then(json::string);
    let url = text(url).ok_or("a file has no url")?;
    let address = download_address(&url);
    let part = |at: usize| address.map(|parts| parts[at].to_owned());
    Ok(UploadedFile {
        name: text(name).ok_or("a file has no name")?,
        content_type: text(content_type),
        size: size.and_then(|size| size.trim_matches('"').parse().ok()),
        file_type: part(0),
        domain_hash: part(1),
        resource_name: part(2),
        url,
    })
}

/// Returns the three parts of the address at which a private upload can be downloaded. The vendor's web client
/// makes `/api/attachment/download/<hash>/<name>` of `https://uploads.gorgias.io/<hash>/<name>`.
fn download_address(url: &str) -> Option<[&str; 3]> {
    let rest = url.strip_prefix("https://uploads.")?;
    let rest = rest.split(['?', '#']).next()?;
    let (_, path) = rest.split_once('/')?;
    let (hash, name) = path.split_once('/')?;
    let whole = !hash.is_empty() && !name.is_empty() && !name.contains('/');
    whole.then_some(["attachment", hash, name])
}
