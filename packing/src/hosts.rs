//! The hosts that a component has to reach.

use anyhow::{Result, ensure};

/// The account's host where none was named.
const PLACEHOLDER: &str = "ACCOUNT.gorgias.com";

/// The hosts that a component has to reach.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// The API of the account.
    pub account: String,
    /// Downloads.
    pub files: String,
}

impl Hosts {
    /// Returns those of the account `tenant` (`acme`, or `acme.gorgias.com`), or a placeholder for it,
    /// with downloads from `files`.
    ///
    /// # Errors
    ///
    /// When `tenant` is no account's name, or `files` no host name. wassette compares names as a
    /// whole, so a wildcard would match nothing.
    pub fn new(tenant: Option<&str>, files: &str) -> Result<Self> {
        let account = match tenant {
            None => PLACEHOLDER.to_owned(),
            Some(tenant) => {
                let name = tenant.strip_suffix(".gorgias.com").unwrap_or(tenant);
                ensure!(
                    is_host(name) && !name.contains('.'),
                    "{tenant:?} is no account, such as acme"
                );
                format!("{}.gorgias.com", name.to_ascii_lowercase())
            }
        };
        ensure!(
            is_host(files),
            "{files:?} is no host name, such as uploads.example.com"
        );
        Ok(Self {
            account,
            files: files.to_owned(),
        })
    }

    /// Returns whether an account was named.
    pub fn account_is_known(&self) -> bool {
        self.account != PLACEHOLDER
    }
}

fn is_host(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !name.is_empty() && name.chars().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_name() {
        for tenant in ["acme", "Acme", "acme.gorgias.com"] {
            let hosts = Hosts::new(Some(tenant), "files.test").unwrap();
            assert_eq!(hosts.account, "acme.gorgias.com");
        }
        for tenant in [
            "",
            "*",
            "*.gorgias.com",
            "acme.evil.test",
            "a\nb",
            ".gorgias.com",
        ] {
            assert!(Hosts::new(Some(tenant), "files.test").is_err(), "{tenant}");
        }
    }

    #[test]
    fn a_file_host_is_one_host() {
        for host in ["", "*", "*.gorgias.io", "a b", "a: b", "https://a.test"] {
            assert!(Hosts::new(None, host).is_err(), "{host}");
        }
    }
}
