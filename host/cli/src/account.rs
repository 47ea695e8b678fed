//! The account that commands work on.

use anyhow::{Context, Result, anyhow, bail, ensure};
use gorgias_customers::config::Settings;
use host::{Grant, Sandbox};
use std::{collections::BTreeSet, env};

/// Environment variables.
pub type Variables = Vec<(String, String)>;

/// The accounts that a command works on.
#[derive(Clone, Default)]
pub struct Target {
    /// Their settings, and those of the MCP server.
    pub variables: Variables,
    /// Addresses that may be reached beside the accounts' own.
    pub grants: Vec<Grant>,
    /// Names it in the report of `verify`.
    pub account: &'static str,
    /// A file of the account, for `verify` to download.
    pub file: Option<String>,
    /// Whether `verify` asks a person before it writes.
    pub asks: bool,
}

impl Target {
    /// Takes the accounts that the environment names.
    ///
    /// # Errors
    ///
    /// When a setting is not UTF-8.
    pub fn live() -> Result<Self> {
        Ok(Self {
            variables: settings()?,
            grants: Vec::new(),
            account: "a live account",
            file: None,
            asks: true,
        })
    }

    /// Makes the sandbox: the settings, the accounts' hosts, the further addresses.
    ///
    /// # Errors
    ///
    /// When an account's settings are missing or malformed, in the plugin's own words.
    pub fn sandbox(&self) -> Result<Sandbox> {
        let mut sandbox = Sandbox::new().envs(self.variables.clone());
        for id in connections(&self.variables) {
            let of_connection = of(&self.variables, id.as_deref());
            let host = read(of_connection)?.origin.to_string();
            sandbox = sandbox
                .grant(&host)
                .with_context(|| format!("granting {host}"))?;
        }
        Ok(sandbox.grants(self.grants.clone()))
    }
}

/// Reads the settings in the environment of this process. Empty ones count as absent, as for the
/// components; other variables may hold whatever they like.
///
/// # Errors
///
/// When a setting is not UTF-8; the error names it without its value.
pub fn settings() -> Result<Variables> {
    let mut settings = Vec::new();
    for (name, value) in env::vars_os() {
        let Some(name) = name.to_str().filter(|it| it.starts_with("GORGIAS_")) else {
            continue;
        };
        match value.into_string() {
            Ok(value) if value.is_empty() => {}
            Ok(value) => settings.push((name.to_owned(), value)),
            Err(_) => bail!("{name} is not UTF-8"),
        }
    }
    Ok(settings)
}

/// What the plugin reads in the settings of one account.
///
/// # Errors
///
/// Its own words for what is missing or malformed.
pub fn read(settings: Variables) -> Result<Settings> {
    Settings::read(settings).map_err(|error| anyhow!("{}", error.message))
}

/// The connections of the MCP server: `GORGIAS_DOMAIN__acme` makes `acme`. None stands for the
/// variables without an id, which count where no variable has one.
pub fn connections(settings: &Variables) -> BTreeSet<Option<String>> {
    let ids = settings
        .iter()
        .filter_map(|(name, _)| name.split_once("__"));
    let ids: BTreeSet<_> = ids.map(|(_, id)| Some(id.to_owned())).collect();
    if ids.is_empty() { [None].into() } else { ids }
}

/// The variables of a connection, by their plain names.
pub fn of(settings: &Variables, id: Option<&str>) -> Variables {
    let Some(id) = id else {
        return settings.clone();
    };
    let named = settings.iter().filter_map(|(name, value)| {
        let (name, of) = name.split_once("__")?;
        (of == id).then(|| (name.to_owned(), value.clone()))
    });
    named.collect()
}

/// Refuses to serve HTTP without a token for each who may call.
pub fn guarded(settings: &Variables) -> Result<()> {
    for id in connections(settings) {
        let name = match &id {
            Some(id) => format!("GORGIAS_MCP_TOKEN__{id}"),
            None => "GORGIAS_MCP_TOKEN".to_owned(),
        };
        let given = |wanted: &str| {
            let mut known = settings.iter();
            known.any(|(name, value)| name == wanted && !value.is_empty())
        };
        ensure!(
            given(&name) || given("GORGIAS_MCP_TOKEN"),
            "{name} is not set: without a token, whoever reaches the address could use the account"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        let pairs = pairs.iter();
        pairs
            .map(|&(name, value)| (name.into(), value.into()))
            .collect()
    }

    #[test]
    fn each_connection_has_its_own_host_and_token() {
        let two = variables(&[
            ("GORGIAS_DOMAIN__acme", "acme"),
            ("GORGIAS_ACCESS_TOKEN__acme", "secret-of-acme"),
            ("GORGIAS_MCP_TOKEN__acme", "token-of-acme"),
            ("GORGIAS_DOMAIN__shop", "shop"),
            ("GORGIAS_ACCESS_TOKEN__shop", "secret-of-shop"),
        ]);
        let target = |variables: &Variables| Target {
            variables: variables.clone(),
            ..Target::default()
        };
        assert!(target(&two).sandbox().is_ok());
        let refusal = guarded(&two).unwrap_err().to_string();
        assert!(
            refusal.starts_with("GORGIAS_MCP_TOKEN__shop is not set"),
            "{refusal}"
        );

        let half = variables(&[("GORGIAS_DOMAIN__acme", "acme")]);
        assert!(target(&half).sandbox().is_err());
    }

    #[test]
    fn an_empty_token_is_none() {
        for settings in [&[][..], &[("GORGIAS_MCP_TOKEN", "")]] {
            assert!(guarded(&variables(settings)).is_err());
        }
        assert!(guarded(&variables(&[("GORGIAS_MCP_TOKEN", "a-token")])).is_ok());
    }
}
