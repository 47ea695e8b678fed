//! The rules of HTTP: who is let in with what, before and after the message itself.

use crate::{
    message::{self, RpcError},
    server::{ProtocolHeaders, Reply, Server},
    token::{self, Denied},
};
use alloc::{format, string::String, vec::Vec};
use base64::{Engine, engine::general_purpose::STANDARD};
use core::str;

/// Where the server is.
pub const PATH: &str = "/gorgias-customers";
/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 32 << 20;

/// A request without its body.
pub struct Head<'a> {
    /// The method in capitals.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Header names in any letter case, and their values.
    pub headers: &'a [(String, Vec<u8>)],
}

impl<'a> Head<'a> {
    fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self
            .headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name));
        // A value that is not UTF-8 matches nothing.
        named.map(|(_, value)| str::from_utf8(value).unwrap_or("\u{fffd}").trim_ascii())
    }

    /// Returns the header's value; a repeated header counts as invalid.
    fn value(&self, name: &str) -> Option<&'a str> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (value, None) => value,
            _ => Some("\u{fffd}"),
        }
    }
}

/// Why there is no body.
pub enum NoBody {
    /// It is larger than [`MAX_BODY`].
    TooLarge,
    /// The caller went away.
    Broken,
}

/// What goes back.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values, besides `content-length`.
    pub headers: Vec<(&'static str, &'static str)>,
    /// JSON, or nothing.
    pub body: String,
}

/// Answers a request. The body is read only for those who are let in.
pub fn answer(
    server: &Server,
    head: &Head,
    body: impl FnOnce(usize) -> Result<Vec<u8>, NoBody>,
) -> Response {
    match admitted(server, head, body) {
        Ok(Some(Reply { json, status })) => Response {
            status,
            headers: Vec::from([JSON]),
            body: json,
        },
        Ok(None) => Response {
            status: 202,
            headers: Vec::new(),
            body: String::new(),
        },
        Err(response) => response,
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn admitted(
    server: &Server,
    head: &Head,
    body: impl FnOnce(usize) -> Result<Vec<u8>, NoBody>,
) -> Result<Option<Reply>, Response> {
    if head.target.split('?').next() != Some(PATH) {
        return Err(refused(404, format!("Not found: this server is at {PATH}")));
    }
    if head.method != "POST" {
        let mut response = refused(405, "Method not allowed: send messages with POST".into());
        response.headers.push(("allow", "POST"));
        return Err(response);
    }
    let settings = server.settings().map_err(|error| closed(&error.message))?;
    if !head
        .values("origin")
        .all(|origin| token::allows_origin(settings, origin))
    {
        return Err(refused(
            403,
            "Forbidden: pages of this origin may not call. GORGIAS_MCP_ORIGINS names those that may".into(),
        ));
    }
    let authorization: Vec<&str> = head.values("authorization").collect();
    let caller = token::caller(settings, &authorization).map_err(denied)?;
    let media_type = head.value("content-type").unwrap_or_default();
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(refused(
            415,
            "Unsupported media type: content-type has to be application/json".into(),
        ));
    }
    let announced = head
        .value("content-length")
        .and_then(|length| length.parse().ok());
    let body = match announced.unwrap_or(0) {
        0..=MAX_BODY => body(announced.unwrap_or(0)),
        _ => Err(NoBody::TooLarge),
    };
    let body = body.map_err(|why| match why {
        NoBody::TooLarge => refused(413, "Content too large: a message may have 32 MiB".into()),
        NoBody::Broken => refused(400, "Bad request: the body broke off".into()),
    })?;
    let protocol_headers = ProtocolHeaders {
        version: head.value("mcp-protocol-version"),
        method: head.value("mcp-method"),
        name: head.value("mcp-name").map(decoded),
    };
    Ok(server.answer(&body, caller, Some(&protocol_headers)))
}

fn denied(why: Denied) -> Response {
    let (words, challenge) = match why {
        Denied::Closed(words) => return closed(&words),
        Denied::NoToken => (
            "Unauthorized: send the token as `Authorization: Bearer …`",
            r#"Bearer realm="gorgias-customers""#,
        ),
        Denied::WrongToken => (
            "Unauthorized: the token is not this server's",
            r#"Bearer realm="gorgias-customers", error="invalid_token""#,
        ),
    };
    let mut response = refused(401, words.into());
    response.headers.push(("www-authenticate", challenge));
    response
}

fn closed(words: &str) -> Response {
    refused(
        503,
        format!("This server is not set up to accept callers: {words}"),
    )
}

/// An error before any message was read, which therefore is about none.
fn refused(status: u16, words: String) -> Response {
    let code = match status {
        503 => RpcError::INTERNAL,
        _ => RpcError::INVALID_REQUEST,
    };
    Response {
        status,
        headers: Vec::from([JSON]),
        body: message::error("null", &RpcError::new(code, words)),
    }
}

/// A value that a header cannot hold comes as `=?base64?…?=`.
fn decoded(value: &str) -> String {
    let encoded = value
        .strip_prefix("=?base64?")
        .and_then(|rest| rest.strip_suffix("?="));
    let bytes = encoded.and_then(|text| STANDARD.decode(text).ok());
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.unwrap_or_else(|| value.into())
}

#[cfg(test)]
mod tests;
