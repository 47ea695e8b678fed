//! Who may call over HTTP: bearer tokens, and the origins of web pages.

use crate::{
    dialect,
    refusal::Refusal,
    settings::{Caller, Connection, Settings},
};
use alloc::{format, string::String, vec::Vec};
use gorgias_customers::{config::Variables, url::is_loopback};
use subtle::ConstantTimeEq;

const TOKEN: &str = "GORGIAS_MCP_TOKEN";
const ORIGINS: &str = "GORGIAS_MCP_ORIGINS";

/// The shortest token. One that people can type, others can guess.
const MIN_LENGTH: usize = 16;

/// Who is let in.
enum Tokens<'s> {
    /// Whoever a gateway in front of this server lets in.
    Off,
    /// The owners of these tokens, each for the connection of this id alone. Ids are never empty:
    /// that is the plain token.
    Known(Vec<(&'s str, &'s str)>, String),
}

/// Finds out who is let in.
///
/// # Errors
/// When nobody is; says what is missing.
fn tokens(settings: &Settings) -> Result<Tokens<'_>, String> {
    let plain = match token(settings.variables(), TOKEN)? {
        Some("off") => {
            let has_own = |one: &Connection| !matches!(one.variables().get(TOKEN), Ok(None));
            return match settings.connections().iter().any(has_own) {
                true => Err(format!(
                    "{TOKEN} is `off`, but a connection has a token of its own; set one of them"
                )),
                false => Ok(Tokens::Off),
            };
        }
        plain => plain,
    };
    let mut known: Vec<(&str, &str)> = Vec::new();
    let mut problems = Vec::new();
    for connection in settings.connections() {
        let id = connection.id();
        let variable = format!("{TOKEN}__{id}");
        match (
            connection.problem(),
            token(connection.variables(), &variable),
        ) {
            (Some(problem), _) => problems.push(dialect::message(problem)),
            (None, Err(problem)) => problems.push(problem),
            (None, Ok(Some("off"))) => problems.push(format!(
                "{variable} is `off`, which only {TOKEN} can be, for all connections"
            )),
            (None, Ok(Some(token))) => known.push((id, token)),
            (None, Ok(None)) => problems.push(format!("{variable} is not set")),
        }
    }
    // Whom of them a token means cannot be told.
    for &(id, token) in &known {
        if let Some((other, _)) = known
            .iter()
            .find(|&&(other, same)| other < id && same == token)
        {
            return Err(format!(
                "{TOKEN}__{id} and {TOKEN}__{other} are the same token"
            ));
        }
    }
    if let (Some(plain), []) = (plain, settings.connections()) {
        known.push(("", plain));
    }
    if known.is_empty() {
        let problem = match problems.as_slice() {
            [] => format!("{TOKEN} is not set"),
            problems => problems.join("; "),
        };
        return Err(format!(
            "{problem}. Set it to a random text of at least {MIN_LENGTH} characters that callers send as a bearer token, or {TOKEN} to `off` where a gateway in front of this server signs callers in"
        ));
    }
    Ok(Tokens::Known(known, problems.join("; ")))
}

impl Settings {
    /// Checks that somebody can be let in over HTTP. Returns what keeps some connections shut.
    ///
    /// # Errors
    /// When nobody can; says what is missing.
    pub fn check_tokens(&self) -> Result<String, String> {
        match tokens(self)? {
            Tokens::Off => Ok(String::new()),
            Tokens::Known(_, problems) => Ok(problems),
        }
    }
}

/// Finds out who the owner of the token is. `host` is the Host header: without tokens, only names of
/// this machine and of allowed origins are served, so that no page can reach the server under a name
/// of its own.
pub fn caller<'s>(
    settings: &'s Settings,
    authorization: &[&str],
    host: Option<&str>,
) -> Result<Caller<'s>, Refusal> {
    let (known, problems) = match tokens(settings).map_err(Refusal::not_set_up)? {
        Tokens::Off if host.is_some_and(|host| allows_host(settings, host)) => {
            return Ok(Caller::Anyone);
        }
        Tokens::Off => {
            return Err(Refusal::new(
                403,
                "Forbidden: without a token, only a Host of this machine is served, or one of GORGIAS_MCP_ORIGINS",
            ));
        }
        Tokens::Known(known, problems) => (known, problems),
    };
    let parts = match authorization {
        [one] => one.trim_ascii().split_once(' '),
        _ => None,
    };
    let bearer = parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, given)) = bearer else {
        return Err(Refusal::unauthorized(
            "Unauthorized: send the token as `Authorization: Bearer …`",
            r#"Bearer realm="gorgias-customers""#,
        ));
    };
    let given = given.trim_ascii().as_bytes();
    // All are compared, and each to its end: the time tells nothing about how much was right.
    let mut owner = None;
    for &(id, token) in &known {
        if bool::from(token.as_bytes().ct_eq(given)) {
            owner = Some(id);
        }
    }
    match owner {
        Some("") => Ok(Caller::Anyone),
        Some(id) => Ok(Caller::Of(id)),
        None => {
            const WORDS: &str = "Unauthorized: the token is not this server's";
            let challenge = r#"Bearer realm="gorgias-customers", error="invalid_token""#;
            // Perhaps it is that of a connection which is shut.
            Err(Refusal {
                log: (!problems.is_empty()).then(|| format!("{WORDS}; {problems}")),
                ..Refusal::unauthorized(WORDS, challenge)
            })
        }
    }
}

/// Reads the token among these variables, `off` in lower case; `variable` is what its name is to the
/// outside.
fn token<'v>(variables: &'v Variables, variable: &str) -> Result<Option<&'v str>, String> {
    match variables.get(TOKEN) {
        Ok(Some(token)) if token.eq_ignore_ascii_case("off") => Ok(Some("off")),
        Ok(Some(token)) if !token.bytes().all(|byte| byte.is_ascii_graphic()) => Err(format!(
            "{variable} holds characters that a bearer token cannot have"
        )),
        Ok(Some(token)) if token.len() < MIN_LENGTH => {
            Err(format!("{variable} has fewer than {MIN_LENGTH} characters"))
        }
        Ok(token) => Ok(token),
        Err(error) => Err(dialect::message(&error)),
    }
}

/// Tells whether a server without tokens answers to this name.
fn allows_host(settings: &Settings, host: &str) -> bool {
    let mut origins = listed_origins(settings);
    is_loopback(host)
        || origins.any(|origin| {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        })
}

fn listed_origins(settings: &Settings) -> impl Iterator<Item = &str> {
    let list = settings.variables().get(ORIGINS).ok().flatten();
    let listed = list.into_iter().flat_map(|list| list.split(','));
    listed.map(|one| one.trim_ascii().trim_end_matches('/'))
}

/// Tells whether a web page of this origin may call: one on this machine, or one that
/// `GORGIAS_MCP_ORIGINS` names. Programs other than browsers send no origin.
pub fn allows_origin(settings: &Settings, origin: &str) -> bool {
    let scheme_and_authority = origin.split_once("://");
    if let Some(("http" | "https", authority)) = scheme_and_authority
        && is_loopback(authority)
    {
        return true;
    }
    scheme_and_authority.is_some()
        && listed_origins(settings).any(|one| one.eq_ignore_ascii_case(origin))
}
