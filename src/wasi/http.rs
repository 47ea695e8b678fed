//! The transport over WASI: the only file that touches its bindings.
//!
//! Waiting is always for the thing awaited *or* the deadline, so that no server and no host can
//! hold a call longer. Resources drop in the reverse order of their declaration, children before
//! parents: pollables before streams, streams before bodies, bodies before responses.

use crate::{
    bindings::wasi::{
        cli::environment::get_environment,
        clocks::monotonic_clock,
        http::{
            outgoing_handler,
            types::{
                self as wasi, ErrorCode, Fields, FutureIncomingResponse, IncomingBody,
                OutgoingBody, OutgoingRequest, RequestOptions,
            },
        },
        io::{poll::Pollable, streams::StreamError},
    },
    client::transport::{
        Cause, End, Failure, Incoming, Instant, Limits, Method, Outgoing, Pending, Transport,
    },
    wasi::reactor::Reactor,
};
use alloc::{
    boxed::Box,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::{cell::OnceCell, time::Duration};

/// How much to read at once.
const CHUNK: usize = 64 << 10;

/// The transport over WASI.
#[derive(Default)]
pub struct Wasi {
    /// Waits for what calls wait for.
    pub reactor: Reactor,
}

impl Transport for Wasi {
    fn environment(&self) -> Vec<(String, String)> {
        get_environment()
    }

    fn now(&self) -> Instant {
        Instant(Duration::from_nanos(monotonic_clock::now()))
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        Box::pin(async move {
            let timer = Rc::new(monotonic_clock::subscribe_instant(nanos(then.0)));
            self.reactor.any([&timer]).await;
        })
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, Result<Incoming, Failure>> {
        Box::pin(self.exchange(request, limits))
    }
}

impl Wasi {
    async fn exchange(&self, request: &Outgoing<'_>, limits: &Limits) -> Result<Incoming, Failure> {
        let left = limits.now.until(limits.deadline);
        if left.is_zero() {
            return Err(failure(Cause::TimedOut, "", false));
        }
        let message = message(request)?;
        let body = match request.body {
            [] => None,
            _ => Some(message.body().map_err(|()| refused("body"))?),
        };
        let answer =
            outgoing_handler::handle(message, options(left)).map_err(|code| explain(&code))?;
        let timer = Rc::new(monotonic_clock::subscribe_instant(nanos(limits.deadline.0)));
        if let Some(body) = body {
            self.send_body(body, request.body, &answer, &timer).await?;
        }
        self.receive(&answer, limits, &timer).await
    }

    /// Writes the request's body, until it is written or the server has answered. A server may answer
    /// and close without reading it all (413, 401): then writing fails, and the answer counts.
    async fn send_body(
        &self,
        body: OutgoingBody,
        mut content: &[u8],
        answer: &FutureIncomingResponse,
        timer: &Rc<Pollable>,
    ) -> Result<(), Failure> {
        let stream = body.write().map_err(|()| refused("body"))?;
        let answered = OnceCell::new();
        let ready = OnceCell::new();
        while !content.is_empty() {
            let Ok(space) = stream.check_write() else {
                return Ok(());
            };
            if space == 0 {
                let answered = answered.get_or_init(|| Rc::new(answer.subscribe()));
                let ready = ready.get_or_init(|| Rc::new(stream.subscribe()));
                let [late, answered, _] = self.reactor.any([timer, answered, ready]).await;
                if late {
                    return Err(failure(Cause::TimedOut, "", true));
                }
                if answered {
                    return Ok(());
                }
                continue;
            }
            let space = usize::try_from(space)
                .unwrap_or(usize::MAX)
                .min(content.len());
            let (now, later) = content.split_at(space);
            if stream.write(now).is_err() {
                return Ok(());
            }
            content = later;
        }
        // Hosts may hold back what is not flushed.
        if stream.flush().is_ok() {
            drop(ready);
            drop(stream);
            // Where this fails, the answer says why.
            let _ = OutgoingBody::finish(body, None);
        }
        Ok(())
    }

    /// Waits for the answer and reads its body as far as the limits allow.
    async fn receive(
        &self,
        answer: &FutureIncomingResponse,
        limits: &Limits,
        timer: &Rc<Pollable>,
    ) -> Result<Incoming, Failure> {
        let ready = Rc::new(answer.subscribe());
        let response = loop {
            let [late, _] = self.reactor.any([timer, &ready]).await;
            match answer.get() {
                Some(Ok(Ok(response))) => break response,
                Some(Ok(Err(code))) => return Err(explain(&code)),
                Some(Err(())) => return Err(failure(Cause::Broken, "the answer was taken", true)),
                None if late => return Err(failure(Cause::TimedOut, "", true)),
                None => {}
            }
        };
        let status = response.status();
        let headers = response
            .headers()
            .entries()
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        let limit = limits.body_of(status);
        let mut incoming = Incoming {
            status,
            headers,
            body: Vec::new(),
            end: End::Complete,
        };
        if limit == 0 {
            return Ok(incoming);
        }
        let announced = incoming.announced_length();
        let mut buffer = Buffer::new(limit, announced);
        incoming.end = match response.consume() {
            Ok(body) => {
                self.read_body(&body, &mut buffer, announced, limits.deadline, timer)
                    .await
            }
            Err(()) => End::Broken("the body was taken".into()),
        };
        incoming.body = buffer.bytes;
        Ok(incoming)
    }

    /// Reads until the end, the limit or the deadline.
    async fn read_body(
        &self,
        body: &IncomingBody,
        buffer: &mut Buffer,
        announced: Option<usize>,
        deadline: Instant,
        timer: &Rc<Pollable>,
    ) -> End {
        let Ok(stream) = body.stream() else {
            return End::Broken("the body was taken".into());
        };
        // Most bodies are there when their headers are.
        let ready = OnceCell::new();
        let mut pieces = 0;
        loop {
            match stream.read(buffer.room() as u64) {
                Ok(chunk) if chunk.is_empty() => {
                    let ready = ready.get_or_init(|| Rc::new(stream.subscribe()));
                    let [late, _] = self.reactor.any([timer, ready]).await;
                    if late {
                        return End::TimedOut;
                    }
                }
                Ok(chunk) => {
                    buffer.bytes.extend_from_slice(&chunk);
                    if buffer.bytes.len() > buffer.limit {
                        return End::OverLimit;
                    }
                    if announced == Some(buffer.bytes.len()) {
                        return End::Complete;
                    }
                    // A server that drips is always ready.
                    pieces += 1;
                    if pieces > 1 && self.now() >= deadline {
                        return End::TimedOut;
                    }
                }
                Err(StreamError::Closed) => return End::Complete,
                Err(StreamError::LastOperationFailed(error)) => {
                    // Some hosts add a trace of their stack.
                    let words = error.to_debug_string();
                    return End::Broken(words.lines().next().unwrap_or_default().to_string());
                }
            }
        }
    }
}

/// Builds the request with its headers, before its body.
fn message(request: &Outgoing) -> Result<OutgoingRequest, Failure> {
    let mut list: Vec<(String, Vec<u8>)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    let headers = Fields::from_list(&list).or_else(|_| {
        // Browsers do not let programs set these two, and can do without.
        list.retain(|(name, _)| !matches!(name.as_str(), "accept-encoding" | "user-agent"));
        Fields::from_list(&list).map_err(|_| refused("headers"))
    })?;
    let message = OutgoingRequest::new(headers);
    let scheme = match request.https {
        true => wasi::Scheme::Https,
        false => wasi::Scheme::Http,
    };
    let method = match request.method {
        Method::Get => wasi::Method::Get,
        Method::Post => wasi::Method::Post,
        Method::Put => wasi::Method::Put,
        Method::Delete => wasi::Method::Delete,
    };
    let accepted = |set: Result<(), ()>, part| set.map_err(|()| refused(part));
    // A request has GET to begin with, and each call of the host costs.
    if request.method != Method::Get {
        accepted(message.set_method(&method), "method")?;
    }
    accepted(message.set_scheme(Some(&scheme)), "scheme")?;
    accepted(message.set_authority(Some(request.authority)), "address")?;
    accepted(message.set_path_with_query(Some(request.target)), "path")?;
    Ok(message)
}

/// Default host timeout for connecting, and for the first byte (wasmtime's).
const HOST_DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);

/// Sets bounds for the host's own waiting, where the deadline lies behind the host's defaults.
///
/// They lie behind the deadline, so that the deadline decides. Also for connecting: one host, jco in
/// Node, ends a request after this time when the connection stands and the server is merely slow.
fn options(left: Duration) -> Option<RequestOptions> {
    if left < HOST_DEFAULT_TIMEOUT {
        return None;
    }
    let after = Some(nanos(left + Duration::from_secs(1)));
    let options = RequestOptions::new();
    let _ = options.set_connect_timeout(after);
    let _ = options.set_first_byte_timeout(after);
    let _ = options.set_between_bytes_timeout(after);
    Some(options)
}

/// The bytes of a body as they come in, however small the pieces.
///
/// There is room for a piece before it is read, and the piece is gone before there has to be more.
/// So the body is always the last block in memory (see `runtime`) and grows where it is, instead of
/// leaving copies behind.
struct Buffer {
    bytes: Vec<u8>,
    limit: usize,
}

impl Buffer {
    fn new(limit: usize, announced: Option<usize>) -> Self {
        // One byte more, to see that nothing follows.
        let expected = announced.unwrap_or(CHUNK / 4).min(limit) + 1;
        let mut buffer = Buffer {
            bytes: Vec::with_capacity(expected),
            limit,
        };
        buffer.grow(0);
        buffer
    }

    /// Returns how many bytes the next piece may have.
    fn room(&mut self) -> usize {
        if self.bytes.len() == self.bytes.capacity() {
            self.grow(CHUNK);
        }
        (self.bytes.capacity() - self.bytes.len()).min(CHUNK)
    }

    /// Keeps the end 8-byte aligned, so that the block can grow in place.
    fn grow(&mut self, by: usize) {
        const BOUNDARY: usize = 8;
        let start = self.bytes.as_ptr().addr();
        let end = (start + self.bytes.capacity() + by).next_multiple_of(BOUNDARY);
        self.bytes.reserve_exact(end - start - self.bytes.len());
    }
}

/// Classifies a host's error code. Those that come before a connection stands sent nothing. Only some are
/// named: debug output of the whole type would cost kilobytes.
fn explain(code: &ErrorCode) -> Failure {
    let (cause, sent, words) = match code {
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => {
            (Cause::Denied, false, "")
        }
        ErrorCode::DnsTimeout => (Cause::Dns, false, "the name server did not answer"),
        ErrorCode::DnsError(_)
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationIpUnroutable => (Cause::Dns, false, ""),
        ErrorCode::ConnectionRefused => (Cause::Connect, false, "connection refused"),
        ErrorCode::ConnectionLimitReached | ErrorCode::DestinationUnavailable => {
            (Cause::Connect, false, "")
        }
        ErrorCode::TlsCertificateError => (Cause::Tls, false, "certificate not trusted"),
        ErrorCode::TlsProtocolError | ErrorCode::TlsAlertReceived(_) => (Cause::Tls, false, ""),
        ErrorCode::HttpRequestUriTooLong => (Cause::Refused, false, "address too long"),
        ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::HttpRequestHeaderSectionSize(_)
        | ErrorCode::HttpRequestHeaderSize(_)
        | ErrorCode::HttpRequestLengthRequired
        | ErrorCode::ConfigurationError => (Cause::Refused, false, ""),
        ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => (Cause::TimedOut, true, ""),
        // See `options`.
        ErrorCode::ConnectionTimeout => (
            Cause::Broken,
            true,
            "the host's own time limit for it ran out",
        ),
        ErrorCode::ConnectionTerminated => (Cause::Broken, true, "connection terminated"),
        // Some hosts call every failure so.
        ErrorCode::HttpProtocolError => (Cause::Broken, true, "HTTP protocol error"),
        ErrorCode::HttpResponseIncomplete => (Cause::Broken, true, "answer incomplete"),
        _ => (Cause::Broken, true, ""),
    };
    failure(cause, words, sent)
}

/// Reports that the host would not take a part of the request.
fn refused(part: &str) -> Failure {
    failure(
        Cause::Refused,
        &format!("it does not accept the request's {part}"),
        false,
    )
}

fn failure(cause: Cause, detail: &str, sent: bool) -> Failure {
    Failure {
        cause,
        detail: detail.to_string(),
        sent,
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
