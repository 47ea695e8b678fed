//! A policy for wassette: what the plugin may reach and see there.

use crate::About;
use anyhow::{Context, Result, anyhow, ensure};
use gorgias_customers::config::Settings;
use std::fmt::Write;

/// What the policy is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    account_host: Option<String>,
    file_host: String,
}

/// The settings that the plugin knows, but for those that serve tests.
const VARIABLES: [&str; 7] = [
    "GORGIAS_DOMAIN",
    "GORGIAS_EMAIL",
    "GORGIAS_API_KEY",
    "GORGIAS_ACCESS_TOKEN",
    "GORGIAS_ACCESS",
    "GORGIAS_TIMEOUT_SECONDS",
    "GORGIAS_MAX_RESPONSE_BYTES",
];

impl Policy {
    /// Where Gorgias' own web client has it that attachments lie. That signed addresses are on
    /// this host too is not documented.
    pub const FILE_HOST: &str = "uploads.gorgias.io";

    /// What stands for the account's host where no account was given.
    const ACCOUNT_HOST: &str = "ACCOUNT.gorgias.com";

    /// For the account `tenant` (`acme`, `acme.gorgias.com` or `https://acme.gorgias.com`, or none
    /// for a placeholder), with downloads from `file_host`.
    ///
    /// # Errors
    ///
    /// When `tenant` is no account's name, or `file_host` no host name. wassette compares names as
    /// a whole, so a wildcard would match nothing.
    pub fn new(tenant: Option<&str>, file_host: &str) -> Result<Self> {
        let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        ensure!(
            !file_host.is_empty() && file_host.chars().all(part),
            "{file_host:?} is no host name, such as {}",
            Self::FILE_HOST
        );
        Ok(Self {
            account_host: tenant.map(account_host).transpose()?,
            file_host: file_host.to_owned(),
        })
    }

    /// The hosts that it grants, with a placeholder where no account was given.
    #[must_use]
    pub fn hosts(&self) -> [&str; 2] {
        let account = self.account_host.as_deref();
        [account.unwrap_or(Self::ACCOUNT_HOST), &self.file_host]
    }

    /// The policy file's content, for the component that lies in `file`.
    #[must_use]
    pub fn yaml(&self, about: &About, file: &str) -> String {
        let [host, file_host] = self.hosts();
        let note = match &self.account_host {
            Some(_) => "The account.",
            None => "The account. Put its name in the place of ACCOUNT.",
        };
        let mut keys = String::new();
        for key in VARIABLES {
            let _ = writeln!(keys, "      - key: {key}");
        }
        format!(
            r#"# What {name} {version} may reach and see in wassette. Put it beside
# {file} in wassette's component directory before you provide secrets: to a
# component without a policy, wassette shows all of its own environment.
version: "1.0"
description: "{name} {version}"
permissions:
  network:
    allow:
      # Whole host names: a wildcard matches nothing.
      # {note}
      - host: {host}
      # Files, which Gorgias keeps elsewhere: only download-file needs it. Gorgias does not document
      # the host of signed addresses; where it is another, the tool's error names it.
      - host: {file_host}
  environment:
    allow:
{keys}  resources:
    limits:
      memory: 64Mi
"#,
            name = about.name,
            version = about.version,
        )
    }
}

/// The host of an account, by the plugin's own rule.
fn account_host(tenant: &str) -> Result<String> {
    let settings = [("GORGIAS_DOMAIN", tenant), ("GORGIAS_AUTH", "host")];
    Settings::read(
        settings
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
    )
    .map(|settings| settings.origin.authority)
    .map_err(|error| anyhow!("{}", error.message))
    .with_context(|| format!("{tenant:?} is no account"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_as_in_the_settings() {
        for tenant in ["acme", "acme.gorgias.com", "https://acme.gorgias.com"] {
            assert_eq!(account_host(tenant).unwrap(), "acme.gorgias.com");
        }
        for tenant in ["", "*", "*.gorgias.com", "acme.evil.test", "a\nb"] {
            assert!(
                Policy::new(Some(tenant), Policy::FILE_HOST).is_err(),
                "{tenant}"
            );
        }
    }

    #[test]
    fn a_file_host_is_one_host() {
        for host in ["", "*", "*.gorgias.io", "a b", "a: b", "https://a.test"] {
            assert!(Policy::new(None, host).is_err(), "{host}");
        }
    }

    /// A setting that the plugin asks for and the policy does not list would never arrive.
    #[test]
    fn the_policy_lists_every_setting_that_messages_name() {
        let about = About {
            name: "gorgias-customers".to_owned(),
            version: "1.2.3".to_owned(),
            description: "Tools".to_owned(),
            licences: "MIT".to_owned(),
            authors: "Ada".to_owned(),
            source: None,
            homepage: None,
            revision: None,
            rustc: "1.95.0".to_owned(),
        };
        let yaml = Policy::new(Some("acme"), Policy::FILE_HOST)
            .unwrap()
            .yaml(&about, "gorgias_customers.wasm");
        for (name, value) in [
            ("GORGIAS_ACCESS", "?"),
            ("GORGIAS_TIMEOUT_SECONDS", "?"),
            ("GORGIAS_MAX_RESPONSE_BYTES", "?"),
            ("GORGIAS_ACCESS_TOKEN", "?"),
            ("GORGIAS_API_KEY", "?"),
            ("GORGIAS_EMAIL", "?"),
            ("GORGIAS_DOMAIN", "?"),
        ] {
            let known = Settings::read(vec![(name.to_owned(), value.to_owned())]);
            assert!(known.is_err(), "{name} is no setting of the plugin");
            assert!(yaml.contains(&format!("- key: {name}\n")), "{name}");
        }
    }
}
