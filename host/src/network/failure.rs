//! Classifies network failures in the terms of wasi:http.
//!
//! The plugin reads from these whether a request can have left: name lookup, refused connection
//! and TLS failures come before the first byte; the rest may come after.

use http::Uri;
use hyper_util::client::legacy::{self, connect::HttpConnector};
use rustls::pki_types::InvalidDnsNameError;
use std::{
    error::Error as StdError,
    fmt,
    io::{self, ErrorKind},
};
use tower_service::Service;
use wasmtime_wasi_http::Error;

/// A connection that was not made, before any encryption.
#[derive(Debug)]
pub(super) enum Unreachable {
    /// To the host, or to the proxy before it.
    Direct(<HttpConnector as Service<Uri>>::Error),
    /// By the proxy.
    Proxy(Box<dyn StdError + Send + Sync>),
}

impl Unreachable {
    fn code(&self) -> Error {
        let Self::Direct(error) = self else {
            return Error::DestinationUnavailable;
        };
        let cause = find::<io::Error>(error);
        let text = cause.map_or_else(|| error.to_string(), ToString::to_string);
        // A failed name lookup has no code of the operating system.
        let looked_up = cause.is_some_and(|cause| cause.raw_os_error().is_some());
        match cause.map_or(ErrorKind::Other, io::Error::kind) {
            ErrorKind::TimedOut => Error::ConnectionTimeout,
            _ if !looked_up => Error::DnsError {
                rcode: Some(text),
                info_code: None,
            },
            ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Error::ConnectionRefused,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Error::DestinationIpUnroutable
            }
            ErrorKind::PermissionDenied => Error::DestinationIpProhibited,
            ErrorKind::AddrNotAvailable => Error::DestinationUnavailable,
            _ => Error::InternalError(Some(format!("connecting: {text}"))),
        }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct(error) => error.fmt(f),
            Self::Proxy(error) => write!(f, "the proxy: {error}"),
        }
    }
}

impl StdError for Unreachable {}

/// Names why a request got no answer.
pub(super) fn sending(error: &legacy::Error) -> Error {
    if error.is_connect() {
        return connecting(error);
    }
    match find::<hyper::Error>(error) {
        Some(error) if error.is_timeout() => Error::ConnectionReadTimeout,
        Some(error) if error.is_parse_too_large() => Error::HttpResponseHeaderSectionSize(None),
        Some(error) if error.is_parse() || error.is_user() => Error::HttpProtocolError,
        // Closed or reset before the answer was complete, by whichever way hyper noticed.
        _ => Error::ConnectionTerminated,
    }
}

/// Names why a connection was not made, or not secured.
pub(super) fn connecting(error: &(dyn StdError + 'static)) -> Error {
    match find::<Unreachable>(error) {
        Some(unreachable) => unreachable.code(),
        None => tls(error),
    }
}

/// Names why a connection was made and not secured.
fn tls(error: &(dyn StdError + 'static)) -> Error {
    if find::<InvalidDnsNameError>(error).is_some() {
        // Such a name is in no certificate, and cannot be looked up either.
        return Error::DnsError {
            rcode: Some("no valid name".to_owned()),
            info_code: None,
        };
    }
    match find::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
        Some(rustls::Error::AlertReceived(alert)) => Error::TlsAlertReceived {
            alert_id: Some(u8::from(*alert)),
            alert_message: Some(format!("{alert:?}")),
        },
        _ => Error::TlsProtocolError,
    }
}

/// Names why a body broke off.
pub(super) fn reading(error: &hyper::Error) -> Error {
    if error.is_timeout() {
        return Error::ConnectionReadTimeout;
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        // Shorter than its content-length, or no last chunk.
        Some(ErrorKind::UnexpectedEof) => Error::HttpResponseIncomplete,
        Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) => {
            Error::HttpResponseTransferCoding(Some("chunked".to_owned()))
        }
        _ if error.is_incomplete_message() => Error::HttpResponseIncomplete,
        _ => Error::ConnectionTerminated,
    }
}

/// Finds the first cause of this type.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        cause = match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
            // Its own `source` leaves out what it wraps.
            Some(Some(wrapped)) => Some(wrapped),
            _ => error.source(),
        };
    }
    None
}
