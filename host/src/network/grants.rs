//! Which network addresses a session may reach.

use http::{Uri, uri::Scheme};
use std::{fmt, str::FromStr};

/// One address that the plugin may reach.
///
/// Written as one of:
/// - `acme.gorgias.com`: https on port 443, and nothing else, because credentials travel there;
/// - `acme.gorgias.com:8443`: this port, over http or https;
/// - `https://acme.gorgias.com`, `http://localhost:8080`: this scheme, and its default port
///   where none is given.
///
/// The host is compared as a whole and without regard to case: no wildcards, no subdomains, and
/// an address does not match a name that resolves to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// None: http and https.
    scheme: Option<Scheme>,
    /// In lower case; an IPv6 address stands in brackets.
    host: String,
    port: u16,
}

/// Why a text is no grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidGrant {
    text: String,
    reason: &'static str,
}

impl fmt::Display for InvalidGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a host to grant: {}. Write host, host:port, https://host or http://host:port",
            self.text, self.reason
        )
    }
}

impl std::error::Error for InvalidGrant {}

impl FromStr for Grant {
    type Err = InvalidGrant;

    fn from_str(text: &str) -> Result<Self, InvalidGrant> {
        let invalid = |reason| InvalidGrant {
            text: text.to_owned(),
            reason,
        };
        let (scheme, authority) = match text.split_once("://") {
            Some(("https", rest)) => (Some(Scheme::HTTPS), rest),
            Some(("http", rest)) => (Some(Scheme::HTTP), rest),
            Some(_) => return Err(invalid("the scheme is neither https nor http")),
            None => (None, text),
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        if authority.contains('*') {
            return Err(invalid("wildcards do not match anything"));
        }
        if authority.contains(['/', '?', '#', '@']) {
            return Err(invalid("only a host and a port can be granted"));
        }
        let uri: Uri = authority
            .parse()
            .map_err(|_| invalid("the host is malformed"))?;
        let authority = uri.authority().ok_or_else(|| invalid("there is no host"))?;
        // `Authority` takes `host:` and `host:99999` for hosts without a port.
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(invalid("the port is malformed"));
        }
        let (scheme, port) = match (scheme, authority.port_u16()) {
            (None, None) => (Some(Scheme::HTTPS), 443),
            (scheme, Some(port)) => (scheme, port),
            (Some(scheme), None) => {
                let port = default_port(&scheme).unwrap_or(443);
                (Some(scheme), port)
            }
        };
        Ok(Self {
            scheme,
            host: authority.host().to_ascii_lowercase(),
            port,
        })
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}://")?;
            if default_port(scheme) == Some(self.port) {
                return f.write_str(&self.host);
            }
        }
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Grant {
    /// Tells whether a request to this absolute URL may be sent. What is in doubt may not: another
    /// scheme than http and https, no host, a user name before the host.
    pub(super) fn allows(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return false;
        };
        let port = authority.port_u16().or_else(|| default_port(scheme));
        !authority.as_str().contains('@')
            && default_port(scheme).is_some()
            && port == Some(self.port)
            && self.scheme.as_ref().is_none_or(|it| it == scheme)
            && self.host.eq_ignore_ascii_case(authority.host())
    }
}

fn default_port(scheme: &Scheme) -> Option<u16> {
    if *scheme == Scheme::HTTPS {
        Some(443)
    } else if *scheme == Scheme::HTTP {
        Some(80)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_allows_its_scheme_host_and_port_and_no_lookalike() {
        for (grant, allowed, others) in [
            // Https on its port alone.
            (
                "acme.gorgias.com",
                &[
                    "https://acme.gorgias.com/api",
                    "https://ACME.gorgias.com:443/api",
                ][..],
                &[
                    "http://acme.gorgias.com/api",
                    "https://acme.gorgias.com:8443/api",
                    "https://acme.gorgias.com.evil.test/",
                    "https://evil.test/acme.gorgias.com",
                    "https://sub.acme.gorgias.com/",
                    "https://acme.gorgias.com./",
                    "https://user@acme.gorgias.com/",
                    "https://acme.gorgias.com@evil.test/",
                ][..],
            ),
            // That port over either scheme.
            (
                "127.0.0.1:8080",
                &["http://127.0.0.1:8080/api", "https://127.0.0.1:8080/api"],
                &[
                    "http://127.0.0.1:8081/api",
                    "http://127.0.0.1/api",
                    "ftp://127.0.0.1:8080/api",
                ],
            ),
            (
                "http://files.test",
                &["http://files.test/x"],
                &["https://files.test/x"],
            ),
            (
                "https://files.test:444",
                &["https://files.test:444/x"],
                &["http://files.test:444/x"],
            ),
            ("http://[::1]:8080", &["http://[::1]:8080/"], &[]),
        ] {
            let parsed: Grant = grant.parse().unwrap();
            let allows = |url: &&&str| parsed.allows(&url.parse().unwrap());
            assert_eq!(allowed.iter().find(|url| !allows(url)), None, "{grant}");
            assert_eq!(others.iter().find(allows), None, "{grant}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            "https://",
            "*.gorgias.com",
            "ftp://files.test",
            "acme.gorgias.com/api",
            "me@acme.gorgias.com",
            "acme.gorgias.com:99999",
            "acme.gorgias.com:",
            "two hosts",
        ] {
            assert!(text.parse::<Grant>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_grant_prints_as_it_is_written() {
        for text in [
            "https://acme.gorgias.com",
            "127.0.0.1:80",
            "http://localhost:8080",
        ] {
            assert_eq!(text.parse::<Grant>().unwrap().to_string(), text);
        }
    }
}
