//! Decides what a call may do: which tools (`GORGIAS_ACCESS`, `GORGIAS_TOOLS`, `GORGIAS_EXCLUDE_TOOLS`), on
//! how many things at once (`GORGIAS_MAX_IDS`), after whom (`GORGIAS_CONFIRM`), how fast
//! (`GORGIAS_PACE`), and what it never shows (`GORGIAS_HIDE`).

use crate::{
    hide::Hidden,
    message::quoted,
    output,
    tools::{DEFAULT_MAX_IDS, TOOLS, Tool},
};
use alloc::{format, vec::Vec};
use gorgias_customers::{
    config::{Access, Variables},
    error::{Error, Message, not_configured},
};

/// Which calls ask a person first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confirm {
    /// None.
    #[default]
    Nothing,
    /// Those that delete, merge, empty or replace.
    Destructive,
    /// All that change something.
    Write,
}

/// The rights that the settings give. The stricter of two wins, and a tool has to pass all of them.
#[derive(Default)]
pub struct Policy {
    access: Option<Access>,
    only: Option<Vec<&'static str>>,
    except: Vec<&'static str>,
    pub confirm: Confirm,
    /// None where it is not set.
    pub max_ids: Option<u32>,
    /// How many bytes an answer may have, 0 for any number; none where it is not set.
    pub max_result: Option<usize>,
    pub hidden: Hidden,
    pub has_pace: bool,
}

impl Policy {
    /// Reads the policy; `access` is what counts where `GORGIAS_ACCESS` is not set.
    ///
    /// # Errors
    /// `not-configured`, naming the variable that is malformed.
    pub fn read(variables: &Variables, access: Option<Access>) -> Result<Policy, Error> {
        const CONFIRM: &str = "GORGIAS_CONFIRM";
        const MAX_IDS: &str = "GORGIAS_MAX_IDS";
        const PACE: &str = "GORGIAS_PACE";
        let max_ids = variables.number(MAX_IDS, 1..=10_000, DEFAULT_MAX_IDS)?;
        Ok(Policy {
            access: Access::read(variables)?.or(access),
            only: names(variables, "GORGIAS_TOOLS")?,
            except: names(variables, "GORGIAS_EXCLUDE_TOOLS")?.unwrap_or_default(),
            confirm: match variables.get(CONFIRM)? {
                None => Confirm::Nothing,
                Some("destructive") => Confirm::Destructive,
                Some("write") => Confirm::Write,
                Some(_) => {
                    return Err(not_configured(
                        CONFIRM,
                        "has to be `destructive` (a person is asked before something is deleted, merged, emptied or replaced), `write` (before any change) or absent",
                    ));
                }
            },
            max_ids: variables.get(MAX_IDS)?.map(|_| max_ids),
            max_result: output::max_result(variables)?,
            hidden: Hidden::read(variables)?,
            has_pace: match variables.get(PACE)? {
                None | Some("on") => true,
                Some("off") => false,
                Some(_) => return Err(not_configured(PACE, "has to be `on`, `off` or absent")),
            },
        })
    }

    /// Says which setting forbids the tool, if one does.
    pub fn forbids(&self, tool: &Tool) -> Option<Message> {
        if let Some(reason) = self.access.and_then(|access| access.forbids(tool.effect())) {
            return Some(reason);
        }
        if self.except.contains(&tool.name) {
            return Some("{GORGIAS_EXCLUDE_TOOLS} names it".into());
        }
        match &self.only {
            Some(only) if !only.contains(&tool.name) => {
                Some("{GORGIAS_TOOLS} does not name it".into())
            }
            _ => None,
        }
    }
}

/// Reads a list of tools, separated by commas, with or without the prefix that all names have, with
/// `-` or `_`.
fn names(
    variables: &Variables,
    variable: &'static str,
) -> Result<Option<Vec<&'static str>>, Error> {
    let Some(list) = variables.get(variable)? else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for name in list.split(',').map(str::trim) {
        match Tool::meant(name) {
            _ if name.is_empty() => {}
            Some(tool) => found.push(tool.name),
            None => {
                let (name, known) = (quoted(name), TOOLS[0].name);
                let problem = format!("names no tool with {name}; names look like `{known}`");
                return Err(not_configured(variable, problem));
            }
        }
    }
    Ok(Some(found))
}
