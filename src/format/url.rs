//! The parts of URLs that the plugin builds or follows.

use crate::error::{Error, invalid};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode, percent_decode_str, percent_encode,
};

/// The longest host name that there is (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;

/// Scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Whether to use TLS.
    pub https: bool,
    /// Host, with `:port` unless it is the scheme's own.
    pub authority: String,
}

/// As a URL: `https://acme.gorgias.com`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.https { "https://" } else { "http://" })?;
        f.write_str(&self.authority)
    }
}

/// An address to follow a redirect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Where to ask.
    pub origin: Origin,
    /// Path and query, as the server gave them.
    pub target: String,
}

impl Url {
    /// Reads the `Location` that `base` answered with: an absolute `https` or `http` URL, or a
    /// path on the same host. None for anything else, and for what could mislead a host about
    /// where the request goes: user names, control characters, backslashes.
    pub fn from_location(location: &str, base: &Origin) -> Option<Url> {
        let location = location.split('#').next()?;
        if !location.bytes().all(|byte| byte.is_ascii_graphic()) || location.contains('\\') {
            return None;
        }
        let (https, rest) = if let Some(rest) = strip_scheme(location, "https:") {
            (true, rest)
        } else if let Some(rest) = strip_scheme(location, "http:") {
            (false, rest)
        } else {
            (base.https, location)
        };
        let Some(rest) = rest.strip_prefix("//") else {
            return (rest.len() == location.len() && rest.starts_with('/')).then(|| Url {
                origin: base.clone(),
                target: rest.into(),
            });
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(end)?;
        is_authority(authority).then(|| Url {
            origin: Origin {
                https,
                authority: authority.to_ascii_lowercase(),
            },
            target: if target.starts_with('/') {
                target.into()
            } else {
                format!("/{target}")
            },
        })
    }
}

fn strip_scheme<'a>(location: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = location.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Host and optional port, without a user name.
pub(super) fn is_authority(text: &str) -> bool {
    let (host, port) = split_port(text);
    let host_fits = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|address| {
            !address.is_empty()
                && address
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
        }),
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        }
    };
    let port_fits = port.is_none_or(|port| {
        // `parse` takes a sign as well.
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    host_fits && host.len() <= MAX_HOST && port_fits
}

/// Splits `host:port`, minding the colons of `[::1]`.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// Whether `host` or `host:port` is this very machine, where plain http is safe.
pub fn is_loopback(authority: &str) -> bool {
    let (host, _) = split_port(authority);
    is_authority(authority) && (host == "localhost" || host == "[::1]" || is_loopback_ipv4(host))
}

/// `127.` and three more numbers.
fn is_loopback_ipv4(host: &str) -> bool {
    host.starts_with("127.")
        && host.split('.').count() == 4
        && host.split('.').all(|number| number.parse::<u8>().is_ok())
}

/// The unreserved characters of RFC 3986, section 2.3, stay.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes everything but the unreserved characters.
pub fn encode(bytes: &[u8]) -> PercentEncode<'_> {
    percent_encode(bytes, RESERVED)
}

/// One segment of a path, as a caller copied it out of an address or typed it: `a b.png` and
/// `a%20b.png` are the same file.
///
/// Refused is what would address another path, also after a server has decoded it once more:
/// nothing, dots alone, slashes and control characters.
pub fn segment(parameter: &str, text: &str) -> Result<String, Error> {
    let decoded: Vec<u8> = percent_decode_str(text).collect();
    let again: Vec<u8> = percent_decode(&decoded).collect();
    let problem = if again.is_empty() {
        "is empty"
    } else if again.iter().all(|&byte| byte == b'.') {
        "is made of dots alone"
    } else if again.iter().any(|&byte| matches!(byte, b'/' | b'\\')) {
        "contains a slash; give one part of the address"
    } else if again.iter().any(u8::is_ascii_control) {
        "contains a control character"
    } else {
        return Ok(encode(&decoded).to_string());
    };
    Err(invalid(parameter, problem))
}
