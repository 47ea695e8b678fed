//! The parameters of the tools: flat, as in the tool list of MCP.

use crate::overrides;
use anyhow::{Context, Result};
use contract::{Contract, Effect, Tag, Tool, render, snake, tags_of};
use std::collections::BTreeSet;
use wit_parser::{Field, Record, Type, TypeDefKind};

/// A parameter, or a member of an object that is one.
pub struct Parameter<'c> {
    /// Its name in MCP.
    pub name: String,
    /// Its name in `wit/`.
    pub wit_name: &'c str,
    /// Its comment in `wit/`, without what the schema says.
    pub docs: String,
    /// The limits or the shape that its schema has besides the type.
    pub tag: Option<Tag>,
    /// Its type, without the option around it.
    pub ty: &'c Type,
    /// Whether it has to be given.
    pub is_required: bool,
}

impl<'c> Parameter<'c> {
    fn new(contract: &'c Contract, wit_name: &'c str, ty: &'c Type, comment: &str) -> Result<Self> {
        let mut tag = None;
        let text = render(comment, |it| match it {
            Tag::Unsent => String::new(),
            Tag::Object => (tag.insert(it), "Object".to_owned()).1,
            Tag::Range(..) | Tag::Length(..) => (tag.insert(it), String::new()).1,
            it => tag.insert(it).words(),
        })?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let docs = words.join(" ");
        let docs = match (docs.trim_start_matches([',', '.', ' ']), tag) {
            ("", Some(Tag::Length(least, most))) => format!("{least} to {most} characters."),
            (docs, _) => docs.to_owned(),
        };
        let optional = contract.option(ty);
        Ok(Self {
            name: snake(wit_name),
            wit_name,
            docs,
            tag,
            ty: optional.unwrap_or(ty),
            is_required: optional.is_none(),
        })
    }
}

/// How a parameter of the function in `wit/` is made of them.
pub enum Shape<'c> {
    /// It is one.
    One(Parameter<'c>),
    /// It is a record whose members are parameters.
    Flat(&'c str),
}

/// Returns the name of a named type, and what it is.
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

/// Returns the record that a type names.
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
        let ty = contract.option(&parameter.ty).unwrap_or(&parameter.ty);
        if let Some((name, _)) = record(contract, ty) {
            shapes.push(Shape::Flat(name));
            continue;
        }
        let docs = tool
            .description
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{}: ", parameter.name)))
            .with_context(|| format!("{}: `{}` is not described", tool.name, parameter.name))?;
        let mut shape = Parameter::new(contract, &parameter.name, &parameter.ty, docs)?;
        shape.name = snake(overrides::parameter(tool.name, &parameter.name));
        shapes.push(Shape::One(shape));
    }
    Ok(shapes)
}

/// Returns the tool's own text: its description without the lines about parameters.
pub fn text(tool: &Tool) -> Result<String> {
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
    render(&lines.join(" "), Tag::words)
}

/// Returns the members of a record, those of the changes within it among them.
pub fn members<'c>(
    contract: &'c Contract,
    name: &str,
    record: &'c Record,
) -> Result<Vec<Member<'c>>> {
    let mut members = Vec::new();
    for field in &record.fields {
        if let Some((inner, _)) = self::record(contract, &field.ty)
            && tags_of(&field.docs)?.contains(&Tag::Flat)
        {
            members.push(Member::Flat(&field.name, inner));
            continue;
        }
        let comment = match overrides::description(name, &field.name) {
            Some(other) => other,
            None => docs(name, field)?,
        };
        let parameter = Parameter::new(contract, &field.name, &field.ty, comment)?;
        members.push(Member::One(parameter));
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

fn docs<'c>(record: &str, field: &'c Field) -> Result<&'c str> {
    let docs = field.docs.contents.as_deref();
    docs.with_context(|| format!("{record}.{} is not described", field.name))
}

/// Returns the records that arguments are read into.
pub fn taken(contract: &Contract) -> Result<BTreeSet<&str>> {
    let mut taken = BTreeSet::new();
    for tool in contract.tools()? {
        if overrides::properties(tool.name).is_none() {
            for parameter in &tool.function.params {
                take(contract, &parameter.ty, &mut taken);
            }
        }
    }
    Ok(taken)
}

fn take<'c>(contract: &'c Contract, ty: &Type, taken: &mut BTreeSet<&'c str>) {
    if let Some((name, record)) = record(contract, ty) {
        taken.insert(name);
        for field in &record.fields {
            take(contract, &field.ty, taken);
        }
    } else if let Type::Id(id) = ty
        && let TypeDefKind::Option(ty) | TypeDefKind::List(ty) = &contract.resolve.types[*id].kind
    {
        take(contract, ty, taken);
    }
}

/// Tells whether repeating a call does no more than making it once.
pub fn idempotent(tool: &Tool) -> bool {
    match tool.effect {
        Effect::Read => true,
        Effect::Write => tool.name.starts_with("update-"),
        // A second merge fails on the source that is gone.
        Effect::Destructive => tool.name.starts_with("delete-"),
    }
}

/// Makes a text's first letter a capital, unless it begins with a name.
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

/// Tells whether a text begins with a name or value of the API.
fn is_name(text: &str) -> bool {
    let end = text.find([' ', ',', ':', ';', '.']).unwrap_or(text.len());
    let rest = &text[end..];
    text[..end].contains(['_', '-']) || rest.starts_with([',', ':', ';']) || rest.starts_with(" (")
}
