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

/// Writes it as a URL: `https://acme.gorgias.com`.
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
    /// Resolves the `Location` that this address answered with, as RFC 3986, section 5.2, says. Spaces
    /// and characters beyond ASCII are percent-encoded, as browsers do.
    ///
    /// # Errors
    /// The reason in words, for what is no http address, and for what could mislead a host about
    /// where the request goes: user names, control characters, backslashes, an IP address in place of
    /// a name.
    pub fn join(&self, location: &str) -> Result<Url, &'static str> {
        let location = location.split('#').next().unwrap_or_default().trim_ascii();
        if location.contains('\\') || location.chars().any(char::is_control) {
            return Err("an address with a backslash or a control character");
        }
        let (https, rest) = match location.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => {
                let https = scheme.eq_ignore_ascii_case("https");
                if !(https || scheme.eq_ignore_ascii_case("http")) || !rest.starts_with("//") {
                    return Err("an address that is not https");
                }
                (https, rest)
            }
            _ => (self.origin.https, location),
        };
        let Some(rest) = rest.strip_prefix("//") else {
            return Ok(Url {
                origin: self.origin.clone(),
                target: encode_rest(&self.target_of(rest)),
            });
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !is_authority(authority) {
            return Err("an address without a proper host name");
        }
        let authority = authority.to_ascii_lowercase();
        if is_ip(&authority) && !is_ip(&self.origin.authority) {
            return Err("an IP address");
        }
        let target = match target.starts_with('/') {
            true => encode_rest(target),
            false => encode_rest(&format!("/{target}")),
        };
        let origin = Origin { https, authority };
        Ok(Url { origin, target })
    }

    /// Resolves a reference that names no host.
    fn target_of(&self, reference: &str) -> String {
        let (path, _) = self.target.split_once('?').unwrap_or((&self.target, ""));
        if reference.starts_with('/') {
            return reference.into();
        }
        if reference.is_empty() || reference.starts_with('?') {
            return format!("{path}{reference}");
        }
        let (relative, query) = match reference.find('?') {
            Some(at) => reference.split_at(at),
            None => (reference, ""),
        };
        let (directory, _) = path.rsplit_once('/').unwrap_or_default();
        let mut parts: Vec<&str> = directory.split('/').skip(1).collect();
        let mut last = "";
        for part in relative.split('/') {
            parts.extend((!last.is_empty()).then_some(last));
            last = match part {
                "." => "",
                ".." => {
                    parts.pop();
                    ""
                }
                part => part,
            };
        }
        parts.push(last);
        format!("/{}{query}", parts.join("/"))
    }
}

/// Percent-encodes what cannot stand in a request's target; what is encoded already stays.
fn encode_rest(target: &str) -> String {
    const REST: &AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'`');
    percent_encoding::utf8_percent_encode(target, REST).to_string()
}

fn is_scheme(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Tells whether a host is written as an address. Names never end in a number.
fn is_ip(authority: &str) -> bool {
    let (host, _) = split_port(authority);
    let last = host
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .unwrap_or_default();
    let is_number = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
    };
    host.starts_with('[') || is_number(last)
}

/// Accepts a host with an optional port, and no user name.
fn is_authority(text: &str) -> bool {
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

/// Tells whether `host` or `host:port` is this very machine, where plain http is safe.
pub fn is_loopback(authority: &str) -> bool {
    let (host, _) = split_port(authority);
    is_authority(authority) && (host == "localhost" || host == "[::1]" || is_loopback_ipv4(host))
}

/// Accepts `127.` and three more numbers.
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

/// Encodes one segment of a path, as a caller copied it out of an address or typed it: `a b.png` and
/// `a%20b.png` are the same file.
///
/// Refused is what would address another path, also after a server has decoded it once more:
/// nothing, dots alone, slashes and control characters.
pub fn segment(parameter: &'static str, text: &str) -> Result<String, Error> {
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
