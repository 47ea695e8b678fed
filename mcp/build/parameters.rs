//! The parameters of the tools: flat, as in the tool list of MCP.

use crate::overrides;
use anyhow::{Context, Result};
use contract::{Contract, Effect, Tool, snake};
use wit_parser::{Field, Record, Type, TypeDefKind};

/// A parameter, or a member of an object that is one.
pub struct Parameter<'c> {
    /// Its name in MCP.
    pub name: String,
    /// Its name in `wit/`.
    pub wit_name: &'c str,
    /// Its description in `wit/`.
    pub docs: String,
    /// Its type, without the option around it.
    pub ty: &'c Type,
    /// Whether it has to be given.
    pub is_required: bool,
}

impl Parameter<'_> {
    /// The range of a number, or of a text's length, that the description begins with.
    pub fn range(&self) -> Option<(u64, u64)> {
        take_range(&mut self.docs.clone())
    }
}

/// Takes `1-255 characters.` or `1-100, ` from the beginning of a description: the schema says it.
pub fn take_range(docs: &mut String) -> Option<(u64, u64)> {
    let end = docs.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (min, max) = docs.get(..end)?.split_once('-')?;
    let range = (min.parse().ok()?, max.parse().ok()?);
    let rest = docs.get(end..)?;
    let rest = rest.strip_prefix(" characters").unwrap_or(rest);
    let rest = rest.trim_start_matches([',', '.', ' ']);
    *docs = match rest {
        "" => format!("{min} to {max} characters."),
        rest => capitalized(rest),
    };
    Some(range)
}

/// How a parameter of the function in `wit/` is made of them.
pub enum Shape<'c> {
    /// It is one.
    One(Parameter<'c>),
    /// It is a record whose members are parameters.
    Flat(&'c str),
}

/// The name of a named type, and what it is.
pub fn named<'c>(contract: &'c Contract, ty: &Type) -> Option<(&'c str, &'c TypeDefKind)> {
    let Type::Id(id) = ty else { return None };
    let definition = &contract.resolve.types[*id];
    let name = definition.name.as_deref()?;
    match &definition.kind {
        // The world uses the types of the interface under the same names.
        TypeDefKind::Type(Type::Id(_)) => {
            let TypeDefKind::Type(target) = &definition.kind else {
                return None;
            };
            named(contract, target)
        }
        kind => Some((name, kind)),
    }
}

/// The record that a type names.
pub fn record<'c>(contract: &'c Contract, ty: &Type) -> Option<(&'c str, &'c Record)> {
    match named(contract, ty)? {
        (name, TypeDefKind::Record(record)) => Some((name, record)),
        _ => None,
    }
}

/// Returns the shapes of the parameters of a tool's function.
pub fn shapes<'c>(contract: &'c Contract, tool: &Tool<'c>) -> Result<Vec<Shape<'c>>> {
    let mut shapes = Vec::new();
    for parameter in &tool.function.params {
        let optional = contract.option(&parameter.ty);
        let ty = optional.unwrap_or(&parameter.ty);
        if let Some((name, _)) = record(contract, ty) {
            shapes.push(Shape::Flat(name));
            continue;
        }
        let docs = tool
            .description
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{}: ", parameter.name)))
            .with_context(|| format!("{}: `{}` is not described", tool.name, parameter.name))?;
        shapes.push(Shape::One(Parameter {
            name: snake(overrides::parameter(tool.name, &parameter.name)),
            wit_name: &parameter.name,
            docs: docs.to_owned(),
            ty,
            is_required: optional.is_none(),
        }));
    }
    Ok(shapes)
}

/// The tool's own text: its description without the lines about parameters.
pub fn text(tool: &Tool) -> String {
    let about_parameter = |line: &&str| {
        tool.function.params.iter().any(|parameter| {
            line.strip_prefix(parameter.name.as_str())
                .is_some_and(|rest| rest.starts_with([':', ',']))
        })
    };
    let lines: Vec<&str> = tool
        .description
        .lines()
        .filter(|line| !about_parameter(line))
        .collect();
    lines.join(" ")
}

/// The members of a record, those of the changes within it among them.
pub fn members<'c>(
    contract: &'c Contract,
    name: &str,
    record: &'c Record,
) -> Result<Vec<Member<'c>>> {
    let mut members = Vec::new();
    for field in &record.fields {
        if let Some((inner, _)) = self::record(contract, &field.ty)
            && inner.ends_with("-changes")
        {
            members.push(Member::Flat(&field.name, inner));
            continue;
        }
        let optional = contract.option(&field.ty);
        members.push(Member::One(Parameter {
            name: snake(&field.name),
            wit_name: &field.name,
            docs: docs(name, field)?,
            ty: optional.unwrap_or(&field.ty),
            is_required: optional.is_none(),
        }));
    }
    Ok(members)
}

/// How a field of a record is made of parameters.
pub enum Member<'c> {
    /// It is one.
    One(Parameter<'c>),
    /// It is a record whose members stand beside the others: the field, and its type.
    Flat(&'c str, &'c str),
}

fn docs(record: &str, field: &Field) -> Result<String> {
    let docs = field
        .docs
        .contents
        .as_deref()
        .with_context(|| format!("{record}.{} is not described", field.name))?;
    Ok(docs.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether repeating a call does no more than making it once.
pub fn idempotent(tool: &Tool) -> bool {
    match tool.effect {
        Effect::Read => true,
        Effect::Write => tool.name.starts_with("update-"),
        // A second merge fails on the source that is gone.
        Effect::Destructive => tool.name.starts_with("delete-"),
    }
}

/// A text whose first letter is a capital, unless it begins with a name.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    // What begins with a name of the API stays as it is written.
    match letters.next() {
        Some(first) if !text.starts_with(|c: char| c.is_uppercase()) && !is_name(text) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Whether a text begins with a name or value of the API.
fn is_name(text: &str) -> bool {
    let end = text.find([' ', ',', ':', ';', '.']).unwrap_or(text.len());
    let rest = &text[end..];
    text[..end].contains(['_', '-']) || rest.starts_with([',', ':', ';']) || rest.starts_with(" (")
}
