//! Writes from `wit/` what the library would otherwise say a second time: the list of the tools,
//! and how records turn into the API's JSON.

use anyhow::{Result, anyhow};
use contract::{Contract, Tag, camel, cases, ident, snake, tags_of};
use serde_json::{Map, Value};
use std::{env, fmt::Write, fs, path::Path};
use wit_bindgen_core::{
    WorldGenerator,
    wit_parser::{Field, Type, TypeDefKind, TypeId},
};
use wit_bindgen_rust::Opts;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=wit");
    let contract = Contract::read(Path::new("wit"))?;
    let out = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/tools/scopes.json");
    let scopes = fs::read_to_string("src/tools/scopes.json")?;
    fs::write(format!("{out}/scopes.rs"), self::scopes(&scopes)?)?;
    fs::write(format!("{out}/tools.rs"), tools(&contract)?)?;
    fs::write(format!("{out}/spelling.rs"), spelling(&contract)?)?;
    fs::write(format!("{out}/limits.rs"), limits(&contract)?)?;
    fs::write(format!("{out}/bindings.rs"), bindings(contract)?)?;
    Ok(())
}

/// Writes a line for each tool, for the macro in `src/tool.rs`.
fn tools(contract: &Contract) -> Result<String> {
    let mut lines = String::from("tools! {\n");
    for tool in contract.tools()? {
        writeln!(
            lines,
            "{} {:?} {:?},",
            camel(tool.name),
            tool.name,
            tool.effect
        )?;
    }
    Ok(lines + "}\n")
}

/// Writes the scopes of the reporting API and what each takes: names by their places in one list
/// of all.
fn scopes(json: &str) -> Result<String> {
    let scopes: Map<String, Value> = serde_json::from_str(json)?;
    let mut names: Vec<&str> = Vec::new();
    let mut rows = String::new();
    for (scope, takes) in &scopes {
        let mut bytes = Vec::new();
        for key in ["measures", "dimensions", "members", "time_dimensions"] {
            for name in takes[key].as_array().into_iter().flatten() {
                let name = name.as_str().ok_or_else(|| anyhow!("{scope}: {name}"))?;
                let known = names.iter().position(|known| *known == name);
                let place = known.unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                bytes.push(u8::try_from(place)?);
            }
            bytes.push(u8::MAX);
        }
        writeln!(rows, "({scope:?}, &{bytes:?}),")?;
    }
    if names.len() > usize::from(u8::MAX) {
        return Err(anyhow!("too many names for a byte"));
    }
    Ok(format!(
        "static NAMES: &str = {:?};\nstatic SCOPES: [(&str, &[u8]); {}] = [{rows}];\n",
        names.join(" "),
        scopes.len()
    ))
}

/// Writes a line for each enumeration, for the macro in `src/spelling.rs`.
fn spelling(contract: &Contract) -> Result<String> {
    let mut lines = String::from("spelling! {\n");
    for (name, definition) in contract.types()? {
        let Some(cases) = cases(definition)? else {
            continue;
        };
        write!(lines, "{}", camel(name))?;
        for (case, spelling) in cases {
            write!(lines, " {} {spelling:?}", camel(case))?;
        }
        writeln!(lines, ",")?;
    }
    Ok(lines + "}\n")
}

/// Writes a function for each record whose fields have limits, which checks them.
fn limits(contract: &Contract) -> Result<String> {
    let mut code = String::new();
    for (name, definition) in contract.types()? {
        let TypeDefKind::Record(record) = &definition.kind else {
            continue;
        };
        let mut checks = String::new();
        for field in &record.fields {
            let optional = contract.option(&field.ty).is_some();
            let member = format!("it.{}", ident(&field.name));
            for tag in tags_of(&field.docs)? {
                let (check, least, most) = match tag {
                    Tag::Range(least, most) => ("range", least, most),
                    Tag::Length(least, most) => ("length", least, most),
                    _ => continue,
                };
                let value = match (tag, optional) {
                    (Tag::Length(..), true) => format!("{member}.as_deref()"),
                    (Tag::Length(..), false) => format!("Some(&{member})"),
                    (_, true) => member.clone(),
                    (_, false) => format!("Some({member})"),
                };
                let name = &field.name;
                writeln!(
                    checks,
                    "check::{check}({name:?}, {value}, {least}..={most})?;"
                )?;
            }
        }
        if !checks.is_empty() {
            writeln!(
                code,
                "pub fn {}(it: &{}) -> Result<(), Error> {{ {checks} Ok(()) }}",
                snake(name),
                camel(name)
            )?;
        }
    }
    Ok(code)
}

/// Writes the bindings of the world, and the records' form as JSON.
fn bindings(contract: Contract) -> Result<String> {
    let records = records(&contract)?;
    let options = Opts {
        generate_all: true,
        pub_export_macro: true,
        ..Opts::default()
    };
    let Contract { mut resolve, world } = contract;
    let mut files = Default::default();
    options.build().generate(&mut resolve, world, &mut files)?;
    let (_, code) = files.iter().next().ok_or_else(|| anyhow!("no bindings"))?;
    Ok(str::from_utf8(code)?.to_owned() + &records)
}

/// Writes how each record becomes a JSON object: what is absent is left out, JSON text goes out as
/// it is, and whole numbers have no fraction. A record of nothing but options has a default.
fn records(contract: &Contract) -> Result<String> {
    let mut code = String::from("const _: () = { use gorgias::customers::types::*;\n");
    for (name, definition) in contract.types()? {
        let TypeDefKind::Record(record) = &definition.kind else {
            continue;
        };
        let ty = camel(name);
        let mut fields = String::new();
        for field in &record.fields {
            if tags_of(&field.docs)?.contains(&Tag::Unsent) {
                continue;
            }
            let (key, member) = (snake(&field.name), ident(&field.name));
            match contract.option(&field.ty) {
                Some(inner) => writeln!(
                    fields,
                    "if let Some(it) = &self.{member} {{ s.serialize_field({key:?}, {})?; }}",
                    written(contract, inner, "it")
                )?,
                None => writeln!(
                    fields,
                    "s.serialize_field({key:?}, {})?;",
                    written(contract, &field.ty, &format!("&self.{member}"))
                )?,
            }
        }
        writeln!(
            code,
            "impl serde::Serialize for {ty} {{
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {{
            use serde::ser::SerializeStruct;
            let mut s = s.serialize_struct({ty:?}, {})?; {fields} s.end() }} }}",
            record.fields.len()
        )?;
        if record
            .fields
            .iter()
            .all(|it| contract.option(&it.ty).is_some())
        {
            let none = |field: &Field| ident(&field.name) + ": None";
            let fields: Vec<String> = record.fields.iter().map(none).collect();
            writeln!(
                code,
                "impl Default for {ty} {{ fn default() -> Self {{ Self {{ {} }} }} }}",
                fields.join(", ")
            )?;
        }
    }
    Ok(code + "};\n")
}

/// Returns the expression that is written for a value of this type.
fn written(contract: &Contract, ty: &Type, value: &str) -> String {
    let named = |id: &TypeId| contract.resolve.types[*id].name.as_deref();
    match ty {
        Type::Id(id) if named(id) == Some("json") => {
            format!("&crate::format::json::Raw({value})")
        }
        Type::F64 => format!("&crate::format::json::Number(*{value})"),
        _ => value.to_owned(),
    }
}
