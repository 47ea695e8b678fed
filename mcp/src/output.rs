//! How the tools and their answers are shown: `GORGIAS_TOOL_NAMES`, `GORGIAS_MAX_RESULT_BYTES`.

use gorgias_customers::{
    config::Variables,
    error::{Error, not_configured},
};

/// How many bytes an answer may have unless a setting says otherwise: what fits into the limits that
/// clients have for one.
const MAX_RESULT: usize = 60_000;

/// How the tools and their answers are shown.
#[derive(Clone, Copy)]
pub struct Output {
    /// Whether tools are listed without the prefix that all names have: some clients put a name in
    /// front of their own, and drop what gets too long.
    pub short_names: bool,
    /// How many bytes an answer may have; 0 for any number.
    pub max_result: usize,
}

impl Default for Output {
    fn default() -> Self {
        Output {
            short_names: false,
            max_result: MAX_RESULT,
        }
    }
}

impl Output {
    /// Reads the settings.
    ///
    /// # Errors
    /// `not-configured`, naming the variable that is malformed.
    pub fn read(variables: &Variables) -> Result<Output, Error> {
        const NAMES: &str = "GORGIAS_TOOL_NAMES";
        const MAX: &str = "GORGIAS_MAX_RESULT_BYTES";
        Ok(Output {
            short_names: match variables.get(NAMES)? {
                None | Some("full") => false,
                Some("short") => true,
                Some(_) => {
                    let problem = "can only be `short` (get_customer) or `full` (gorgias_customers_get_customer, the default)";
                    return Err(not_configured(NAMES, problem));
                }
            },
            max_result: match variables.get(MAX)? {
                None => MAX_RESULT,
                Some(number) => match number.parse() {
                    Ok(0) => 0,
                    Ok(number) if number >= 1000 => number,
                    _ => {
                        let problem = "has to be a number of bytes from 1000, or 0 for no limit";
                        return Err(not_configured(MAX, problem));
                    }
                },
            },
        })
    }
}
