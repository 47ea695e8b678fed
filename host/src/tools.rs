//! The tools as the component itself describes them, to hosts and to people.

use anyhow::{Result, bail};
pub use contract::{Effect, PREFIX};
use wit_component::WitPrinter;
use wit_parser::{
    Function, Resolve, Type, WorldItem,
    decoding::{DecodedWasm, decode},
};

/// One tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// The function's name, `gorgias-customers-get-customer`.
    pub name: String,
    /// The effect, from the description's first word.
    pub effect: Effect,
    /// The description that agents read, without the effect.
    pub description: String,
    /// Names and WIT types.
    pub parameters: Vec<(String, String)>,
    /// WIT type of the result.
    pub result: String,
}

impl Tool {
    /// Returns the name without its prefix.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.name.strip_prefix(PREFIX).unwrap_or(&self.name)
    }

    /// Returns the short name with the parameters: `get-event(id: u64)`.
    #[must_use]
    pub fn signature(&self) -> String {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, ty)| format!("{name}: {ty}"))
            .collect();
        format!("{}({})", self.short_name(), parameters.join(", "))
    }

    /// Returns the description's first line.
    #[must_use]
    pub fn summary(&self) -> &str {
        self.description.lines().next().unwrap_or_default()
    }
}

/// Lists the tools of a component, in the order of its exports.
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
    let described = contract::Tool::new(function)?;
    let parameters = function
        .params
        .iter()
        .map(|parameter| Ok((parameter.name.clone(), type_name(resolve, &parameter.ty)?)));
    Ok(Tool {
        name: function.name.clone(),
        effect: described.effect,
        description: described.description.to_owned(),
        parameters: parameters.collect::<Result<_>>()?,
        result: match &function.result {
            Some(ty) => type_name(resolve, ty)?,
            None => "_".to_owned(),
        },
    })
}

/// Writes a type as in WIT.
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
    fn the_component_describes_its_tools() {
        let tools = read(SHIPPED).unwrap();
        for tool in &tools {
            assert!(tool.name.starts_with(PREFIX), "{}", tool.name);
            assert!(!tool.summary().is_empty(), "{}", tool.name);
        }
        let has = |effect| tools.iter().any(|tool| tool.effect == effect);
        assert!(has(Effect::Read) && has(Effect::Write) && has(Effect::Destructive));
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
}
