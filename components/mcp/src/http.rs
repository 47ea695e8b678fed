//! Answers one message over HTTP.
//!
//! Resources drop in the reverse order of their declaration, children before parents: pollables
//! before streams, streams before bodies.

use crate::{CHUNK, Component, bindings::exports::wasi::http::incoming_handler, log};
use alloc::{string::ToString, vec::Vec};
use gorgias_customers::{
    bindings::wasi::{
        clocks::monotonic_clock::{now, subscribe_instant},
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

/// How long a caller may take to send a message, and then to read the answer, in nanoseconds: whoever
/// is slow on purpose would hold the instance.
const PATIENCE: u64 = 60_000_000_000;

/// Waits for it, unless time is over.
fn is_in_time(ready: &Pollable, end: &Pollable) -> bool {
    !poll(&[end, ready]).contains(&0)
}

/// Reads the body as far as it may go.
fn body(request: &IncomingRequest, announced: usize) -> Result<Vec<u8>, NoBody> {
    let body = request.consume().map_err(|()| NoBody::Broken)?;
    let stream = body.stream().map_err(|()| NoBody::Broken)?;
    let (ready, end) = (stream.subscribe(), subscribe_instant(now() + PATIENCE));
    let mut bytes = Vec::with_capacity(announced);
    loop {
        if !is_in_time(&ready, &end) {
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
    let (ready, end) = (stream.subscribe(), subscribe_instant(now() + PATIENCE));
    while !bytes.is_empty() {
        let space = stream.check_write()?;
        if space == 0 {
            if !is_in_time(&ready, &end) {
                return Err(StreamError::Closed);
            }
            continue;
        }
        let space = usize::try_from(space).unwrap_or(usize::MAX);
        let (now, later) = bytes.split_at(space.min(bytes.len()));
        stream.write(now)?;
        bytes = later;
    }
    stream.flush()?;
    poll(&[&ready, &end]);
    stream.check_write().map(drop)
}
