//! Writes from `wit/` what the library would otherwise say a second time: the list of the tools,
//! and how records turn into the API's JSON.

use anyhow::{Result, anyhow};
use contract::{Contract, api_spelling, camel, cases, snake};
use serde_json::{Map, Value};
use std::{env, fmt::Write, fs, path::Path};
use wit_bindgen_core::{
    WorldGenerator,
    wit_parser::{Type, TypeDefKind},
};
use wit_bindgen_rust::Opts;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=wit");
    let contract = Contract::read(Path::new("wit"))?;
    let out = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/tools/scopes.json");
    let scopes = fs::read_to_string("src/tools/scopes.json")?;
    fs::write(format!("{out}/scopes.txt"), self::scopes(&scopes)?)?;
    fs::write(format!("{out}/tools.rs"), tools(&contract)?)?;
    fs::write(format!("{out}/spelling.rs"), spelling(&contract)?)?;
    fs::write(format!("{out}/bindings.rs"), bindings(contract)?)?;
    Ok(())
}

/// A line for each tool, for the macro in `src/tool.rs`.
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

/// A line for each scope of the reporting API, separated by tabs: its name, and what it takes.
fn scopes(json: &str) -> Result<String> {
    let scopes: Map<String, Value> = serde_json::from_str(json)?;
    let mut lines = String::new();
    for (name, scope) in &scopes {
        write!(lines, "{name}")?;
        for key in ["measures", "time_dimensions"] {
            let names = scope[key].as_array().into_iter().flatten();
            let names: Vec<&str> = names.filter_map(Value::as_str).collect();
            write!(lines, "\t{}", names.join(", "))?;
        }
        writeln!(lines)?;
    }
    Ok(lines)
}

/// A line for each enumeration, for the macro in `src/spelling.rs`.
fn spelling(contract: &Contract) -> Result<String> {
    let mut lines = String::from("spelling! {\n");
    for (name, definition) in contract.types()? {
        let Some(cases) = cases(definition) else {
            continue;
        };
        write!(lines, "{}", camel(name))?;
        for case in cases {
            write!(lines, " {} {:?}", camel(case), api_spelling(name, case))?;
        }
        writeln!(lines, ",")?;
    }
    Ok(lines + "}\n")
}

/// The bindings of the world. Records can write themselves as JSON: what is absent is left out,
/// JSON text goes out as it is, and whole numbers have no fraction.
fn bindings(contract: Contract) -> Result<String> {
    let types = contract.types_name()?;
    let mut types_attributes = Vec::new();
    let mut member_attributes = Vec::new();
    for (name, definition) in contract.types()? {
        let TypeDefKind::Record(record) = &definition.kind else {
            continue;
        };
        let optional = |ty: &Type| contract.option(ty).is_some();
        let derives = match record.fields.iter().all(|field| optional(&field.ty)) {
            true => "#[derive(Default, serde::Serialize)]",
            false => "#[derive(serde::Serialize)]",
        };
        types_attributes.push((format!("{types}/{name}"), derives.to_owned()));
        for field in &record.fields {
            if let Some(options) = serde_options(&contract, &field.name, &field.ty) {
                let selector = format!("{types}/{name}.{}", field.name);
                member_attributes.push((selector, format!("#[serde({options})]")));
            }
        }
    }
    let options = Opts {
        generate_all: true,
        pub_export_macro: true,
        additional_type_attributes: types_attributes,
        additional_member_attributes: member_attributes,
        ..Opts::default()
    };
    let Contract { mut resolve, world } = contract;
    let mut files = Default::default();
    options.build().generate(&mut resolve, world, &mut files)?;
    let (_, code) = files.iter().next().ok_or_else(|| anyhow!("no bindings"))?;
    Ok(String::from_utf8(code.to_vec())?)
}

fn serde_options(contract: &Contract, field: &str, ty: &Type) -> Option<String> {
    let mut options = Vec::new();
    if field == "clear" {
        return Some("skip".into());
    }
    if snake(field) == "type" {
        options.push("rename = \"type\"");
    }
    let named = |ty: &Type, name: &str| matches!(ty, Type::Id(id) if contract.resolve.types[*id].name.as_deref() == Some(name));
    match contract.option(ty) {
        Some(inner) => {
            options.push("skip_serializing_if = \"Option::is_none\"");
            if named(inner, "json") {
                options.push("serialize_with = \"crate::format::json::raw_option\"");
            } else if *inner == Type::F64 {
                options.push("serialize_with = \"crate::format::json::number_option\"");
            }
        }
        None if named(ty, "json") => {
            options.push("serialize_with = \"crate::format::json::raw\"");
        }
        None => {}
    }
    (!options.is_empty()).then(|| options.join(", "))
}
