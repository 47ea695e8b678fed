//! The accounts that commands work on.

use crate::tell;
use anyhow::{Context, Result, anyhow, bail};
use gorgias_customers::config;
use host::{Grant, Sandbox};
use mcp::{
    dialect,
    settings::{self, Settings},
};
use std::env;

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
    /// Whether it is somebody's account: `verify` asks a person before it writes, `doctor` prints the
    /// configuration of clients.
    pub is_live: bool,
}

/// One account, or why it cannot be used.
pub struct Account {
    /// The connection's id, where there are several.
    pub id: Option<String>,
    /// Its variables, by their plain names.
    pub variables: Variables,
    /// The settings as the components read them.
    pub settings: Result<config::Settings>,
}

impl Target {
    /// Takes the accounts that the environment names.
    ///
    /// # Errors
    ///
    /// As [`settings`].
    pub fn live() -> Result<Self> {
        Ok(Self {
            variables: settings()?,
            account: "a live account",
            is_live: true,
            ..Self::default()
        })
    }

    /// Returns the same accounts for a person at a shell, who gets all tools and whole answers, and is not
    /// asked. What is hidden from models stays hidden.
    #[must_use]
    pub fn for_a_person(mut self) -> Self {
        let bounds = |name: &str| settings::setting(name).is_some_and(|(it, _)| it.is_for_agents);
        self.variables.retain(|(name, _)| !bounds(name));
        let whole = ("GORGIAS_MAX_RESULT_BYTES".to_owned(), "0".to_owned());
        self.variables.push(whole);
        self
    }

    /// Reads the settings as the MCP server reads them.
    ///
    /// # Errors
    ///
    /// Its own words for what is malformed or misspelt.
    pub fn server(&self) -> Result<Settings> {
        Settings::read(self.variables.clone())
            .map_err(|error| anyhow!("{}", dialect::message(&error)))
    }

    /// Lists the accounts: those of the connections, or that of the plain variables.
    ///
    /// # Errors
    ///
    /// As [`Target::server`].
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let read = |variables: &Variables| config::Settings::read(variables.clone());
        let words = |error| anyhow!("{}", dialect::message(&error));
        let server = self.server()?;
        if server.connections().is_empty() {
            return Ok(vec![Account {
                id: None,
                settings: read(&self.variables).map_err(words),
                variables: self.variables.clone(),
            }]);
        }
        let connections = server.connections().iter().map(|one| {
            let variables = &one.variables().0;
            let settings = match one.problem() {
                Some(problem) => Err(problem.clone()),
                None => read(variables).map_err(|error| dialect::error_of(error, one.id())),
            };
            Account {
                id: Some(one.id().to_owned()),
                settings: settings.map_err(words),
                variables: variables.clone(),
            }
        });
        Ok(connections.collect())
    }

    /// Makes the sandbox: the settings, the accounts' hosts, the further addresses. Of several
    /// accounts, one that cannot be used is told and shut alone.
    ///
    /// # Errors
    ///
    /// When no account can be used, in the components' own words.
    pub fn sandbox(&self) -> Result<Sandbox> {
        let mut sandbox = Sandbox::new()
            .envs(self.variables.clone())
            .grants(self.grants.clone());
        let mut problem = None;
        let mut largest = 0;
        for account in self.accounts()? {
            match account.settings {
                Ok(settings) => {
                    let host = settings.origin.to_string();
                    let granted = sandbox.grant(&host);
                    sandbox = granted.with_context(|| format!("granting {host}"))?;
                    largest = largest.max(settings.max_response);
                }
                Err(error) => {
                    if let Some(id) = account.id {
                        tell(format_args!("connection {id} is shut: {error}"));
                    }
                    problem = Some(error);
                }
            }
        }
        match (problem, largest) {
            (Some(problem), 0) => Err(problem),
            _ => Ok(sandbox.max_memory(memory_for(largest))),
        }
    }
}

/// Returns the value of a variable.
pub(crate) fn value<'a>(variables: &'a Variables, wanted: &str) -> Option<&'a str> {
    let variable = variables.iter().find(|(name, _)| name == wanted);
    variable.map(|(_, value)| value.trim())
}

/// Returns the memory that responses of this size need: the MCP server holds 128 MiB of them at
/// once, and four times the size of the one that it renders.
fn memory_for(max_response: usize) -> usize {
    const HELD: usize = 192 << 20;
    let needed = HELD.saturating_add(max_response.saturating_mul(4));
    // What 32 bits address.
    needed.clamp(Sandbox::DEFAULT_MAX_MEMORY, u32::MAX as usize)
}

/// Reads the settings in the environment of this process, and no other variable: nothing else is
/// printed or passed on. Empty ones count as absent, as for the components. One that is nearly a
/// setting is kept, since it stops whatever reads the settings.
///
/// # Errors
///
/// When a setting is not UTF-8; the error names it without its value.
pub fn settings() -> Result<Variables> {
    let mut found = Vec::new();
    for (name, value) in env::vars_os() {
        let Some(name) = name.to_str() else {
            continue;
        };
        match value.into_string() {
            Ok(value) if value.trim().is_empty() => {}
            Ok(value) => found.push((name.to_owned(), value)),
            Err(_) if settings::setting(name).is_some() => bail!("{name} is not UTF-8"),
            Err(_) => {}
        }
    }
    found.retain(|(name, _)| {
        let is_kept = settings::setting(name).is_some() || settings::misspelt(name).is_some();
        if !is_kept && name.starts_with(settings::PREFIX) {
            tell(format_args!("{name} is no setting, and is not passed on"));
        }
        is_kept
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(pairs: &[(&str, &str)]) -> Target {
        let pairs = pairs.iter();
        let variables = pairs.map(|&(name, value)| (name.into(), value.into()));
        Target {
            variables: variables.collect(),
            ..Target::default()
        }
    }

    #[test]
    fn a_connection_that_cannot_be_used_is_shut_alone() {
        let half = [
            ("GORGIAS_DOMAIN__half", "half"),
            ("GORGIAS_DOMAIN__empty", " "),
        ];
        let whole = [
            ("GORGIAS_DOMAIN__acme", "acme"),
            ("GORGIAS_ACCESS_TOKEN__acme", "a-secret-of-acme"),
        ];
        let both = target(&[&half[..], &whole[..]].concat());
        assert_eq!(both.accounts().unwrap().len(), 2);
        assert!(both.sandbox().is_ok());
        let problem = target(&half).sandbox().unwrap_err().to_string();
        assert!(problem.contains("GORGIAS_EMAIL__half"), "{problem}");
    }

    #[test]
    fn memory_follows_the_largest_answer() {
        assert_eq!(memory_for(8 << 20), Sandbox::DEFAULT_MAX_MEMORY);
        assert_eq!(memory_for(64 << 20), (192 + 4 * 64) << 20);
        assert_eq!(memory_for(usize::MAX), u32::MAX as usize);
    }
}
