//! Who may call over HTTP: bearer tokens, and the origins of web pages.

use crate::settings::{Caller, Settings};
use alloc::{format, string::String, vec::Vec};
use gorgias_customers::{config::Variables, url::is_loopback};
use subtle::ConstantTimeEq;

const TOKEN: &str = "GORGIAS_MCP_TOKEN";
const ORIGINS: &str = "GORGIAS_MCP_ORIGINS";

/// Why a caller is not served.
#[derive(Debug, PartialEq)]
pub enum Denied {
    /// The server is not set up to serve anybody; says what is missing.
    Closed(String),
    /// There is no token, or several.
    NoToken,
    /// The token is not one of ours.
    WrongToken,
}

/// Finds out who the owner of the token is.
pub fn caller<'s>(settings: &'s Settings, authorization: &[&str]) -> Result<Caller<'s>, Denied> {
    let plain = token(settings.variables(), TOKEN)?;
    let connections = settings.connections();
    if plain == Some("off") {
        return match connections
            .iter()
            .any(|one| !matches!(one.variables().get(TOKEN), Ok(None)))
        {
            true => Err(Denied::Closed(format!(
                "{TOKEN} is `off`, but a connection has a token of its own; set one of them"
            ))),
            false => Ok(Caller::Anyone),
        };
    }
    // Ids are never empty: that is the plain token.
    let mut known: Vec<(&str, &str)> = Vec::new();
    for connection in connections {
        let variable = format!("{TOKEN}__{}", connection.id());
        if let Some(token) = token(connection.variables(), &variable)? {
            if known.iter().any(|&(_, other)| other == token) {
                return Err(Denied::Closed(format!(
                    "{variable} is another connection's token as well"
                )));
            }
            known.push((connection.id(), token));
        }
    }
    if let (Some(plain), []) = (plain, connections) {
        known.push(("", plain));
    }
    if known.is_empty() {
        let variable = match connections {
            [] => TOKEN.into(),
            [first, ..] => format!("{TOKEN}__{}", first.id()),
        };
        return Err(Denied::Closed(format!(
            "{variable} is not set. Set it to a long random text that callers send as a bearer token, or {TOKEN} to `off` where a gateway in front of this server signs callers in"
        )));
    }
    let [authorization] = authorization else {
        return Err(Denied::NoToken);
    };
    let (scheme, given) = authorization
        .trim_ascii()
        .split_once(' ')
        .unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Denied::NoToken);
    }
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
        None => Err(Denied::WrongToken),
    }
}

/// The token among these variables; `variable` is what its name is to the outside.
fn token<'v>(variables: &'v Variables, variable: &str) -> Result<Option<&'v str>, Denied> {
    match variables.get(TOKEN) {
        Ok(Some(token)) if !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(Denied::Closed(format!(
                "{variable} holds characters that a bearer token cannot have"
            )))
        }
        Ok(token) => Ok(token),
        Err(error) => Err(Denied::Closed(error.message)),
    }
}

/// Whether a web page of this origin may call: one on this machine, or one that
/// `GORGIAS_MCP_ORIGINS` names. Programs other than browsers send no origin.
pub fn allows_origin(settings: &Settings, origin: &str) -> bool {
    let scheme_and_authority = origin.split_once("://");
    if let Some(("http" | "https", authority)) = scheme_and_authority
        && is_loopback(authority)
    {
        return true;
    }
    let listed = settings.variables().get(ORIGINS).ok().flatten();
    let mut listed = listed.into_iter().flat_map(|list| list.split(','));
    scheme_and_authority.is_some()
        && listed.any(|one| {
            one.trim_ascii()
                .trim_end_matches('/')
                .eq_ignore_ascii_case(origin)
        })
}
