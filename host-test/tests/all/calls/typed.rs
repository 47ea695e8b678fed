//! The typed component: arguments by the types of its parameters, results as MCP has them.

use super::{Component, Row, coverage, rows_for, same};
use crate::support::{Call, Outcome, World, plugin};
use contract::PREFIX;
use gorgias_customers::tool::Tool;
use serde_json::{Map, Value, json, value::RawValue};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use wasmtime::component::{
    Type, Val,
    types::{ComponentFunc, ComponentItem, Record, Variant},
};

#[tokio::test]
async fn the_typed_component_makes_every_call() {
    let world = World::start().await;
    let mut wrong = Vec::new();
    for row in rows_for(Component::Typed) {
        world.mock.clear_requests();
        row.prepare(&world.mock);
        let result = world.call(&row.call()).await;
        let checked = row.check_requests(&world.mock);
        if let Err(problem) = checked.and_then(|()| check(row, result)) {
            wrong.push(row.report(&problem));
        }
        assert_eq!(world.mock.pending_answers(), 0, "{}", row.tool);
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

/// So that no parameter goes untested: the component's types say what a call can hold. Definitions
/// are one type, whichever tool takes them.
#[test]
fn every_place_of_every_parameter_stands_in_a_row() {
    let named = |tool: &str, place: &str| match place.split_once("definition") {
        Some((_, place)) => format!("definition{place}"),
        None => format!("{tool}: {place}"),
    };
    let mut missing = BTreeSet::new();
    for (tool, function) in FUNCTIONS.iter() {
        let mut places = BTreeSet::new();
        for (name, ty) in function.params() {
            coverage::all(name, &ty, &mut places);
        }
        missing.extend(places.iter().map(|place| named(tool, place)));
    }
    for row in rows_for(Component::Typed) {
        let mut places = BTreeSet::new();
        for ((name, _), value) in FUNCTIONS[&row.tool].params().zip(&row.call().arguments) {
            coverage::used(name, value, &mut places);
        }
        for place in places {
            missing.remove(&named(&row.tool, &place));
        }
    }
    let tools = Tool::ALL.iter().map(|tool| tool.name().replace('-', "_"));
    assert!(FUNCTIONS.keys().cloned().eq(tools));
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Returns a call with arguments as an MCP client writes them. `tool` is its name there, without the
/// prefix.
pub fn call(tool: &str, arguments: &str) -> Call {
    let given = serde_json::from_str(arguments).unwrap_or_else(|error| panic!("{error}"));
    let function = FUNCTIONS.get(tool).unwrap_or_else(|| panic!("{tool}"));
    Call::new(tool, values(function, given))
}

/// The tools by their names in MCP, without the prefix.
static FUNCTIONS: LazyLock<BTreeMap<String, ComponentFunc>> = LazyLock::new(|| {
    let plugin = plugin();
    let component = plugin.component().component_type();
    let exports = component.exports(plugin.engine());
    let functions = exports.filter_map(|(name, item)| match item.ty {
        ComponentItem::ComponentFunc(function) => {
            Some((name.strip_prefix(PREFIX)?.replace('-', "_"), function))
        }
        _ => None,
    });
    functions.collect()
});

fn check(row: &Row, result: Outcome) -> Result<(), String> {
    match (result, &row.file) {
        (Err(error), _) => row.check_error(error),
        (Ok(result), _) if row.error.is_some() => Err(format!("succeeds: {result:?}")),
        (Ok(Some(result)), Some(file)) => {
            let content = file.text.as_ref().or(file.base64.as_ref());
            let encoding = if file.text.is_some() {
                "utf8"
            } else {
                "base64"
            };
            let wanted = json!({
                "content": content, "encoding": encoding,
                "content-type": file.media_type, "size": file.bytes().len(),
            });
            same("file", &result, &wanted)
        }
        (Ok(None), Some(_)) => Err("no file".into()),
        (Ok(result), None) => same("result", &as_mcp(result), &row.result()),
    }
}

/// Writes a result as the structured content that MCP has for it.
fn as_mcp(result: Option<Value>) -> String {
    match result {
        None => json!({"done": true}).to_string(),
        Some(Value::String(text)) if text.starts_with('{') => text,
        Some(Value::String(text)) if text.starts_with('[') => format!(r#"{{"items":{text}}}"#),
        Some(Value::String(text)) => json!({"text": text}).to_string(),
        Some(Value::Array(files)) => {
            let files: Vec<Map<String, Value>> = files.iter().map(members_of).collect();
            json!({"items": files}).to_string()
        }
        Some(page) => {
            let members = members_of(&page).into_iter().filter_map(|(name, value)| {
                let text = value.as_str().unwrap_or_default();
                let value = match name.as_str() {
                    "items" => text.to_owned(),
                    "meta" => without_cursors(text)?,
                    _ => value.to_string(),
                };
                Some(format!(r#""{name}":{value}"#))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    }
}

/// Returns what else the API says of a list; none if that is nothing.
fn without_cursors(meta: &str) -> Option<String> {
    let mut meta: Map<String, Value> = serde_json::from_str(meta).expect("an object");
    meta.retain(|name, _| !name.ends_with("_cursor"));
    (!meta.is_empty()).then(|| Value::Object(meta).to_string())
}

/// Returns a record's members that hold something, by their names in MCP.
fn members_of(record: &Value) -> Map<String, Value> {
    let members = record.as_object().into_iter().flatten();
    let members = members.filter(|(_, value)| !value.is_null());
    members
        .map(|(name, value)| (name.replace('-', "_"), value.clone()))
        .collect()
}

/// Members of a JSON object, which are taken out as they are used.
type Members = BTreeMap<String, Box<RawValue>>;

/// Reads arguments by the types of the function's parameters. What MCP has side by side is grouped
/// into records.
fn values(function: &ComponentFunc, mut given: Members) -> Vec<Val> {
    let values = function.params().map(|(name, ty)| match record_in(&ty) {
        Some(record) => group(&ty, &record, &mut given),
        None => field(name, &ty, &mut given),
    });
    let values = values.collect();
    assert!(given.is_empty(), "no parameter takes {given:?}");
    values
}

fn read<'a, T: serde::Deserialize<'a>>(json: &'a RawValue) -> T {
    serde_json::from_str(json.get()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn record_in(ty: &Type) -> Option<Record> {
    match ty {
        Type::Record(record) => Some(record.clone()),
        Type::Option(option) => record_in(&option.ty()),
        _ => None,
    }
}

/// Makes a record of those members that it has fields for; none of an optional one without any.
fn group(ty: &Type, record: &Record, given: &mut Members) -> Val {
    let before = given.len();
    let fields = record
        .fields()
        .map(|it| (it.name.to_owned(), field(it.name, &it.ty, given)));
    let fields = Val::Record(fields.collect());
    match ty {
        Type::Option(_) => Val::Option((given.len() < before).then(|| fields.into())),
        _ => fields,
    }
}

fn field(name: &str, ty: &Type, given: &mut Members) -> Val {
    let own = given.remove(&name.replace('-', "_"));
    // The tool list calls this one parameter the body.
    let body = || given.remove("body").filter(|_| name == "value");
    match (own.or_else(body), ty, record_in(ty)) {
        (Some(json), ..) => value(ty, &json),
        (None, _, Some(record)) => group(ty, &record, given),
        (None, Type::Option(_), None) => Val::Option(None),
        (None, ..) => panic!("{name} is missing"),
    }
}

fn value(ty: &Type, json: &RawValue) -> Val {
    match ty {
        Type::Option(option) => Val::Option(Some(value(&option.ty(), json).into())),
        Type::Bool => Val::Bool(read(json)),
        Type::U32 => Val::U32(read(json)),
        Type::U64 => Val::U64(read(json)),
        Type::Float64 => Val::Float64(read(json)),
        // JSON goes as text.
        Type::String => {
            let text = serde_json::from_str(json.get());
            Val::String(text.unwrap_or_else(|_| json.get().to_owned()))
        }
        Type::Enum(_) => {
            let name: String = read(json);
            Val::Enum(name.to_lowercase().replace([':', '_'], "-"))
        }
        Type::List(list) => {
            let items: Vec<Box<RawValue>> = read(json);
            Val::List(items.iter().map(|item| value(&list.ty(), item)).collect())
        }
        Type::Record(record) => {
            let mut given: Members = read(json);
            let made = group(ty, record, &mut given);
            assert!(given.is_empty(), "no record has {given:?}");
            made
        }
        Type::Variant(variant) => case(variant, json),
        other => panic!("no tool takes {other:?}"),
    }
}

/// Chooses the case of a custom field's value, or of its definition.
fn case(variant: &Variant, json: &RawValue) -> Val {
    let (name, json) = match json.get().as_bytes() {
        [b'{', ..] => match read::<Members>(json).remove("value") {
            Some(inner) => return case(variant, &inner),
            None => definition(json),
        },
        [b'"', ..] => ("text", json.to_owned()),
        [b't' | b'f', ..] => ("boolean", json.to_owned()),
        _ => ("number", json.to_owned()),
    };
    let known = variant.cases().find(|case| case.name == name);
    let ty = known.and_then(|case| case.ty).expect(name);
    Val::Variant(name.to_owned(), Some(value(&ty, &json).into()))
}

/// Returns a definition's case, and its settings or, where there is none for it, the whole.
fn definition(json: &RawValue) -> (&'static str, Box<RawValue>) {
    let whole: Map<String, Value> = read(json);
    let mut settings = whole.get("input_settings").cloned().unwrap_or_default();
    let input = settings
        .as_object_mut()
        .and_then(|it| it.remove("input_type"));
    let input = input.as_ref().and_then(Value::as_str);
    let name = match (whole["data_type"].as_str(), input) {
        (Some("text"), Some("input")) => "text",
        (Some("text"), Some("dropdown")) => "dropdown",
        (Some("number"), Some("input_number")) => "number",
        (Some("boolean"), Some("dropdown")) => "boolean",
        _ => return ("other", json.to_owned()),
    };
    (
        name,
        serde_json::value::to_raw_value(&settings).expect("JSON"),
    )
}
