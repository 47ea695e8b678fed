//! What went wrong on the network, in the words of wasi:http.
//!
//! The plugin reads from these whether a request can have left: name lookup, refused connection
//! and TLS failures come before the first byte; the rest may come after.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use tokio_rustls::rustls;
use wasmtime_wasi_http::Error;

pub(super) fn dns(error: &io::Error) -> Error {
    Error::DnsError {
        rcode: Some(error.to_string()),
        info_code: None,
    }
}

/// A connection that was not made.
pub(super) fn tcp(error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Error::ConnectionRefused,
        ErrorKind::TimedOut => Error::ConnectionTimeout,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Error::DestinationIpUnroutable
        }
        ErrorKind::PermissionDenied => Error::DestinationIpProhibited,
        ErrorKind::AddrNotAvailable => Error::DestinationUnavailable,
        _ => Error::InternalError(Some(format!("connecting: {error}"))),
    }
}

/// A connection that was made and could not be secured.
pub(super) fn tls(error: &io::Error) -> Error {
    let reason = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match reason {
        Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
        Some(rustls::Error::AlertReceived(alert)) => Error::TlsAlertReceived {
            alert_id: Some(u8::from(*alert)),
            alert_message: Some(format!("{alert:?}")),
        },
        _ => Error::TlsProtocolError,
    }
}

/// A request that got no answer.
pub(super) fn sending(error: &hyper::Error) -> Error {
    if error.is_timeout() {
        return Error::ConnectionReadTimeout;
    }
    if error.is_parse_too_large() {
        return Error::HttpResponseHeaderSectionSize(None);
    }
    if error.is_parse() || error.is_user() {
        return Error::HttpProtocolError;
    }
    // Closed or reset before the answer was complete, by whichever way hyper noticed.
    Error::ConnectionTerminated
}

/// A body that broke off.
pub(super) fn reading(error: &hyper::Error) -> Error {
    if error.is_timeout() {
        return Error::ConnectionReadTimeout;
    }
    let kind = io_cause(error).map(io::Error::kind);
    match kind {
        // Shorter than its content-length, or no last chunk.
        Some(ErrorKind::UnexpectedEof) => Error::HttpResponseIncomplete,
        Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) => {
            Error::HttpResponseTransferCoding(Some("chunked".to_owned()))
        }
        _ if error.is_incomplete_message() => Error::HttpResponseIncomplete,
        _ => Error::ConnectionTerminated,
    }
}

fn io_cause(error: &hyper::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(error) = inner.downcast_ref() {
            return Some(error);
        }
        cause = inner.source();
    }
    None
}
