//! The names of the settings.

/// Above this many changed letters, a name is another one and no misspelling.
const MISSPELT: usize = 2;

/// Every setting, of the tools and of the MCP server.
const KNOWN: [&str; 14] = [
    "GORGIAS_ACCESS",
    "GORGIAS_ACCESS_TOKEN",
    "GORGIAS_API_KEY",
    "GORGIAS_AUTH",
    "GORGIAS_BASE_URL",
    "GORGIAS_CONFIRM",
    "GORGIAS_DOMAIN",
    "GORGIAS_EMAIL",
    "GORGIAS_EXCLUDE_TOOLS",
    "GORGIAS_MAX_RESPONSE_BYTES",
    "GORGIAS_MCP_ORIGINS",
    "GORGIAS_MCP_TOKEN",
    "GORGIAS_TIMEOUT_SECONDS",
    "GORGIAS_TOOLS",
];

/// Says so when this looks like a setting with a slip in its name: it would not count, and a
/// `GORGIAS_ACESS=read-only` that does not count allows writing.
pub fn typo(name: &str) -> Option<String> {
    let (plain, _) = name.split_once("__").unwrap_or((name, ""));
    if KNOWN.contains(&plain) {
        return None;
    }
    let distance = |known: &str| strsim::damerau_levenshtein(plain, known);
    let nearest = KNOWN.iter().min_by_key(|known| distance(known))?;
    let misspelt = distance(nearest) <= MISSPELT;
    misspelt.then(|| format!("{name} is no setting; {nearest} is"))
}

/// Whether the value is a secret.
pub fn is_secret(name: &str) -> bool {
    const SECRET: [&str; 3] = [
        "GORGIAS_ACCESS_TOKEN",
        "GORGIAS_API_KEY",
        "GORGIAS_MCP_TOKEN",
    ];
    let (plain, _) = name.split_once("__").unwrap_or((name, ""));
    SECRET.contains(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn slips_are_told_and_names_of_others_are_not() {
        assert_eq!(
            typo("GORGIAS_ACESS").as_deref(),
            Some("GORGIAS_ACESS is no setting; GORGIAS_ACCESS is")
        );
        assert!(typo("GORGIAS_APIKEY__acme").is_some());
        for other in [
            "GORGIAS_ACCESS__acme",
            "GORGIAS_API_KEY",
            "GORGIAS_WEBHOOK_SECRET",
        ] {
            assert_eq!(typo(other), None);
        }
    }

    #[test]
    fn the_settings_are_those_of_the_documentation() {
        let pages = [
            include_str!("../../../../README.md"),
            include_str!("../../../../docs/mcp.md"),
        ];
        let rows = pages.iter().flat_map(|page| page.lines());
        let names = rows
            .filter(|line| line.starts_with("| `GORGIAS_"))
            .filter_map(|line| line.split('|').nth(1))
            .flat_map(|cell| cell.split('`'))
            .filter(|word| word.starts_with("GORGIAS_"));
        assert_eq!(BTreeSet::from_iter(names), BTreeSet::from(KNOWN));
    }
}
