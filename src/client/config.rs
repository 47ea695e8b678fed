//! The settings, from environment variables. Read once a call, never shown: messages name the
//! variable and what is allowed, not the value.

use super::redact::Secrets;
use crate::{
    error::{Error, Message, not_configured},
    format::url::{Origin, is_loopback},
    tool::Effect,
};
use alloc::{format, string::String, vec::Vec};
use base64::{Engine, prelude::BASE64_STANDARD};
use core::{ops::RangeInclusive, time::Duration};

/// The host that Gorgias redirects downloads to, as seen in the vendor's examples.
pub const FILE_HOST: &str = "uploads.gorgias.io";

/// How long a whole call may take when nothing is set, in seconds.
const DEFAULT_TIMEOUT: u32 = 30;
/// The body of an answer when nothing is set, in bytes.
const DEFAULT_MAX_RESPONSE: u32 = 8 << 20;

/// The shortest credential. Gorgias' are far longer; hiding a few characters wherever they occur
/// would garble messages.
const MIN_SECRET: usize = 8;

/// The settings of one call. They hold credentials, so they have no `Debug`.
pub struct Settings {
    /// Where the API is.
    pub origin: Origin,
    /// The value of the Authorization header; none when the host adds it.
    pub authorization: Option<String>,
    /// Secrets that must not appear in any message: the key or token, and its encoded form.
    pub(crate) secrets: Secrets,
    /// The access that tools have.
    pub access: Access,
    /// How long a call may take, all in all.
    pub timeout: Duration,
    /// How many bytes of body an answer may have.
    pub max_response: usize,
}

/// The access that tools have, from `GORGIAS_ACCESS`; the widest comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub enum Access {
    /// Everything.
    Full,
    /// Everything but destructive tools. The default: a host that hides the variable must not open
    /// deletions.
    #[default]
    NoDelete,
    /// Reading tools only.
    ReadOnly,
}

impl Access {
    /// Reads `GORGIAS_ACCESS`; none when it is not set.
    pub fn read(variables: &Variables) -> Result<Option<Access>, Error> {
        const ACCESS: &str = "GORGIAS_ACCESS";
        let Some(name) = variables.get(ACCESS)? else {
            return Ok(None);
        };
        let mut all = [Access::Full, Access::NoDelete, Access::ReadOnly].into_iter();
        let known = all.find(|access| access.name() == name);
        known
            .map(Some)
            .ok_or_else(|| not_configured(ACCESS, "has to be `full`, `no-delete` or `read-only`"))
    }

    /// Returns the value that sets it.
    pub fn name(self) -> &'static str {
        match self {
            Access::Full => "full",
            Access::NoDelete => "no-delete",
            Access::ReadOnly => "read-only",
        }
    }

    /// Returns the strictest setting that allows a tool with this effect.
    pub fn needed_for(effect: Effect) -> Self {
        match effect {
            Effect::Read => Access::ReadOnly,
            Effect::Write => Access::NoDelete,
            Effect::Destructive => Access::Full,
        }
    }

    /// Says why a tool with this effect may not run, and what would allow it; none where it may.
    pub fn forbids(self, effect: Effect) -> Option<Message> {
        if self.allows(effect) {
            return None;
        }
        let default = match self == Access::default() {
            true => ", its default",
            false => "",
        };
        let reason = Message::from("{GORGIAS_ACCESS} is ")
            .and(self.name())
            .and(default)
            .and(". To allow it, a person has to set {GORGIAS_ACCESS}=")
            .and(Access::needed_for(effect).name());
        Some(reason.and(" where this plugin is loaded"))
    }

    /// Tells whether a tool with this effect may run.
    pub fn allows(self, effect: Effect) -> bool {
        self <= Access::needed_for(effect)
    }
}

impl Settings {
    /// Reads the settings out of the environment.
    pub fn read(environment: Vec<(String, String)>) -> Result<Settings, Error> {
        let variables = Variables(environment);
        let origin = origin(&variables)?;
        let (authorization, secrets) = credentials(&variables)?;
        Ok(Settings {
            origin,
            authorization,
            secrets,
            access: Access::read(&variables)?.unwrap_or_default(),
            timeout: Duration::from_secs(
                variables
                    .number("GORGIAS_TIMEOUT_SECONDS", 1..=3600, DEFAULT_TIMEOUT)?
                    .into(),
            ),
            max_response: variables.number(
                "GORGIAS_MAX_RESPONSE_BYTES",
                1024..=256 << 20,
                DEFAULT_MAX_RESPONSE,
            )? as usize,
        })
    }
}

/// The environment. An empty variable counts as absent, since templates leave them so.
pub struct Variables(pub Vec<(String, String)>);

impl Variables {
    /// Returns the variable's value without the space around it.
    ///
    /// # Errors
    /// When it is set twice with different values, or holds a control character.
    pub fn get(&self, name: &'static str) -> Result<Option<&str>, Error> {
        let mut values = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim_ascii())
            .filter(|value| !value.is_empty());
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.any(|other| other != value) {
            return Err(not_configured(name, "is set twice, with different values"));
        }
        if value.chars().any(char::is_control) {
            return Err(not_configured(name, "holds a control character"));
        }
        Ok(Some(value))
    }

    /// Reads a whole number.
    ///
    /// # Errors
    /// When it is something else, or out of bounds.
    pub fn number(
        &self,
        name: &'static str,
        allowed: RangeInclusive<u32>,
        default: u32,
    ) -> Result<u32, Error> {
        let Some(text) = self.get(name)? else {
            return Ok(default);
        };
        match text.parse() {
            Ok(number) if allowed.contains(&number) => Ok(number),
            _ => Err(not_configured(
                name,
                format!(
                    "has to be a whole number from {} to {}",
                    allowed.start(),
                    allowed.end()
                ),
            )),
        }
    }
}

/// Reads `GORGIAS_DOMAIN`, or `GORGIAS_BASE_URL` for tests.
fn origin(variables: &Variables) -> Result<Origin, Error> {
    const DOMAIN: &str = "GORGIAS_DOMAIN";
    const BASE_URL: &str = "GORGIAS_BASE_URL";
    match (variables.get(DOMAIN)?, variables.get(BASE_URL)?) {
        (Some(domain), None) => account_host(domain).ok_or_else(|| {
            not_configured(
                DOMAIN,
                "has to be the account's name, as `acme`, `acme.gorgias.com` or `https://acme.gorgias.com`",
            )
        }),
        (None, Some(url)) => base_url(url).ok_or_else(|| {
            not_configured(
                BASE_URL,
                "has to be `https://` with a host under gorgias.com, or `http://` with a loopback address, without a path",
            )
        }),
        (Some(_), Some(_)) => Err(not_configured(
            BASE_URL,
            "is set beside {GORGIAS_DOMAIN}; set one of them",
        )),
        (None, None) => Err(not_configured(
            DOMAIN,
            "is not set. Set it to the account's name: `acme` for acme.gorgias.com",
        )),
    }
}

fn account_host(domain: &str) -> Option<Origin> {
    // As it stands in a browser, too: with a path, a port, the dot of a full name.
    let domain = domain.to_ascii_lowercase();
    let host = domain.strip_prefix("https://").unwrap_or(&domain);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_suffix(":443").unwrap_or(host);
    let host = host.strip_suffix('.').unwrap_or(host);
    let account = host.strip_suffix(".gorgias.com").unwrap_or(host);
    is_label(account).then(|| Origin {
        https: true,
        authority: format!("{account}.gorgias.com"),
    })
}

/// Accepts a name between two dots of a host name.
fn is_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn base_url(url: &str) -> Option<Origin> {
    let (https, authority) = match url.strip_prefix("https://") {
        Some(authority) => (true, authority),
        None => (false, url.strip_prefix("http://")?),
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let allowed = if https {
        authority
            .strip_suffix(".gorgias.com")
            .is_some_and(|labels| labels.split('.').all(is_label))
    } else {
        is_loopback(authority)
    };
    allowed.then(|| Origin {
        https,
        authority: authority.into(),
    })
}

/// Returns the Authorization header's value and what must stay secret, from the one way of signing in
/// that is set.
fn credentials(variables: &Variables) -> Result<(Option<String>, Secrets), Error> {
    const EMAIL: &str = "GORGIAS_EMAIL";
    const KEY: &str = "GORGIAS_API_KEY";
    const TOKEN: &str = "GORGIAS_ACCESS_TOKEN";
    const AUTH: &str = "GORGIAS_AUTH";
    let (email, key, token) = (
        variables.get(EMAIL)?,
        variables.get(KEY)?,
        variables.get(TOKEN)?,
    );
    let by_host = match variables.get(AUTH)? {
        None => false,
        Some("host") => true,
        Some(_) => {
            return Err(not_configured(
                AUTH,
                "can only be `host` (the host adds the Authorization header) or absent",
            ));
        }
    };
    match (email, key, token, by_host) {
        (None, None, None, true) => Ok((None, Secrets::default())),
        (_, _, _, true) => Err(not_configured(
            AUTH,
            "is `host`, but credentials are set as well; set one of them",
        )),
        (_, Some(_), Some(_), _) => Err(not_configured(
            TOKEN,
            "is set beside {GORGIAS_API_KEY}; set one of them",
        )),
        (_, None, Some(token), _) => {
            check_pasted(TOKEN, token)?;
            check_secret(TOKEN, token)?;
            Ok((Some(format!("Bearer {token}")), Secrets::new(&[token])))
        }
        (Some(email), Some(key), None, _) => {
            check_pasted(EMAIL, email)?;
            check_pasted(KEY, key)?;
            let odd = |character: char| character == ':' || character.is_whitespace();
            if email.contains(odd) || !email.contains('@') {
                return Err(not_configured(
                    EMAIL,
                    "has to be the email address of the Gorgias user whose API key this is, without the name",
                ));
            }
            check_secret(KEY, key)?;
            let basic = BASE64_STANDARD.encode(format!("{email}:{key}"));
            // Servers that repeat it may leave out the padding.
            let secrets = Secrets::new(&[key, basic.trim_end_matches('=')]);
            Ok((Some(format!("Basic {basic}")), secrets))
        }
        (Some(_), None, None, _) => Err(not_configured(
            KEY,
            "is not set, but {GORGIAS_EMAIL} is. Set it to that user's API key (Settings, REST API)",
        )),
        (None, Some(_), None, _) => Err(not_configured(
            EMAIL,
            "is not set, but {GORGIAS_API_KEY} is. Set it to the email address of the key's user",
        )),
        (None, None, None, false) => Err(not_configured(
            KEY,
            "is not set. Set {GORGIAS_EMAIL} and {GORGIAS_API_KEY}, or {GORGIAS_ACCESS_TOKEN}, or {GORGIAS_AUTH}=host where the host signs in",
        )),
    }
}

/// Refuses what was pasted with more than the value, or in its place: it would only be answered with 401.
fn check_pasted(variable: &'static str, value: &str) -> Result<(), Error> {
    let lower = value.to_ascii_lowercase();
    let problem = if value.starts_with(['"', '\'', '`', '“', '‘'])
        || value.ends_with(['"', '\'', '`', '”', '’'])
    {
        "stands in quotation marks; take them away"
    } else if value.contains("${") {
        "holds `${…}`, which the program that starts this one should have replaced"
    } else if value.starts_with('<') && value.ends_with('>') {
        "still is the placeholder in `<…>`; put the value in its place"
    } else if lower.starts_with("basic ") || lower.starts_with("bearer ") {
        "begins with `Basic` or `Bearer`; give the value alone"
    } else if lower.starts_with("authorization:") {
        "is a whole header; give the value alone"
    } else {
        return Ok(());
    };
    Err(not_configured(variable, problem))
}

/// Refuses what no key or token is.
fn check_secret(variable: &'static str, secret: &str) -> Result<(), Error> {
    if secret.len() < MIN_SECRET {
        return Err(not_configured(variable, "is too short; copy all of it"));
    }
    if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(not_configured(
            variable,
            "holds a space or a character that no key has, which may be invisible; copy it again",
        ));
    }
    Ok(())
}
