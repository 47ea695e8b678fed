//! The tools as the component itself describes them, to hosts and to people.

use anyhow::{Context, Result, bail};
use std::fmt;
use wit_component::WitPrinter;
use wit_parser::{
    Function, Resolve, Type, WorldItem,
    decoding::{DecodedWasm, decode},
};

/// What every function's name begins with.
pub const PREFIX: &str = "gorgias-customers-";

/// What a tool does to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Adds or changes something.
    Write,
    /// Takes something away for good.
    Destructive,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destructive => "destructive",
        })
    }
}

/// One tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// The function's name, `gorgias-customers-get-customer`.
    pub name: String,
    /// What the description's first word says.
    pub effect: Effect,
    /// The description that agents read, without the effect.
    pub description: String,
    /// Names and WIT types.
    pub parameters: Vec<(String, String)>,
    /// WIT type of the result.
    pub result: String,
}

impl Tool {
    /// The name without its prefix.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.name.strip_prefix(PREFIX).unwrap_or(&self.name)
    }

    /// The short name with the parameters: `get-event(id: u64)`.
    #[must_use]
    pub fn signature(&self) -> String {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, ty)| format!("{name}: {ty}"))
            .collect();
        format!("{}({})", self.short_name(), parameters.join(", "))
    }

    /// The description's first line.
    #[must_use]
    pub fn summary(&self) -> &str {
        self.description.lines().next().unwrap_or_default()
    }
}

/// The tools of a component, in the order of its exports.
///
/// # Errors
///
/// When the bytes are no component, or a function has no description that begins with its effect.
pub fn read(component: &[u8]) -> Result<Vec<Tool>> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("this is a WIT package, not a component");
    };
    resolve.worlds[world]
        .exports
        .values()
        .filter_map(|item| match item {
            WorldItem::Function(function) => Some(function),
            _ => None,
        })
        .map(|function| tool(&resolve, function))
        .collect()
}

fn tool(resolve: &Resolve, function: &Function) -> Result<Tool> {
    let name = &function.name;
    let docs = function.docs.contents.as_deref().unwrap_or_default();
    let (effect, description) = effect(docs).with_context(|| {
        format!(
            "{name} is not described by a text that begins with [read], [write] or [destructive]"
        )
    })?;
    let parameters = function
        .params
        .iter()
        .map(|parameter| Ok((parameter.name.clone(), type_name(resolve, &parameter.ty)?)));
    Ok(Tool {
        name: name.clone(),
        effect,
        description: description.to_owned(),
        parameters: parameters.collect::<Result<_>>()?,
        result: match &function.result {
            Some(ty) => type_name(resolve, ty)?,
            None => "_".to_owned(),
        },
    })
}

fn effect(docs: &str) -> Option<(Effect, &str)> {
    let (tag, rest) = docs.trim().strip_prefix('[')?.split_once(']')?;
    let effect = match tag {
        "read" => Effect::Read,
        "write" => Effect::Write,
        "destructive" => Effect::Destructive,
        _ => return None,
    };
    Some((effect, rest.trim()))
}

/// A type as it is written in WIT.
fn type_name(resolve: &Resolve, ty: &Type) -> Result<String> {
    let mut printer = WitPrinter::default();
    printer.print_type_name(resolve, ty)?;
    Ok(printer.output.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SHIPPED;

    #[test]
    fn the_component_describes_its_25_tools() {
        let tools = read(SHIPPED).unwrap();
        assert_eq!(tools.len(), 25);
        for tool in &tools {
            assert!(tool.name.starts_with(PREFIX), "{}", tool.name);
            assert!(!tool.summary().is_empty(), "{}", tool.name);
        }
        let of = |effect| tools.iter().filter(|tool| tool.effect == effect).count();
        assert_eq!(of(Effect::Read), 12);
        assert_eq!(of(Effect::Write), 9);
        assert_eq!(of(Effect::Destructive), 4);
    }

    #[test]
    fn signatures_read_as_in_wit() {
        let tools = read(SHIPPED).unwrap();
        let signature = |name: &str| {
            let tool = tools.iter().find(|tool| tool.short_name() == name).unwrap();
            format!("{} -> {}", tool.signature(), tool.result)
        };
        assert_eq!(
            signature("get-customer"),
            "get-customer(id: u64, relationships: option<list<string>>) -> result<json, error>"
        );
        assert_eq!(
            signature("list-customers"),
            "list-customers(query: option<customer-query>) -> result<page, error>"
        );
        assert_eq!(
            signature("delete-customer"),
            "delete-customer(id: u64) -> result<_, error>"
        );
    }

    #[test]
    fn a_description_has_to_name_its_effect() {
        assert_eq!(
            effect("[write] Make it."),
            Some((Effect::Write, "Make it."))
        );
        assert_eq!(effect("[safe] Make it."), None);
        assert_eq!(effect("Make it."), None);
    }
}
