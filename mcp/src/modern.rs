//! Checks what each request of 2026-07-28 says about itself, and the headers that have to agree with it.

use crate::{
    channel::Channel,
    json::{self, Object},
    message::{Malformed, Message, Request, RpcError, quoted},
    version::{self, MODERN, SUPPORTED},
};
use alloc::{
    format,
    string::{String, ToString},
};

/// Tells whether a request is of the version without a handshake: it says so itself, or in a header,
/// or by a method that no other version has.
pub fn is_modern(request: &Request, meta: &Object, channel: Channel) -> bool {
    let header = channel.headers().and_then(|headers| headers.version);
    meta.get(VERSION_KEY).is_some()
        || meta.get(CAPABILITIES_KEY).is_some()
        || header == Some(MODERN)
        || request.method == "server/discover"
}

const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";

/// Checks what each request has to say, and that the headers agree with it. Returns what the client
/// can do.
pub fn check<'a>(
    request: &Request,
    meta: &Object<'a>,
    channel: Channel,
) -> Result<Object<'a>, RpcError> {
    let has_to_hold = |key: &str, kind: &str| {
        RpcError::invalid_params(&["_meta has to hold ", key, ", ", kind].concat())
    };
    let version = meta.get(VERSION_KEY).and_then(json::string);
    let version = version.ok_or_else(|| has_to_hold(VERSION_KEY, "a string"))?;
    let headers = channel.headers();
    if let Some(headers) = headers {
        agrees("MCP-Protocol-Version", headers.version, &version)?;
    }
    if version != MODERN {
        return Err(unsupported(&version));
    }
    let capabilities = meta.get(CAPABILITIES_KEY);
    let capabilities = capabilities.and_then(|value| Object::read(value).ok());
    let capabilities = capabilities.ok_or_else(|| has_to_hold(CAPABILITIES_KEY, "an object"))?;
    if let Some(headers) = headers {
        agrees("Mcp-Method", headers.method, &request.method)?;
        if request.method == "tools/call"
            && let Some(name) = request.params.get("name").and_then(json::string)
        {
            agrees("Mcp-Name", headers.name.as_deref(), &name)?;
        }
    }
    Ok(capabilities)
}

fn agrees(header: &str, value: Option<&str>, body: &str) -> Result<(), RpcError> {
    let problem = match value {
        Some(value) if value == body => return Ok(()),
        Some(value) => format!("is {}", quoted(value)),
        None => "is missing".to_string(),
    };
    Err(RpcError::new(
        RpcError::HEADER_MISMATCH,
        format!(
            "Header mismatch: {header} {problem}, the body says {}",
            quoted(body)
        ),
    ))
}

/// Refuses a version in the header that no message can be of. A request that names one as well is
/// compared with the header instead.
pub fn unknown_version(message: &Result<Message, Malformed>, channel: Channel) -> Option<RpcError> {
    let version = channel.headers()?.version?;
    if version::is_known(version) {
        return None;
    }
    if let Ok(Message::Request(request)) = message
        && let Some(meta) = request.params.get_non_null("_meta")
        && let Ok(meta) = Object::read(meta)
        && meta.get(VERSION_KEY).and_then(json::string).is_some()
    {
        return None;
    }
    Some(unsupported(version))
}

fn unsupported(version: &str) -> RpcError {
    let mut data = String::from("{");
    json::push_member(&mut data, "supported", SUPPORTED);
    json::push_text(&mut data, "requested", version);
    data.push('}');
    RpcError::new(
        RpcError::UNSUPPORTED_VERSION,
        "Unsupported protocol version",
    )
    .with_data(data)
}
