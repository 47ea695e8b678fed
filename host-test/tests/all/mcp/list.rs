//! Compares `tools/list` with the recorded one. A copy of it is in `tools.json`, so that a change
//! of what agents see is seen in review; `UPDATE=1 cargo test -p host-test mcp::list` writes it
//! anew.

use super::{PREFIX, SERVER, request};
use gorgias_customers::tool::{Effect, Tool};
use host::Sandbox;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{collections::BTreeMap, env, fs};

/// The recorded list.
const COPY: &str = include_str!("tools.json");
const COPY_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/mcp/tools.json");

/// Returns the result of `tools/list`, as text.
async fn list() -> String {
    let sandbox = Sandbox::new().env("GORGIAS_ACCESS", "full");
    let request = request("tools/list", json!({}));
    let answer = SERVER.ask(&sandbox, &request).await.expect("an answer");
    let result = answer
        .strip_prefix(r#"{"jsonrpc":"2.0","id":1,"result":"#)
        .and_then(|rest| rest.strip_suffix('}'));
    result.expect("a result").to_owned()
}

/// Returns the copy's tools, by their names without the prefix.
pub fn tools() -> BTreeMap<String, Value> {
    let tools: Vec<Value> = serde_json::from_str(COPY).expect("the copy is JSON");
    let named = tools.into_iter().map(|tool| {
        let name = tool["name"]
            .as_str()
            .and_then(|name| name.strip_prefix(PREFIX));
        (name.expect("a name").to_owned(), tool)
    });
    named.collect()
}

/// Returns the names of a tool's parameters.
pub fn parameters(tool: &Value) -> impl Iterator<Item = &str> {
    let properties = tool["inputSchema"]["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
}

/// Returns a tool's entry, or the schema in it, compiled; its own form is checked first.
pub fn validator(schema: &Value) -> Validator {
    if let Err(error) = jsonschema::meta::validate(schema) {
        panic!("{error}: {schema}");
    }
    jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{error}: {schema}"))
}

#[tokio::test]
async fn the_list_is_the_copy() {
    let list: Value = serde_json::from_str(&list().await).expect("JSON");
    let text = serde_json::to_string_pretty(&list["tools"]).expect("JSON") + "\n";
    if env::var_os("UPDATE").is_some() {
        return fs::write(COPY_PATH, text).expect("the copy can be written");
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (COPY.lines().collect(), text.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line));
    let come = new.iter().filter(|line| !old.contains(line));
    let gone = gone.map(|line| format!("- {line}"));
    let changes: Vec<String> = gone.chain(come.map(|line| format!("+ {line}"))).collect();
    let advice = "UPDATE=1 cargo test -p host-test mcp::list";
    assert!(
        COPY == text,
        "the list changed; {advice}\n{}",
        changes.join("\n")
    );
}

#[tokio::test]
async fn the_list_is_small_and_says_all_that_it_has_to() {
    let whole = list().await;
    assert!(whole.len() <= 37_000, "{} bytes", whole.len());
    let list: Value = serde_json::from_str(&whole).expect("JSON");
    let tools = list["tools"].as_array().expect("an array");
    let names: Vec<String> = Tool::ALL
        .iter()
        .map(|tool| PREFIX.to_owned() + &tool.name().replace('-', "_"))
        .collect();
    assert_eq!(
        tools.iter().map(|it| &it["name"]).collect::<Vec<_>>(),
        names.iter().collect::<Vec<_>>()
    );

    let size = |value: &Value| value.to_string().len();
    let mut read = 0;
    let mut count = 0;
    for (tool, known) in tools.iter().zip(Tool::ALL) {
        read += ["name", "description", "inputSchema"]
            .map(|key| size(&tool[key]))
            .iter()
            .sum::<usize>();
        let changes = known.effect() != Effect::Read;
        assert_eq!(
            parameters(tool).any(|it| it == "dry_run"),
            changes,
            "{tool}"
        );
        count += parameters(tool).filter(|it| !is_added(*known, it)).count();
        let about = &tool["annotations"];
        assert_eq!(
            about["readOnlyHint"],
            known.effect() == Effect::Read,
            "{tool}"
        );
        assert_eq!(
            about["destructiveHint"],
            known.effect() == Effect::Destructive,
            "{tool}"
        );
        assert!(
            about["idempotentHint"].is_boolean() && about["openWorldHint"] == true,
            "{tool}"
        );
        assert!(
            tool["title"].is_string() && tool["description"].is_string(),
            "{tool}"
        );
        let input = &tool["inputSchema"];
        assert_eq!(input["type"], "object", "{tool}");
        plain(input);
        for name in parameters(tool) {
            let words = input["properties"][name]["description"].as_str();
            assert!(
                words.is_some_and(|words| !words.is_empty()),
                "{tool}: {name}"
            );
        }
        validator(input);
        match tool.get("outputSchema") {
            // Clients show a model nothing of a file where there is one.
            None => assert!(known.name() == "download-file", "{tool}"),
            Some(output) => {
                // Clients of 2025 take objects alone.
                assert_eq!(output["type"], "object", "{tool}");
                plain(output);
                validator(output);
            }
        }
    }
    assert!(read <= 30_000, "{read} bytes");
    println!(
        "{} bytes, {read} of them names, descriptions and parameters",
        whole.len()
    );
    // As many as the tool list has.
    assert_eq!(count, 111);
}

/// Tells whether MCP has a parameter besides those of the tool list.
fn is_added(tool: Tool, name: &str) -> bool {
    match tool {
        _ if matches!(name, "clear" | "dry_run" | "fields") => true,
        Tool::PostApiUpload => matches!(name, "content_type" | "encoding" | "files" | "name"),
        _ => false,
    }
}

/// Checks that a schema is one that all clients take: each property has one type, but for a value
/// that may be of several, and nothing is closed or referred to.
fn plain(schema: &Value) {
    for key in ["additionalProperties", "$ref", "oneOf", "allOf"] {
        assert_eq!(schema.get(key), None, "{schema}");
    }
    let properties = schema["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        let is_value = name == "value" && property["anyOf"].is_array();
        assert!(
            property["type"].is_string() || is_value,
            "{name}: {property}"
        );
        plain(property);
        if property["items"].is_object() {
            plain(&property["items"]);
        }
    }
}
