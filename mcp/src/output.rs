//! How the tools and their answers are shown: `GORGIAS_TOOL_NAMES`, `GORGIAS_MAX_RESULT_BYTES`.

use gorgias_customers::{
    config::Variables,
    error::{Error, not_configured},
};

/// How many bytes an answer may have unless a setting says otherwise: what fits into the limits that
/// clients have for one.
pub const DEFAULT_MAX_RESULT: usize = 60_000;

/// Tells whether tools are listed without the prefix that all names have: some clients put a name in
/// front of their own, and drop what gets too long.
///
/// # Errors
/// `not-configured`, when the setting is malformed.
pub fn has_short_names(variables: &Variables) -> Result<bool, Error> {
    const NAME: &str = "GORGIAS_TOOL_NAMES";
    match variables.get(NAME)? {
        None | Some("full") => Ok(false),
        Some("short") => Ok(true),
        Some(_) => Err(not_configured(
            NAME,
            "can only be `short` (get_customer) or `full` (gorgias_customers_get_customer, the default)",
        )),
    }
}

/// Returns how many bytes an answer may have, where a setting says so; 0 for any number.
///
/// # Errors
/// `not-configured`, when the setting is malformed.
pub fn max_result(variables: &Variables) -> Result<Option<usize>, Error> {
    const NAME: &str = "GORGIAS_MAX_RESULT_BYTES";
    const LEAST: usize = 1000;
    let Some(number) = variables.get(NAME)? else {
        return Ok(None);
    };
    match number.parse() {
        Ok(number) if number == 0 || number >= LEAST => Ok(Some(number)),
        _ => Err(not_configured(
            NAME,
            "has to be a number of bytes from 1000, or 0 for no limit",
        )),
    }
}
