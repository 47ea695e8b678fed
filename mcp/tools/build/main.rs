//! Writes the tools as MCP shows and calls them from `wit/`.

mod decode;
mod exceptions;
mod parameters;
mod schema;
mod words;

use anyhow::Result;
use contract::{Contract, Effect, Tool, camel, snake};
use schema::Schemas;
use serde_json::{Map, Value, json};
use std::{env, fmt::Write, fs, path::Path};
use words::Words;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../../wit");
    let contract = Contract::read(Path::new("../../wit"))?;
    let out = env::var("OUT_DIR")?;
    fs::write(format!("{out}/tools.rs"), code(&contract)?)?;
    fs::write(
        format!("{out}/enumerations.rs"),
        decode::enumerations(&contract)?,
    )?;
    Ok(())
}

fn code(contract: &Contract) -> Result<String> {
    let words = Words::new(contract)?;
    let schemas = Schemas {
        contract,
        words: &words,
    };
    let tools = contract.tools()?;
    let mut listed = format!("pub static TOOLS: [Tool; {}] = [\n", tools.len());
    let mut entries = format!("pub static ENTRIES: [Entry; {}] = [\n", tools.len());
    for tool in &tools {
        let name = snake(contract::PREFIX) + "_" + &snake(tool.name);
        let (properties, required) = schemas.input(tool)?;
        let parameters = inside(&properties);
        let output = schemas.output(tool)?.to_string();
        writeln!(
            listed,
            "Tool {{ name: {name:?}, effect: Effect::{:?}, about: {:?}, properties: {:?}, required: {:?}, output: {output:?} }},",
            tool.effect,
            inside(&about(tool, &words, &parameters)?),
            parameters,
            inside_list(&required),
        )?;
        writeln!(
            entries,
            "Entry {{ name: {name:?}, tool: tool::Tool::{}, parameters: &{}, prepare: {} }},",
            camel(tool.name),
            decode::names(&properties),
            decode::prepare(contract, tool)?,
        )?;
    }
    Ok(listed + "];\n" + &entries + "];\n" + &decode::records(contract)?)
}

/// The members of a tool's entry that describe it.
fn about(tool: &Tool, words: &Words, parameters: &str) -> Result<Map<String, Value>> {
    let mut text = words.translate(&parameters::text(tool));
    if parameters.contains("\"null\"") {
        text.push_str(" null empties what may be null.");
    }
    let mut about = Map::new();
    about.insert("title".into(), decode::title(tool)?.into());
    about.insert("description".into(), text.into());
    about.insert(
        "annotations".into(),
        json!({
            "readOnlyHint": tool.effect == Effect::Read,
            "destructiveHint": tool.effect == Effect::Destructive,
            "idempotentHint": parameters::idempotent(tool),
            "openWorldHint": true,
        }),
    );
    Ok(about)
}

/// The members of an object, without the braces.
fn inside(object: &Map<String, Value>) -> String {
    let text = Value::from(object.clone()).to_string();
    text.strip_prefix('{')
        .unwrap_or_default()
        .strip_suffix('}')
        .unwrap_or_default()
        .to_owned()
}

/// The elements of an array, without the brackets.
fn inside_list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(",")
}
