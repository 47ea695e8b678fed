//! Says in words what the settings let an agent do.

use crate::account::{Account, Variables, value};
use gorgias_customers::config::Access;
use mcp::tools::DEFAULT_MAX_IDS;

/// Says it about an account. What the `plain` variables forbid, hide or ask about counts for a connection
/// too. `budget` is what the API said of the account's: `3/40`.
pub fn of(
    account: &Account,
    plain: &Variables,
    budget: Option<&str>,
) -> Vec<(&'static str, String)> {
    let own = |wanted: &str| value(&account.variables, wanted);
    let of_all = |wanted: &str| account.id.as_ref().and(value(plain, wanted));
    let any = |wanted: &str, wish: &str| {
        let values = [own(wanted), of_all(wanted)];
        values.into_iter().flatten().any(|it| it == wish)
    };
    let settings = account.settings.as_ref();
    let access = match settings.map_or(Access::default(), |it| it.access) {
        _ if any("GORGIAS_ACCESS", "read-only") => Access::ReadOnly,
        Access::Full if any("GORGIAS_ACCESS", "no-delete") => Access::NoDelete,
        access => access,
    };
    let may = match access {
        Access::Full => "reads, writes, deletes and merges (GORGIAS_ACCESS=full)",
        Access::NoDelete => {
            "reads and writes, and neither deletes nor merges (GORGIAS_ACCESS=no-delete)"
        }
        Access::ReadOnly => "reads, and changes nothing (GORGIAS_ACCESS=read-only)",
    };
    let which = if any("GORGIAS_CONFIRM", "write") {
        Some("all that changes something")
    } else if any("GORGIAS_CONFIRM", "destructive") {
        Some("deletions, merges, and updates that empty or replace something")
    } else {
        None
    };
    let asks = match (access, which) {
        (Access::ReadOnly, _) => "nobody; there is nothing to ask about".to_owned(),
        (_, Some(which)) => format!(
            "the person at the client, before {which}: in every client of 2026-07-28, and over stdio in \
             those of 2025 that can show a question (elicitation: VS Code and Cursor are among them). \
             Elsewhere these calls are refused"
        ),
        (_, None) => {
            "nobody, but what the client asks by itself (GORGIAS_CONFIRM=destructive asks before \
             deletions, merges, and updates that empty or replace something)"
                .to_owned()
        }
    };
    let hidden = [of_all("GORGIAS_HIDE"), own("GORGIAS_HIDE")];
    let hidden: Vec<&str> = hidden.into_iter().flatten().collect();
    let hidden = match hidden.join(",") {
        keys if !keys.is_empty() => format!("{keys}: no model sees them"),
        _ => "nothing (GORGIAS_HIDE=note,integrations hides these keys)".to_owned(),
    };
    let number = |value: Option<&str>| value?.parse().ok();
    let most = number(own("GORGIAS_MAX_IDS")).unwrap_or(DEFAULT_MAX_IDS);
    let most = number(of_all("GORGIAS_MAX_IDS")).map_or(most, |plain: u32| most.min(plain));
    let paces = match own("GORGIAS_PACE") {
        Some("off") => "calls do not wait for others (GORGIAS_PACE=off)",
        _ => "from three quarters on calls wait a little, so that others keep their share",
    };
    vec![
        ("An agent", may.to_owned()),
        ("asks", asks),
        ("hides", hidden),
        (
            "at most",
            format!("{most} ids in one call (GORGIAS_MAX_IDS)"),
        ),
        ("budget", format!("{}; {paces}", used(budget))),
    ]
}

/// Says how much of the budget is used now; of it, one request was this program's.
fn used(budget: Option<&str>) -> String {
    let parts = budget.and_then(|it| it.split_once('/'));
    let parts =
        parts.and_then(|(used, limit)| Some((used.trim().parse::<u32>().ok()?, limit.trim())));
    match parts {
        Some((used, limit)) if used > 1 => {
            format!("{used} of {limit} requests used now: other programs use it too")
        }
        Some((used, limit)) => format!("{used} of {limit} requests used now, by this check alone"),
        None => "the API named none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    const ACCOUNT: [(&str, &str); 2] = [
        ("GORGIAS_DOMAIN", "acme"),
        ("GORGIAS_ACCESS_TOKEN", "a-secret-of-acme"),
    ];

    fn said(variables: &[(&str, &str)], plain: Option<&[(&str, &str)]>) -> String {
        let owned = |variables: &[(&str, &str)]| -> Variables {
            let owned = variables.iter().map(|&(n, v)| (n.into(), v.into()));
            owned.collect()
        };
        let variables = owned(&[&ACCOUNT[..], variables].concat());
        let settings = gorgias_customers::config::Settings::read(variables.clone());
        let settings = settings.map_err(|error| anyhow!("{}", mcp::dialect::message(&error)));
        assert!(settings.is_ok());
        let account = Account {
            id: plain.map(|_| "acme".into()),
            variables,
            settings,
        };
        let plain = owned(plain.unwrap_or_default());
        let lines = of(&account, &plain, Some("12/40")).into_iter();
        lines
            .map(|(about, words)| format!("{about} {words}\n"))
            .collect()
    }

    #[test]
    fn settings_are_said_in_words() {
        let plain = said(&[], None);
        for words in [
            "An agent reads and writes, and neither",
            "asks nobody, but",
            "hides nothing",
            "at most 100 ids",
            "budget 12 of 40 requests used now: other programs",
        ] {
            assert!(plain.contains(words), "{words}\n{plain}");
        }
        let owner = [
            ("GORGIAS_ACCESS", "full"),
            ("GORGIAS_CONFIRM", "write"),
            ("GORGIAS_HIDE", "note"),
            ("GORGIAS_MAX_IDS", "5"),
            ("GORGIAS_PACE", "off"),
        ];
        let careful = said(&owner, None);
        // What counts for a connection stands in its own variables or in the plain ones.
        let connection = said(&owner, Some(&[("GORGIAS_CONFIRM", "destructive")]));
        for words in [
            "deletes and merges",
            "before all that changes",
            "hides note:",
            "at most 5 ids",
            "do not wait",
        ] {
            assert!(careful.contains(words), "{words}\n{careful}");
            assert!(connection.contains(words), "{words}\n{connection}");
        }
        let narrowed = said(
            &[owner[0], owner[2], owner[4]],
            Some(&[
                ("GORGIAS_ACCESS", "no-delete"),
                ("GORGIAS_CONFIRM", "destructive"),
                ("GORGIAS_HIDE", "channels"),
                ("GORGIAS_MAX_IDS", "500"),
            ]),
        );
        for words in [
            "neither deletes nor merges",
            "before deletions",
            "hides channels,note:",
            "at most 100 ids",
            "do not wait",
        ] {
            assert!(narrowed.contains(words), "{words}\n{narrowed}");
        }
    }
}
