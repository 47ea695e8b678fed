//! Sandboxes for the two accounts that commands run against: the mock's, and the one in the
//! environment.

use anyhow::{Context, Result, anyhow, ensure};
use gorgias_customers::config::Settings;
use host_test::Sandbox;
use mock::Mock;
use std::{collections::BTreeSet, env};

/// Environment variables.
pub type Variables = Vec<(String, String)>;

/// The settings in the environment of this process, and nothing else of it.
pub fn settings() -> Variables {
    let settings = env::vars().filter(|(name, _)| name.starts_with("GORGIAS_"));
    settings.collect()
}

/// What the plugin reads in the settings of one account.
///
/// # Errors
///
/// Its own words for what is missing or malformed.
pub fn read(settings: Variables) -> Result<Settings> {
    Settings::read(settings).map_err(|error| anyhow!("{}", error.message))
}

/// The sandbox for the mock: its settings, and its two servers.
pub fn against(mock: &Mock) -> Result<Sandbox> {
    Ok(Sandbox::new()
        .envs(mock.env())
        .grant(&mock.base_url())?
        .grant(&mock.files_origin())?)
}

/// The sandbox for the accounts that the settings name: the settings, and the accounts' hosts.
pub fn live(settings: Variables) -> Result<Sandbox> {
    let mut sandbox = Sandbox::new().envs(settings.clone());
    for id in connections(&settings) {
        let of_connection = of(&settings, id.as_deref());
        let host = read(of_connection)?.origin.to_string();
        sandbox = sandbox
            .grant(&host)
            .with_context(|| format!("granting {host}"))?;
    }
    Ok(sandbox)
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
        assert!(live(two.clone()).is_ok());
        let refusal = guarded(&two).unwrap_err().to_string();
        assert!(
            refusal.starts_with("GORGIAS_MCP_TOKEN__shop is not set"),
            "{refusal}"
        );

        let half = variables(&[("GORGIAS_DOMAIN__acme", "acme")]);
        assert!(live(half).is_err());
    }

    #[test]
    fn an_empty_token_is_none() {
        for settings in [&[][..], &[("GORGIAS_MCP_TOKEN", "")]] {
            assert!(guarded(&variables(settings)).is_err());
        }
        assert!(guarded(&variables(&[("GORGIAS_MCP_TOKEN", "a-token")])).is_ok());
    }
}
