//! Which tools may be used: `GORGIAS_ACCESS`, `GORGIAS_TOOLS`, `GORGIAS_EXCLUDE_TOOLS`, and which
//! ask a person first: `GORGIAS_CONFIRM`.

use crate::tools::{TOOLS, Tool};
use alloc::{format, string::String, vec::Vec};
use gorgias_customers::{
    config::{Access, Variables},
    error::{Error, not_configured},
    tool::Effect,
};

/// What the names of all tools begin with.
pub const PREFIX: &str = "gorgias_customers_";

/// What the settings allow. The stricter of two wins, and a tool has to pass all of them.
#[derive(Default)]
pub struct Policy {
    access: Option<Access>,
    only: Option<Vec<&'static str>>,
    except: Vec<&'static str>,
    confirm: bool,
}

impl Policy {
    /// Reads the policy; `access` is what counts where `GORGIAS_ACCESS` is not set.
    pub fn read(variables: &Variables, access: Option<Access>) -> Result<Policy, Error> {
        const CONFIRM: &str = "GORGIAS_CONFIRM";
        Ok(Policy {
            access: Access::read(variables)?.or(access),
            only: names(variables, "GORGIAS_TOOLS")?,
            except: names(variables, "GORGIAS_EXCLUDE_TOOLS")?.unwrap_or_default(),
            confirm: match variables.get(CONFIRM)? {
                None => false,
                Some("destructive") => true,
                Some(_) => {
                    return Err(not_configured(
                        CONFIRM,
                        "can only be `destructive` (a person is asked before deletions and merges) or absent",
                    ));
                }
            },
        })
    }

    /// Says which setting forbids the tool, if one does.
    pub fn forbids(&self, tool: &Tool) -> Option<String> {
        if let Some(reason) = self.access.and_then(|access| access.forbids(tool.effect())) {
            return Some(reason);
        }
        if self.except.contains(&tool.name) {
            return Some("GORGIAS_EXCLUDE_TOOLS names it".into());
        }
        match &self.only {
            Some(only) if !only.contains(&tool.name) => {
                Some("GORGIAS_TOOLS does not name it".into())
            }
            _ => None,
        }
    }

    /// Tells whether a person has to be asked first.
    pub fn confirms(&self, tool: &Tool) -> bool {
        self.confirm && tool.effect() == Effect::Destructive
    }
}

/// Reads a list of tools, separated by commas, with or without the prefix that all names have.
fn names(variables: &Variables, variable: &str) -> Result<Option<Vec<&'static str>>, Error> {
    let Some(list) = variables.get(variable)? else {
        return Ok(None);
    };
    let short = |name: &str| -> usize {
        match name.starts_with(PREFIX) {
            true => PREFIX.len(),
            false => 0,
        }
    };
    let named = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let found = named.map(|name| {
        let same = |tool: &&Tool| tool.name[short(tool.name)..] == name[short(name)..];
        match TOOLS.iter().find(same) {
            Some(tool) => Ok(tool.name),
            None => Err(not_configured(
                variable,
                &format!(
                    "names no tool with `{name}`; names look like `{}`",
                    TOOLS[0].name
                ),
            )),
        }
    });
    found.collect::<Result<_, _>>().map(Some)
}
