//! The component's two exports, over WASI.
//!
//! Resources drop in the reverse order of their declaration, children before parents: pollables
//! before streams, streams before bodies.

use alloc::{string::ToString, vec::Vec};
use bindings::{
    exports::wasi::{cli::run, http::incoming_handler},
    wasi::cli::{stdin::get_stdin, stdout::get_stdout},
};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use gorgias_customers::{
    bindings::wasi::{
        http::types::{
            Fields, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
        },
        io::streams::{OutputStream, StreamError},
    },
    http::Wasi,
};
use mcp::{
    channel::{Channel, Session},
    http::{self, Head, MAX_BODY, NoBody, Response},
    server::Server,
    settings::Caller,
    stdio::{self, Lines},
};

#[allow(
    missing_docs,
    unsafe_code,
    reason = "generated; the documentation is in wit/"
)]
mod bindings {
    wit_bindgen::generate!({
        world: "gorgias:customers-mcp/mcp",
        path: ["../../wit", "wit"],
        with: {
            "wasi:io/error@0.2.0": gorgias_customers::bindings::wasi::io::error,
            "wasi:io/poll@0.2.0": gorgias_customers::bindings::wasi::io::poll,
            "wasi:io/streams@0.2.0": gorgias_customers::bindings::wasi::io::streams,
            "wasi:clocks/monotonic-clock@0.2.0": gorgias_customers::bindings::wasi::clocks::monotonic_clock,
            "wasi:cli/environment@0.2.0": gorgias_customers::bindings::wasi::cli::environment,
            "wasi:http/types@0.2.0": gorgias_customers::bindings::wasi::http::types,
            "wasi:http/outgoing-handler@0.2.0": gorgias_customers::bindings::wasi::http::outgoing_handler,
        },
        generate_all,
    });
}

/// How much to read at once.
const CHUNK: u64 = 64 << 10;

struct Component;

bindings::export!(Component with_types_in bindings);

impl run::Guest for Component {
    /// Reads messages from stdin and answers them on stdout, until the end of input.
    fn run() -> Result<(), ()> {
        let server = Server::new(&Wasi, &|_| ());
        let session = Session::default();
        let stdin = get_stdin();
        let stdout = get_stdout();
        let mut lines = Lines::default();
        let answer = |line: Option<&[u8]>| {
            let reply = match line {
                Some(line) => {
                    let channel = Channel::Stdio(&session);
                    block_on(server.answer(line, Caller::Anyone, channel)).map(|reply| reply.json)
                }
                None => Some(stdio::too_long()),
            };
            let Some(mut reply) = reply else {
                return Ok(());
            };
            reply.push('\n');
            // Nobody listens any more: there is nothing left to do.
            write(&stdout, reply.as_bytes()).map_err(drop)
        };
        loop {
            match stdin.blocking_read(CHUNK) {
                Ok(bytes) => lines.push(&bytes, answer)?,
                Err(StreamError::Closed) => return lines.end(answer),
                Err(StreamError::LastOperationFailed(_)) => return Err(()),
            }
        }
    }
}

impl incoming_handler::Guest for Component {
    /// Answers one message.
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let server = Server::new(&Wasi, &|_| ());
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
        respond(&block_on(response), out);
    }
}

/// Runs a future that is ready at once.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Reads the body as far as it may go.
fn body(request: &IncomingRequest, announced: usize) -> Result<Vec<u8>, NoBody> {
    let body = request.consume().map_err(|()| NoBody::Broken)?;
    let stream = body.stream().map_err(|()| NoBody::Broken)?;
    let mut bytes = Vec::with_capacity(announced);
    loop {
        match stream.blocking_read(CHUNK) {
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
    let length = ("content-length", length.as_str());
    let named = response.headers.iter();
    let named = named.map(|(name, value)| (*name, value.as_str()));
    for (name, value) in named.chain([length]) {
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
        let space = stream.check_write()?;
        if space == 0 {
            ready.block();
            continue;
        }
        let space = usize::try_from(space)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let (now, later) = bytes.split_at(space);
        stream.write(now)?;
        bytes = later;
    }
    stream.blocking_flush()
}
