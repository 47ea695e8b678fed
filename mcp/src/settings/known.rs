//! The names of all settings, and what is made of names that are none.

use crate::{environment::Environment, nearest::distance};
use alloc::{format, vec::Vec};
use gorgias_customers::error::{Error, not_configured};

/// The beginning of the names of all settings.
pub const PREFIX: &str = "GORGIAS_";

/// A setting: an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Whether its value is a secret.
    pub is_secret: bool,
    /// Whether a connection can have its own, `GORGIAS_DOMAIN__acme`.
    pub per_connection: bool,
    /// Whether it says whose account it is, or signs in there.
    pub is_of_account: bool,
    /// Whether it bounds what agents do, and does not count for a person at a shell.
    pub is_for_agents: bool,
}

const fn per_connection(name: &'static str) -> Setting {
    Setting {
        name,
        is_secret: false,
        per_connection: true,
        is_of_account: false,
        is_for_agents: false,
    }
}

const fn of_account(name: &'static str) -> Setting {
    Setting {
        is_of_account: true,
        ..per_connection(name)
    }
}

const fn for_agents(name: &'static str) -> Setting {
    Setting {
        is_for_agents: true,
        ..per_connection(name)
    }
}

const fn secret(setting: Setting) -> Setting {
    Setting {
        is_secret: true,
        ..setting
    }
}

const fn for_all(name: &'static str) -> Setting {
    Setting {
        per_connection: false,
        ..per_connection(name)
    }
}

/// All settings: of the tools, of the MCP server, and of the programs around them.
pub const SETTINGS: &[Setting] = &[
    per_connection("GORGIAS_ACCESS"),
    secret(of_account("GORGIAS_ACCESS_TOKEN")),
    secret(of_account("GORGIAS_API_KEY")),
    of_account("GORGIAS_AUTH"),
    of_account("GORGIAS_BASE_URL"),
    for_agents("GORGIAS_CONFIRM"),
    of_account("GORGIAS_DOMAIN"),
    of_account("GORGIAS_EMAIL"),
    for_agents("GORGIAS_EXCLUDE_TOOLS"),
    for_all("GORGIAS_FILE_HOST"),
    per_connection("GORGIAS_HIDE"),
    for_all("GORGIAS_LOG"),
    for_agents("GORGIAS_MAX_IDS"),
    per_connection("GORGIAS_MAX_RESPONSE_BYTES"),
    for_agents("GORGIAS_MAX_RESULT_BYTES"),
    for_all("GORGIAS_MCP_ORIGINS"),
    secret(per_connection("GORGIAS_MCP_TOKEN")),
    per_connection("GORGIAS_PACE"),
    per_connection("GORGIAS_TIMEOUT_SECONDS"),
    for_agents("GORGIAS_TOOLS"),
    for_all("GORGIAS_TOOL_NAMES"),
];

/// Returns the setting that a variable is, and the id of the connection that it is of.
pub fn setting(variable: &str) -> Option<(&'static Setting, Option<&str>)> {
    let (name, id) = match variable.split_once("__") {
        Some((name, id)) => (name, Some(id)),
        None => (variable, None),
    };
    let setting = SETTINGS.iter().find(|setting| setting.name == name)?;
    Some((setting, id))
}

/// Looks for variables that are meant as settings and are none: they would not count, and a
/// `GORGIAS_ACESS=read-only` that does not count allows writing. Returns the names of those that
/// belong to others.
///
/// # Errors
/// `not-configured`, naming the first that is nearly a setting, that is set for one connection
/// though it counts for all, or that has a malformed id.
pub fn check(environment: &Environment) -> Result<Vec<&str>, Error> {
    let mut others = Vec::new();
    for (variable, value) in environment {
        if value.trim_ascii().is_empty() {
            continue;
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        match setting(variable) {
            None => match misspelt(variable) {
                Some(meant) => {
                    let problem =
                        format!("is no setting, but nearly {meant}; mend its name or remove it");
                    return Err(not_configured(variable.clone(), problem));
                }
                None if variable.starts_with(PREFIX) => others.push(variable.as_str()),
                None => {}
            },
            Some((setting, Some(_))) if !setting.per_connection => {
                let problem = format!(
                    "counts for all connections; set {} in its place",
                    setting.name
                );
                return Err(not_configured(variable.clone(), problem));
            }
            Some((_, Some(id))) if id.is_empty() || !id.bytes().all(allowed) => {
                let problem = "has to end in a connection's id: letters, digits, `-` and `_`";
                return Err(not_configured(variable.clone(), problem));
            }
            Some(_) => {}
        }
    }
    Ok(others)
}

/// Returns the setting that a name is nearly.
pub fn misspelt(variable: &str) -> Option<&'static str> {
    // A slip may be in the part that all names share, too.
    if !variable.get(..4)?.eq_ignore_ascii_case(&PREFIX[..4]) {
        return None;
    }
    let name = variable.split("__").next()?;
    let near = |setting: &&Setting| {
        let letters = setting.name.len() - PREFIX.len();
        // Short words are near to many others.
        let slips = if letters > 4 { 2 } else { 1 };
        distance(name, setting.name) <= slips || is_anagram(name, setting.name)
    };
    SETTINGS.iter().find(near).map(|setting| setting.name)
}

fn is_anagram(a: &str, b: &str) -> bool {
    let count = |text: &str, letter: u8| {
        let same = text
            .bytes()
            .filter(|byte| byte.eq_ignore_ascii_case(&letter));
        same.count()
    };
    a.len() == b.len() && b.bytes().all(|letter| count(a, letter) == count(b, letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect;
    use std::string::{String, ToString};

    fn checked(names: &[&str]) -> Result<Vec<String>, String> {
        let set = |name: &&str| (name.to_string(), "x".to_string());
        let environment: Environment = names.iter().map(set).collect();
        let others = check(&environment).map_err(|error| dialect::message(&error))?;
        Ok(others.into_iter().map(String::from).collect())
    }

    #[test]
    fn all_settings_are_documented_and_no_others() {
        const PAGES: [&str; 2] = [
            include_str!("../../../README.md"),
            include_str!("../../../docs/mcp.md"),
        ];
        let lines = PAGES.iter().flat_map(|page| page.lines());
        let rows = lines.filter_map(|line| line.strip_prefix("| `GORGIAS_")?.split(" | ").next());
        let names = rows.flat_map(|row| row.split(", `GORGIAS_"));
        let mut documented: Vec<&str> = names.map(|name| name.trim_end_matches('`')).collect();
        documented.sort_unstable();
        let known = SETTINGS.iter().map(|setting| &setting.name[PREFIX.len()..]);
        assert_eq!(documented, known.collect::<Vec<_>>());
    }

    #[test]
    fn slips_are_refused_by_name() {
        for (name, meant) in [
            ("GORGIAS_ACESS", "GORGIAS_ACCESS"),
            ("GORGIAS_APIKEY__acme", "GORGIAS_API_KEY"),
            ("GORGAIS_ACCESS", "GORGIAS_ACCESS"),
            ("gorgias_access", "GORGIAS_ACCESS"),
            ("GORGIAS_AUHT", "GORGIAS_AUTH"),
            ("GORGIAS_TOOL", "GORGIAS_TOOLS"),
            ("GORGIAS_CONFIRMS", "GORGIAS_CONFIRM"),
            ("GORGIAS_MAX_ID", "GORGIAS_MAX_IDS"),
        ] {
            let words = checked(&[name]).unwrap_err();
            let start =
                format!("The environment variable {name} is no setting, but nearly {meant};");
            assert!(words.starts_with(&start), "{words}");
        }
        assert!(
            checked(&["GORGIAS_LOG__acme"])
                .unwrap_err()
                .contains("set GORGIAS_LOG in its place")
        );
        for id in ["GORGIAS_DOMAIN__", "GORGIAS_DOMAIN__a b"] {
            assert!(checked(&[id]).unwrap_err().contains("a connection's id"));
        }
    }

    #[test]
    fn names_of_others_are_told_and_do_not_stop_the_server() {
        for name in [
            "GORGIAS_WEBHOOK_SECRET",
            "GORGIAS_NAME",
            "GORGIAS_WEBHOOK__acme",
        ] {
            assert_eq!(checked(&[name]).unwrap(), [name]);
        }
        assert_eq!(
            checked(&["PATH", "GORGON", "GORGIAS_ACCESS__acme", "GÖ"]).unwrap(),
            [""; 0]
        );
        let empty = Vec::from([("GORGIAS_ACESS".to_string(), " ".to_string())]);
        assert_eq!(check(&empty).unwrap(), [""; 0]);
    }
}
