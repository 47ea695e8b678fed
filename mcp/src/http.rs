//! The rules of HTTP: who is let in with what, before and after the message itself.

use crate::{
    channel::{Channel, ProtocolHeaders},
    dialect,
    message::{self, RpcError},
    refusal::Refusal,
    response::Reply,
    server::Server,
    settings::Caller,
    token,
};
use alloc::{string::String, vec::Vec};
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
    /// The caller took too long.
    Late,
}

/// An HTTP response.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values, besides `content-length`.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, or nothing.
    pub body: String,
}

/// Answers a request. The body is read only for those who are let in.
pub async fn answer(
    server: &Server<'_>,
    head: &Head<'_>,
    body: impl FnOnce(usize) -> Result<Vec<u8>, NoBody>,
) -> Response {
    let headers = ProtocolHeaders {
        version: head.value("mcp-protocol-version"),
        method: head.value("mcp-method"),
        name: head.value("mcp-name").map(decoded),
    };
    let channel = Channel::Http(&headers);
    let mut response = match admit(server, head, body) {
        Ok(Some((body, caller))) => match server.answer(&body, caller, channel).await {
            Some(Reply { json, status }) => Response::json(status, json),
            None => Response::empty(202),
        },
        Ok(None) => Response::preflight(),
        Err(refusal) => {
            let log = refusal.log.as_deref().unwrap_or(refusal.words);
            server.platform.log.not_let_in(refusal.status, log);
            Response::refuse(&refusal, channel)
        }
    };
    // A page may read whatever it gets, a refusal above all.
    if let Some(origin) = allowed_origin(server, head) {
        let headers = &mut response.headers;
        headers.push(("access-control-allow-origin", origin.into()));
        headers.push(("access-control-expose-headers", "www-authenticate".into()));
    }
    response.headers.push(("vary", "origin".into()));
    response
}

impl Response {
    fn empty(status: u16) -> Self {
        Response {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    fn json(status: u16, body: String) -> Self {
        Response {
            headers: Vec::from([("content-type", "application/json".into())]),
            body,
            ..Response::empty(status)
        }
    }

    /// Makes an error that is about no message, since none was read.
    fn refuse(refusal: &Refusal, channel: Channel) -> Self {
        let code = match refusal.status {
            503 => RpcError::INTERNAL,
            _ => RpcError::INVALID_REQUEST,
        };
        let id = channel.id_of_no_message();
        let error = message::error(id, &RpcError::new(code, refusal.words));
        let mut response = Response::json(refusal.status, error);
        let header = refusal.header.map(|(name, value)| (name, value.into()));
        response.headers.extend(header);
        response
    }

    /// Tells a browser that the page may send its message.
    fn preflight() -> Self {
        const HEADERS: &str = "authorization, content-type, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id, last-event-id";
        let headers = [
            ("access-control-allow-methods", "POST"),
            ("access-control-allow-headers", HEADERS),
            ("access-control-max-age", "600"),
        ];
        Response {
            headers: headers.map(|(name, value)| (name, value.into())).into(),
            ..Response::empty(204)
        }
    }
}

/// Returns the origin of a page that may call.
fn allowed_origin<'a>(server: &Server, head: &Head<'a>) -> Option<&'a str> {
    let origin = head.value("origin")?;
    let settings = server.settings().ok()?;
    token::allows_origin(settings, origin).then_some(origin)
}

/// Lets a request in, and reads its body. None where a browser only asks whether a page may send one.
fn admit<'s>(
    server: &'s Server<'_>,
    head: &Head,
    body: impl FnOnce(usize) -> Result<Vec<u8>, NoBody>,
) -> Result<Option<(Vec<u8>, Caller<'s>)>, Refusal> {
    let path = head.target.split('?').next().unwrap_or_default();
    if path.strip_suffix('/').unwrap_or(path) != PATH {
        return Err(Refusal::new(
            404,
            "Not found: this server is at /gorgias-customers",
        ));
    }
    if head.method == "OPTIONS" && allowed_origin(server, head).is_some() {
        return Ok(None);
    }
    if head.method != "POST" {
        return Err(Refusal {
            header: Some(("allow", "POST")),
            ..Refusal::new(405, "Method not allowed: send messages with POST")
        });
    }
    let settings = server.settings();
    let settings = settings.map_err(|error| Refusal::not_set_up(dialect::message(error)))?;
    if head.values("origin").next().is_some() && allowed_origin(server, head).is_none() {
        return Err(Refusal::new(
            403,
            "Forbidden: pages of this origin may not call. GORGIAS_MCP_ORIGINS names those that may",
        ));
    }
    let authorization: Vec<&str> = head.values("authorization").collect();
    let caller = token::caller(settings, &authorization, head.value("host"))?;
    let media_type = head.value("content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default();
    if !essence
        .trim_ascii()
        .eq_ignore_ascii_case("application/json")
    {
        return Err(Refusal::new(
            415,
            "Unsupported media type: content-type has to be application/json",
        ));
    }
    let announced = head.value("content-length");
    let body = match announced.and_then(|length| length.parse().ok()) {
        Some(length) if length > MAX_BODY => Err(NoBody::TooLarge),
        length => body(length.unwrap_or(0)),
    };
    match body {
        Ok(body) => Ok(Some((body, caller))),
        Err(NoBody::TooLarge) => Err(Refusal::new(
            413,
            "Content too large: a message may have 32 MiB",
        )),
        Err(NoBody::Broken) => Err(Refusal::new(400, "Bad request: the body broke off")),
        Err(NoBody::Late) => Err(Refusal::new(408, "Request timeout: the body did not come")),
    }
}

/// Decodes `=?base64?…?=`, in which a value comes that a header cannot hold.
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
