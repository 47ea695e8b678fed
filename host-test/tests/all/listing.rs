//! Bounds what an agent host lists of the tools at the start of every session: names, descriptions and
//! JSON schemas of the parameters. The agent's model reads all of it before it does anything.
//!
//! The schemas are made as wassette 0.8 makes them, where each WIT type has one form: integers are
//! numbers, an option is that or null, and every parameter and field is required. For the component
//! of that day, this gave the same number of bytes as wassette's own answer to `tools/list`.

use crate::shipped::shipped;
use gorgias_customers::tool::Tool;
use host::{SHIPPED, tools};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use wit_parser::{Resolve, Type, TypeDefKind, WorldItem};

/// The most that all descriptions together may have, in bytes.
const MAX_DESCRIPTIONS: usize = 15_000;
/// The most that the listing may have, in bytes.
const MAX_LISTING: usize = 32_000;

/// The listed tools, in the order of their names, as compact JSON.
fn listing() -> Vec<Value> {
    let (resolve, world) = shipped();
    let mut listed = BTreeMap::new();
    for item in resolve.worlds[world].exports.values() {
        let WorldItem::Function(function) = item else {
            panic!("an export that is no function");
        };
        let fields = function
            .params
            .iter()
            .map(|parameter| (parameter.name.as_str(), &parameter.ty));
        listed.insert(
            function.name.clone(),
            json!({
                "name": function.name,
                "description": function.docs.contents,
                "inputSchema": object(&resolve, fields),
            }),
        );
    }
    listed.into_values().collect()
}

fn object<'a>(resolve: &Resolve, fields: impl Iterator<Item = (&'a str, &'a Type)>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, ty) in fields {
        properties.insert(name.to_owned(), schema(resolve, ty));
        required.push(name);
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn schema(resolve: &Resolve, ty: &Type) -> Value {
    let id = match ty {
        Type::Bool => return json!({"type": "boolean"}),
        Type::String => return json!({"type": "string"}),
        Type::U16 | Type::U32 | Type::U64 | Type::F64 => return json!({"type": "number"}),
        Type::Id(id) => *id,
        other => panic!("no tool has a parameter of the type {other:?}"),
    };
    match &resolve.types[id].kind {
        TypeDefKind::Type(ty) => schema(resolve, ty),
        TypeDefKind::Option(ty) => json!({"anyOf": [{"type": "null"}, schema(resolve, ty)]}),
        TypeDefKind::List(ty) => json!({"type": "array", "items": schema(resolve, ty)}),
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter();
            object(
                resolve,
                fields.map(|field| (field.name.as_str(), &field.ty)),
            )
        }
        TypeDefKind::Enum(names) => {
            let names: Vec<&str> = names.cases.iter().map(|it| it.name.as_str()).collect();
            json!({"type": "string", "enum": names})
        }
        TypeDefKind::Variant(variant) => {
            let cases: Vec<Value> = variant
                .cases
                .iter()
                .map(|case| {
                    let value = case.ty.as_ref().expect("each case holds something");
                    json!({
                        "type": "object",
                        "properties": {
                            "tag": {"const": case.name},
                            "val": schema(resolve, value),
                        },
                        "required": ["tag", "val"],
                    })
                })
                .collect();
            json!({"oneOf": cases})
        }
        other => panic!("no tool has a parameter of the kind {other:?}"),
    }
}

#[test]
fn the_tools_are_listed_in_32_kb() {
    let listing = listing();
    assert_eq!(listing.len(), Tool::ALL.len());
    let texts = listing
        .iter()
        .filter_map(|tool| tool["description"].as_str());
    let descriptions: usize = texts.map(str::len).sum();
    assert!(descriptions <= MAX_DESCRIPTIONS, "{descriptions} bytes");
    // Brackets and commas count too.
    let total = Value::Array(listing).to_string().len();
    assert!(total <= MAX_LISTING, "{total} bytes");
}

/// A parameter that the description does not name has only its type to speak for it.
#[test]
fn every_parameter_is_in_the_description() {
    for tool in tools::read(SHIPPED).expect("every tool is described") {
        let separates = |c: char| !c.is_alphanumeric() && c != '-';
        let words: Vec<&str> = tool.description.split(separates).collect();
        for (name, _) in &tool.parameters {
            assert!(
                words.contains(&name.as_str()),
                "{} does not say what {name} is",
                tool.name
            );
        }
    }
}
