//! Writes the tools as MCP shows and calls them from `wit/`.

mod decode;
mod overrides;
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
    println!("cargo::rerun-if-changed=../wit");
    let contract = Contract::read(Path::new("../wit"))?;
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
    let mut table = format!(
        "/// All tools, in the order in which clients see them.\npub static TOOLS: [Tool; {}] = [\n",
        tools.len()
    );
    for tool in &tools {
        let (properties, required) = schemas.input(tool)?;
        let parameters = inside(&properties);
        writeln!(
            table,
            "Tool {{ name: {:?}, tool: tool::Tool::{}, list_entry: {:?}, properties: {parameters:?}, required: {:?}, output: {:?}, parameters: &{}, ids: &{:?}, decode: {} }},",
            snake(contract::PREFIX) + "_" + &snake(tool.name),
            camel(tool.name),
            inside(&list_entry(tool, &words)?),
            inside_list(&required),
            schemas.output(tool)?.map(|schema| schema.to_string()),
            decode::names(&properties),
            decode::ids(contract, tool)?,
            decode::decoder(contract, tool)?,
        )?;
    }
    writeln!(
        table,
        "];\n/// The most ids in one call where `GORGIAS_MAX_IDS` is not set.\npub const DEFAULT_MAX_IDS: u32 = {};",
        overrides::MAX_IDS
    )?;
    Ok(table + &decode::records(contract)?)
}

/// Returns the members of a tool's entry that describe it.
fn list_entry(tool: &Tool, words: &Words) -> Result<Map<String, Value>> {
    let text = words.translate(&parameters::text(tool)?);
    let mut entry = Map::new();
    entry.insert("title".into(), decode::title(tool)?.into());
    entry.insert("description".into(), text.into());
    entry.insert(
        "annotations".into(),
        json!({
            "readOnlyHint": tool.effect == Effect::Read,
            "destructiveHint": tool.effect == Effect::Destructive,
            "idempotentHint": parameters::idempotent(tool),
            "openWorldHint": true,
        }),
    );
    Ok(entry)
}

/// Returns the members of an object, without the braces.
fn inside(object: &Map<String, Value>) -> String {
    let text = Value::from(object.clone()).to_string();
    text.strip_prefix('{')
        .unwrap_or_default()
        .strip_suffix('}')
        .unwrap_or_default()
        .to_owned()
}

/// Returns the elements of an array, without the brackets.
fn inside_list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(",")
}
