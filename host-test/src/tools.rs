//! The tools as the component itself describes them, to hosts and to people.

use crate::plugin::Plugin;
use anyhow::{Context, Result, bail};
use std::fmt;
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Function, Handle, Resolve, Type, TypeDefKind, WorldItem};

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
    Ok(Tool {
        name: name.clone(),
        effect,
        description: description.to_owned(),
        parameters: function
            .params
            .iter()
            .map(|parameter| (parameter.name.clone(), type_name(resolve, &parameter.ty)))
            .collect(),
        result: function
            .result
            .as_ref()
            .map_or_else(|| "_".to_owned(), |ty| type_name(resolve, ty)),
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

/// The signature of one function, for messages. The bare name if it cannot be read.
pub(crate) fn signature_of(plugin: &Plugin, name: &str) -> String {
    // The compiled component has types without names, so the bytes are asked.
    read(plugin.bytes())
        .ok()
        .and_then(|tools| tools.into_iter().find(|tool| tool.name == name))
        .map_or_else(|| name.to_owned(), |tool| tool.signature())
}

/// A type as it is written in WIT.
fn type_name(resolve: &Resolve, ty: &Type) -> String {
    let id = match ty {
        Type::Id(id) => *id,
        Type::Bool => return "bool".to_owned(),
        Type::U8 => return "u8".to_owned(),
        Type::U16 => return "u16".to_owned(),
        Type::U32 => return "u32".to_owned(),
        Type::U64 => return "u64".to_owned(),
        Type::S8 => return "s8".to_owned(),
        Type::S16 => return "s16".to_owned(),
        Type::S32 => return "s32".to_owned(),
        Type::S64 => return "s64".to_owned(),
        Type::F32 => return "f32".to_owned(),
        Type::F64 => return "f64".to_owned(),
        Type::Char => return "char".to_owned(),
        Type::String => return "string".to_owned(),
        Type::ErrorContext => return "error-context".to_owned(),
    };
    let definition = &resolve.types[id];
    if let Some(name) = &definition.name {
        return name.clone();
    }
    let optional = |ty: &Option<Type>| {
        ty.as_ref()
            .map_or_else(|| "_".to_owned(), |ty| type_name(resolve, ty))
    };
    match &definition.kind {
        TypeDefKind::Option(ty) => format!("option<{}>", type_name(resolve, ty)),
        TypeDefKind::List(ty) => format!("list<{}>", type_name(resolve, ty)),
        TypeDefKind::Result(result) => {
            format!(
                "result<{}, {}>",
                optional(&result.ok),
                optional(&result.err)
            )
        }
        TypeDefKind::Tuple(tuple) => {
            let types: Vec<String> = tuple
                .types
                .iter()
                .map(|ty| type_name(resolve, ty))
                .collect();
            format!("tuple<{}>", types.join(", "))
        }
        TypeDefKind::Handle(Handle::Own(id)) => type_name(resolve, &Type::Id(*id)),
        TypeDefKind::Handle(Handle::Borrow(id)) => {
            format!("borrow<{}>", type_name(resolve, &Type::Id(*id)))
        }
        TypeDefKind::Type(ty) => type_name(resolve, ty),
        other => other.as_str().to_owned(),
    }
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
