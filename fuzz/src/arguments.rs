//! Arguments of a tool, made from the schema that an MCP client reads.

use super::body;
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// Arguments that the schema allows.
pub fn allowed(tool: &Value, schema: &Value, u: &mut Unstructured) -> Result<Value> {
    let mut arguments = value(schema, u)?;
    let Some(members) = arguments.as_object_mut() else {
        return Ok(arguments);
    };
    // What no schema says.
    match tool.as_str().unwrap_or_default() {
        "gorgias_customers_post_api_upload" => {
            match members.contains_key("files") {
                true => members.retain(|name, _| matches!(name.as_str(), "files" | "type")),
                false => drop(members.entry("file").or_insert("box".into())),
            }
            let files = members.get_mut("files").and_then(Value::as_array_mut);
            for file in files.into_iter().flatten() {
                file["encoding"] = "utf8".into();
                file["content_type"] = "text/plain".into();
            }
            members.retain(|name, _| !matches!(name.as_str(), "encoding" | "content_type"));
        }
        "gorgias_customers_update_customer_custom_field_value" if members["body"].is_object() => {
            members.insert("body".into(), json!({"value": text(u)?}));
        }
        "gorgias_customers_create_customer" => {
            members.remove("email");
        }
        "gorgias_customers_update_customer_data" => {
            members.insert("data".into(), json!({"a": 1}));
        }
        "gorgias_customers_post_api_reporting_stats" => {
            members.insert("query".into(), json!({"scope": "tags", "timezone": "UTC"}));
        }
        "gorgias_customers_merge_customers" => {
            members.insert("source_id".into(), 7.into());
            members.insert("target_id".into(), u64::MAX.into());
        }
        _ => {}
    }
    Ok(arguments)
}

/// Parameters that the tool list has of a merge and that are not sent.
const IGNORED: [&str; 9] = [
    "active",
    "created_datetime",
    "customer",
    "ecommerce_data",
    "firstname",
    "id",
    "integrations",
    "lastname",
    "updated_datetime",
];

/// Arguments with one thing in them that no reading makes good: a string of digits is a number and a
/// number a string, what is blank is left out, a string may hold JSON or the one element of a list.
pub fn forbidden(tool: &Value, schema: &Value, u: &mut Unstructured) -> Result<Value> {
    let mut arguments = allowed(tool, schema, u)?;
    let mut schema = schema.clone();
    if tool == "gorgias_customers_merge_customers"
        && let Some(properties) = schema["properties"].as_object_mut()
    {
        properties.retain(|name, _| !IGNORED.contains(&name.as_str()));
    }
    spoil(&mut arguments, &schema, u)?;
    Ok(arguments)
}

fn value(schema: &Value, u: &mut Unstructured) -> Result<Value> {
    if let Some(cases) = schema["enum"].as_array() {
        return Ok(u.choose(cases)?.clone());
    }
    if let Some(schemas) = schema["anyOf"].as_array() {
        return value(u.choose(schemas)?, u);
    }
    let limit = |key: &str, default: u64| schema[key].as_u64().unwrap_or(default);
    Ok(match kind(schema, u)? {
        "null" => Value::Null,
        "boolean" => u.arbitrary::<bool>()?.into(),
        "integer" => {
            let (least, most) = (limit("minimum", 0), limit("maximum", u64::MAX));
            let between = u.int_in_range(least..=most)?;
            (*u.choose(&[least, most, between])?).into()
        }
        "number" => json!(*u.choose(&[0.5, -1e-7, 42.0, 9_007_199_254_740_991.0])?),
        "string" => {
            let most = limit("maxLength", 12) as usize;
            let text = match u.ratio(1, 8)? {
                true => "ö".repeat(most),
                false => text(u)?,
            };
            text.chars().take(most).collect::<String>().into()
        }
        "array" => {
            let count = u.int_in_range(limit("minItems", 0)..=3)?;
            let items: Result<Vec<Value>> =
                (0..count).map(|_| value(&schema["items"], u)).collect();
            items?.into()
        }
        "object" if schema["properties"].is_object() => {
            let mut members = Map::new();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                // An update changes something, and not what it clears.
                let is_change = name == "external_id";
                if name != "clear" && (is_change || is_required(schema, name) || u.ratio(1, 2)?) {
                    let value = match name.as_str() {
                        "gt" | "gte" | "lt" | "lte" | "version" | "deactivated_datetime" => {
                            "2026-05-01T00:00:00Z".into()
                        }
                        "language" => "fr".into(),
                        _ => value(property, u)?,
                    };
                    members.insert(name.clone(), value);
                }
            }
            members.into()
        }
        "object" => {
            let inner = serde_json::from_str::<Value>(&body::json(u, 3)?).unwrap_or_default();
            json!({"a": inner})
        }
        // Anything.
        _ => serde_json::from_str(&body::json(u, 3)?).unwrap_or_default(),
    })
}

/// Returns the schema's type, or one of its types; empty for anything.
fn kind<'s>(schema: &'s Value, u: &mut Unstructured) -> Result<&'s str> {
    let one = match &schema["type"] {
        Value::Array(types) => u.choose(types)?,
        one => one,
    };
    Ok(one.as_str().unwrap_or_default())
}

fn is_required(schema: &Value, name: &str) -> bool {
    let names = schema["required"].as_array();
    names.is_some_and(|names| names.iter().any(|it| it == name))
}

/// Text that is good in every place, a segment of a path and base64 among them.
fn text(u: &mut Unstructured) -> Result<String> {
    let pieces = ["a", "Zoë", "7", "x y", "💚", "\"", "%20", "&b=", "\u{202e}"];
    let more: Result<Vec<&str>> = (0..u.int_in_range(0..=2)?)
        .map(|_| u.choose(&pieces).copied())
        .collect();
    Ok(format!("t{}", more?.concat()))
}

/// Makes one value of an object, or of one inside of it, what it may not be.
fn spoil(value: &mut Value, schema: &Value, u: &mut Unstructured) -> Result<()> {
    let properties = schema["properties"].as_object();
    let properties: Vec<_> = properties
        .into_iter()
        .flatten()
        .filter(|(name, property)| {
            let is_checked = ["query", "filters", "definition"].contains(&name.as_str());
            property["type"].is_string() && (property["type"] != "object" || is_checked)
        })
        .collect();
    let (name, property) = *u.choose(&properties)?;
    let choice = u.int_in_range(0..=5)?;
    if choice == 0 {
        value["zzzzzz"] = 1.into();
        return Ok(());
    }
    if choice == 1 && is_required(schema, name) {
        match u.arbitrary()? {
            true => drop(value.as_object_mut().map(|members| members.remove(name))),
            false => value[name] = Value::Null,
        }
        return Ok(());
    }
    let items = &property["items"];
    let inner = value[name].as_array_mut().and_then(|all| all.last_mut());
    if let (Some(inner), true, 2..) = (inner, items["properties"].is_object(), choice) {
        return spoil(inner, items, u);
    }
    value[name] = wrong(property, is_required(schema, name), u)?;
    Ok(())
}

/// Returns a value that the property may not have.
fn wrong(schema: &Value, is_required: bool, u: &mut Unstructured) -> Result<Value> {
    let types = match &schema["type"] {
        Value::Array(types) => types.as_slice(),
        one => std::slice::from_ref(one),
    };
    let has = |name: &str| types.iter().any(|it| it == name);
    let mut all = vec![json!([[1]])];
    if !has("object") {
        all.push(json!({"zzzzzz": 1}));
    }
    if !has("boolean") {
        all.push(json!(true));
    }
    if has("boolean") || has("object") {
        all.extend([json!(7), json!(0.5)]);
    }
    if !has("string") && !has("array") {
        all.push(json!("zzzzzz"));
    }
    if has("integer") {
        all.extend([json!(-1), json!(0.5)]);
        let bounds = [schema["minimum"].as_u64(), schema["maximum"].as_u64()];
        let outside = [
            bounds[0].and_then(|it| it.checked_sub(1)),
            bounds[1].map(|it| it + 1),
        ];
        all.extend(outside.into_iter().flatten().map(Value::from));
    }
    // Elsewhere it is left out.
    if is_required && has("array") && schema["minItems"].is_u64() {
        all.push(json!([]));
    }
    if schema["enum"].is_array() {
        all.push(json!("zzzzzz"));
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        all.push("ö".repeat(most as usize + 1).into());
    }
    Ok(u.choose(&all)?.clone())
}
