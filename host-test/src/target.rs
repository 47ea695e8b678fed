//! The mock as the target of commands.

use anyhow::Result;
use cli::{Target, Variables, setting};
use mock::Mock;

/// Makes the mock the target, with its settings.
pub fn of(mock: &Mock) -> Result<Target> {
    Ok(Target {
        variables: mock.env(),
        grants: vec![mock.files_origin().parse()?],
        account: "the mock",
        file: Some(mock.base_url() + mock::FILE),
        is_live: false,
    })
}

/// Makes the mock the target as [`of`] does, with what the environment says of the MCP server:
/// which tools it shows, who may call. Callers over HTTP need no token unless one is set.
pub fn with_environment(mock: &Mock) -> Result<Target> {
    let mut target = of(mock)?;
    let own = cli::settings()?.into_iter();
    let own: Variables = own.filter(|(name, _)| !is_account(name)).collect();
    let replaced = |name: &str| own.iter().any(|(it, _)| it == name);
    target.variables.retain(|(name, _)| !replaced(name));
    if !replaced("GORGIAS_MCP_TOKEN") {
        let off = ("GORGIAS_MCP_TOKEN".to_owned(), "off".to_owned());
        target.variables.push(off);
    }
    target.variables.extend(own);
    Ok(target)
}

/// Tells whether the variable says whose account it is, or belongs to one of several.
fn is_account(name: &str) -> bool {
    name.contains("__") || setting(name).is_some_and(|(it, _)| it.is_of_account)
}
