//! Answers one message over HTTP.
//!
//! Resources drop in the reverse order of their declaration, children before parents: pollables
//! before streams, streams before bodies.

use crate::{CHUNK, Component, bindings::exports::wasi::http::incoming_handler, log};
use alloc::{string::ToString, vec::Vec};
use gorgias_customers::{
    bindings::wasi::{
        clocks::monotonic_clock::{Duration, now, subscribe_instant},
        http::types::{
            Fields, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
        },
        io::{
            poll::{Pollable, poll},
            streams::{OutputStream, StreamError},
        },
    },
    http::Wasi,
};
use mcp::{
    http::{self, Head, MAX_BODY, NoBody, Response},
    server::Server,
};

/// How long a caller may take to send a message, and may read nothing of an answer, in nanoseconds.
/// Runtimes leave it to the component.
const PATIENCE: Duration = 60_000_000_000;

impl incoming_handler::Guest for Component {
    /// Answers one message.
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let wasi = Wasi::default();
        let server = Server::new(&wasi, &log);
        let mut headers = request.headers().entries();
        // Hosts keep the header to themselves and give what it said.
        if let Some(authority) = request.authority() {
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
            headers.push(("host".to_string(), authority.into_bytes()));
        }
        let target = request.path_with_query().unwrap_or_default();
        let head = Head {
            method: match request.method() {
                Method::Post => "POST",
                Method::Options => "OPTIONS",
                _ => "",
            },
            target: &target,
            headers: &headers,
        };
        let response = http::answer(&server, &head, |announced| body(&request, announced));
        respond(&wasi.reactor.block_on(response), out);
    }
}

/// Reads the body as far as it may go.
fn body(request: &IncomingRequest, announced: usize) -> Result<Vec<u8>, NoBody> {
    let body = request.consume().map_err(|()| NoBody::Broken)?;
    let stream = body.stream().map_err(|()| NoBody::Broken)?;
    let ready = stream.subscribe();
    let deadline = subscribe_instant(now() + PATIENCE);
    let mut bytes = Vec::with_capacity(announced);
    loop {
        poll(&[&ready, &deadline]);
        if deadline.ready() {
            return Err(NoBody::Late);
        }
        match stream.read(CHUNK) {
            Ok(chunk) if bytes.len() + chunk.len() > MAX_BODY => return Err(NoBody::TooLarge),
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(StreamError::Closed) => return Ok(bytes),
            Err(StreamError::LastOperationFailed(_)) => return Err(NoBody::Broken),
        }
    }
}

/// Sends a response. Where that fails the caller has gone, and nobody needs to know.
fn respond(response: &Response, out: ResponseOutparam) {
    let headers = Fields::new();
    let length = response.body.len().to_string();
    let named = response.headers.iter();
    let named = named.map(|(name, value)| (*name, value.as_str()));
    for (name, value) in named.chain([("content-length", length.as_str())]) {
        let _ = headers.append(name, value.as_bytes());
    }
    let outgoing = OutgoingResponse::new(headers);
    let _ = outgoing.set_status_code(response.status);
    let body = outgoing.body();
    ResponseOutparam::set(out, Ok(outgoing));
    let Ok(body) = body else { return };
    let written = match body.write() {
        Ok(stream) => write(&stream, response.body.as_bytes()),
        Err(()) => return,
    };
    if written.is_ok() {
        let _ = OutgoingBody::finish(body, None);
    }
}

/// Writes all of it, in the pieces that the host permits.
fn write(stream: &OutputStream, mut bytes: &[u8]) -> Result<(), StreamError> {
    let ready = stream.subscribe();
    while !bytes.is_empty() {
        let space = usize::try_from(space(stream, &ready)?).unwrap_or(usize::MAX);
        let (now, later) = bytes.split_at(space.min(bytes.len()));
        stream.write(now)?;
        bytes = later;
    }
    stream.flush()?;
    space(stream, &ready).map(drop)
}

/// Waits until there is room for so many bytes. A caller who reads nothing for too long has gone.
fn space(stream: &OutputStream, ready: &Pollable) -> Result<u64, StreamError> {
    let deadline = subscribe_instant(now() + PATIENCE);
    loop {
        match stream.check_write()? {
            0 if deadline.ready() => return Err(StreamError::Closed),
            0 => drop(poll(&[ready, &deadline])),
            space => return Ok(space),
        }
    }
}
