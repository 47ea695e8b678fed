//! The code that takes arguments out of an object and calls a tool with them.

use crate::{
    overrides,
    parameters::{self, Member, Parameter, Shape, named},
    schema::result,
};
use anyhow::{Context, Result, bail};
use contract::{Contract, Effect, Tag, Tool, camel, cases, ident, snake, tags_of};
use std::fmt::Write;
use wit_parser::{Type, TypeDefKind};

/// Writes a reader for each enumeration.
pub fn enumerations(contract: &Contract) -> Result<String> {
    let mut code = String::new();
    for (name, definition) in contract.types()? {
        // No argument is a kind of error, whose spelling is ours.
        if let Some(cases) = cases(definition)?
            && !tags_of(&definition.docs)?.contains(&Tag::Verbatim)
        {
            enumeration(&mut code, name, &cases)?;
        }
    }
    Ok(code)
}

/// Writes how each record is taken out of arguments.
pub fn records(contract: &Contract) -> Result<String> {
    let taken = parameters::taken(contract)?;
    let mut code = String::new();
    for (name, definition) in contract.types()? {
        if let TypeDefKind::Record(record) = &definition.kind
            && taken.contains(name)
        {
            let members = parameters::members(contract, name, record)?;
            record_code(contract, &mut code, name, &members)?;
        }
    }
    Ok(code)
}

fn enumeration(code: &mut String, name: &str, cases: &[(&str, String)]) -> Result<()> {
    let ty = camel(name);
    let names: Vec<&str> = cases
        .iter()
        .map(|(_, spelling)| spelling.as_str())
        .collect();
    let cases: Vec<String> = cases
        .iter()
        .map(|(case, _)| format!("{ty}::{}", camel(case)))
        .collect();
    writeln!(
        code,
        "pub fn {}(value: &str) -> Result<{ty}, Error> {{ read::one_of(value, &{names:?}, [{}]) }}",
        snake(name),
        cases.join(", ")
    )?;
    Ok(())
}

fn record_code(
    contract: &Contract,
    code: &mut String,
    name: &str,
    members: &[Member],
) -> Result<()> {
    let mut names = Vec::new();
    let mut fields = String::new();
    for member in members {
        match member {
            Member::One(parameter) => {
                names.push(parameter.name.clone());
                let value = match overrides::is_ignored(name, parameter.wit_name) {
                    true => "None".into(),
                    false => take(contract, parameter)?,
                };
                writeln!(fields, "let {} = {value};", ident(parameter.wit_name))?;
            }
            Member::Flat(field, ty) => {
                for member in parameters::members(contract, ty, contract.record(ty)?)? {
                    if let Member::One(parameter) = member {
                        names.push(parameter.name);
                    }
                }
                writeln!(fields, "let {} = {}::take(f)?;", snake(field), camel(ty))?;
            }
        }
    }
    let all: Vec<String> = members
        .iter()
        .map(|member| match member {
            Member::One(parameter) => ident(parameter.wit_name),
            Member::Flat(field, _) => snake(field),
        })
        .collect();
    writeln!(
        code,
        "impl Record for {} {{ const NAMES: &'static [&'static str] = &{names:?};
        fn take(f: &Fields) -> Result<Self, Error> {{ {fields} Ok(Self {{ {} }}) }} }}",
        camel(name),
        all.join(", ")
    )?;
    Ok(())
}

/// Writes the code that takes a parameter out.
fn take(contract: &Contract, parameter: &Parameter) -> Result<String> {
    let name = &parameter.name;
    let read = match (overrides::reader(parameter.wit_name), parameter.tag) {
        (Some(reader), _) => reader.to_owned(),
        (None, Some(Tag::Range(least, most))) => {
            format!("|it| read::number(it, {least}, {most})")
        }
        (None, _) => reader(contract, parameter.ty)?,
    };
    Ok(match parameter.is_required {
        true => format!("f.required({name:?}, {read})?"),
        false => format!("f.optional({name:?}, {read})"),
    })
}

/// Names the function that reads a value of a type.
fn reader(contract: &Contract, ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::Bool => "read::boolean".into(),
        Type::String => "read::text".into(),
        Type::U64 => "read::id".into(),
        Type::Id(id) => match named(contract, ty) {
            Some(("json", _)) => "read::json".into(),
            Some((name @ ("field-definition" | "field-value"), _)) => {
                format!("overrides::{}", snake(name))
            }
            Some((name, TypeDefKind::Enum(_))) => format!("enumerations::{}", snake(name)),
            Some((name, TypeDefKind::Record(_))) => format!("read::record::<{}>", camel(name)),
            Some((name, _)) => bail!("MCP does not read {name}"),
            None => match &contract.resolve.types[*id].kind {
                TypeDefKind::List(item) => {
                    format!("|it| read::list(it, {})", reader(contract, item)?)
                }
                other => bail!("MCP does not read {other:?}"),
            },
        },
        other => bail!("MCP does not read {other:?}"),
    })
}

/// Writes the function that makes a request out of arguments.
pub fn decoder(contract: &Contract, tool: &Tool) -> Result<String> {
    let function = snake(tool.name);
    if overrides::properties(tool.name).is_some() {
        return Ok(format!("overrides::{function}"));
    }
    let mut code = String::from("|f| {\n");
    let shapes = parameters::shapes(contract, tool)?;
    let mut arguments = Vec::new();
    for (shape, parameter) in shapes.iter().zip(&tool.function.params) {
        let name = ident(&parameter.name);
        match shape {
            Shape::One(parameter) => {
                let value = take(contract, parameter)?;
                writeln!(code, "let {name} = {value};")?;
            }
            Shape::Flat(ty) => {
                let value = format!("{}::take(f)?", camel(ty));
                let value = match contract.option(&parameter.ty) {
                    Some(_) => format!("Some({value})"),
                    None => value,
                };
                writeln!(code, "let {name} = {value};")?;
            }
        }
        arguments.push(name);
    }
    let result = result(contract, tool)?;
    if result == "DownloadedFile" {
        writeln!(code, "let shown = resource_name.clone();")?;
    }
    let answer = match result.as_str() {
        "Page" => "Answer::page",
        "Json" if tool.effect == Effect::Read => "Answer::json",
        "Json" => "Answer::written",
        "String" => "Answer::text",
        "()" => "|()| Answer::done()",
        "DownloadedFile" => "|it| overrides::downloaded(it, shown)",
        other => bail!("{} returns {other}, which MCP has no form for", tool.name),
    };
    writeln!(
        code,
        "Ok(tools::{function}({})?.map({answer}))\n}}",
        arguments.join(", ")
    )?;
    Ok(code)
}

/// Returns the names of a tool's parameters that are ids, or hold some.
pub fn ids(contract: &Contract, tool: &Tool) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut add = |parameter: Parameter| {
        if has_ids(contract, parameter.ty) {
            names.push(parameter.name);
        }
    };
    for shape in parameters::shapes(contract, tool)? {
        match shape {
            Shape::One(parameter) => add(parameter),
            Shape::Flat(name) => {
                for member in parameters::members(contract, name, contract.record(name)?)? {
                    if let Member::One(parameter) = member {
                        add(parameter);
                    }
                }
            }
        }
    }
    Ok(names)
}

/// Tells whether a type is an id, a list of ids, or a list of records that have one.
fn has_ids(contract: &Contract, ty: &Type) -> bool {
    match ty {
        Type::U64 => true,
        Type::Id(id) => match (
            &contract.resolve.types[*id].kind,
            parameters::record(contract, ty),
        ) {
            (TypeDefKind::List(item), _) => has_ids(contract, item),
            (_, Some((_, record))) => record.fields.iter().any(|it| it.name == "id"),
            _ => false,
        },
        _ => false,
    }
}

/// Returns the names of a tool's parameters in MCP.
pub fn names(properties: &serde_json::Map<String, serde_json::Value>) -> String {
    format!("{:?}", properties.keys().collect::<Vec<_>>())
}

/// Returns the title of a tool, for people.
pub fn title(tool: &Tool) -> Result<String> {
    if let Some(title) = overrides::title(tool.name) {
        return Ok(title.to_owned());
    }
    let words = tool.name.replace('-', " ");
    let first = words.chars().next().context("a tool has a name")?;
    Ok(first.to_uppercase().chain(words.chars().skip(1)).collect())
}
