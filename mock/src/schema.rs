//! Checks JSON against the part of JSON Schema that the vendor's bodies and queries need.
//!
//! A whole validator would double the time that this crate takes to build. All that is wrong is
//! answered at once, under the key that it is about, as in the vendor's former documentation.

use crate::time;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// Fails with the messages: a list of texts, or an object of such by key or index.
pub type Verdict = Result<(), Value>;

/// Checks `value` against `schema`, whose references lead into `root`.
pub fn check(root: &Value, schema: &Value, value: &Value) -> Verdict {
    if *schema == false {
        return require(false, "Unknown field.");
    }
    let mut problems = Map::new();
    for (keyword, rule) in schema.as_object().into_iter().flatten() {
        match check_keyword(root, schema, keyword, rule, value) {
            Err(Value::Object(more)) => problems.extend(more),
            other => other?,
        }
    }
    verdict(problems)
}

/// Follows the schema's reference, if it is one.
pub fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let path = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    path.and_then(|it| root.pointer(it)).unwrap_or(schema)
}

fn check_keyword(root: &Value, all: &Value, keyword: &str, rule: &Value, value: &Value) -> Verdict {
    let check = |schema: &Value, value: &Value| check(root, schema, value);
    let items = || value.as_array().into_iter().flatten();
    let keys = || value.as_object().into_iter().flat_map(Map::keys);
    let rules = || rule.as_array().into_iter().flatten();
    let named_rules = || rule.as_object().into_iter().flatten();
    match keyword {
        "$ref" => check(resolve(root, all), value),
        "type" => check_type(rule, value),
        "enum" => {
            let words = rules().map(|it| it.as_str().map_or(it.to_string(), str::to_owned));
            let words = words.collect::<Vec<_>>().join(", ");
            let fits = rules().any(|it| it == value);
            require(fits, &format!("Must be one of: {words}."))
        }
        "format" => check_format(rule.as_str().unwrap_or_default(), value),
        "not" => require(check(rule, value).is_err(), "Not allowed here."),
        "items" => {
            let items = items().enumerate();
            by_key(items.map(|(at, item)| (at.to_string(), check(rule, item))))
        }
        "contains" => {
            let has = items().any(|item| check(rule, item).is_ok());
            require(has, "An item is missing.")
        }
        "required" if value.is_object() => by_key(rules().map(|key| {
            let key = key.as_str().unwrap_or_default();
            let has = value.get(key).is_some();
            (
                key.to_owned(),
                require(has, "Missing data for required field."),
            )
        })),
        "properties" => {
            let given = named_rules().filter_map(|(key, rule)| Some((key, rule, value.get(key)?)));
            by_key(given.map(|(key, rule, value)| (key.clone(), check(rule, value))))
        }
        "additionalProperties" => by_key(keys().map(|key| {
            let is_known = all["properties"].get(key).is_some();
            (key.clone(), require(is_known, "Unknown field."))
        })),
        "dependentSchemas" => {
            let mut given = named_rules().filter(|(key, _)| value.get(key).is_some());
            given.try_for_each(|(_, rule)| check(rule, value))
        }
        "anyOf" => {
            // The one that is nearest says the most.
            let length = |verdict: &Verdict| verdict.as_ref().err().map(|it| it.to_string().len());
            let nearest = rules().map(|rule| check(rule, value)).min_by_key(length);
            nearest.unwrap_or(Ok(()))
        }
        _ => check_bound(keyword, rule, value),
    }
}

fn check_bound(keyword: &str, rule: &Value, value: &Value) -> Verdict {
    let count = match value {
        Value::Array(items) => Some(items.len()),
        Value::Object(keys) => Some(keys.len()),
        _ => value.as_str().map(|text| text.chars().count()),
    };
    let (what, measured) = match keyword {
        "minimum" | "maximum" => ("Must", value.as_f64()),
        _ => ("Length must", count.map(|it| it as f64)),
    };
    let (Some(measured), Some(bound)) = (measured, rule.as_f64()) else {
        return Ok(());
    };
    match keyword.starts_with("min") {
        true => require(measured >= bound, &format!("{what} be at least {rule}.")),
        false => require(measured <= bound, &format!("{what} be at most {rule}.")),
    }
}

fn check_type(rule: &Value, value: &Value) -> Verdict {
    let kinds = rule
        .as_array()
        .map_or(std::slice::from_ref(rule), Vec::as_slice);
    let fits = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    match kinds[0].as_str().unwrap_or_default() {
        _ if kinds.iter().any(fits) => Ok(()),
        _ if value.is_null() => require(false, "Field may not be null."),
        "object" => Err(json!({"_schema": ["Invalid input type."]})),
        kind => require(false, &format!("Not a valid {kind}.")),
    }
}

fn check_format(format: &str, value: &Value) -> Verdict {
    let Some(text) = value.as_str() else {
        return Ok(());
    };
    let fits = match format {
        "email" => {
            let (user, host) = text.split_once('@').unwrap_or_default();
            let is_one_word = !host.contains('@') && !text.contains(char::is_whitespace);
            !user.is_empty() && host.contains('.') && !host.ends_with('.') && is_one_word
        }
        // A date alone will do, and so will a time without an offset.
        "datetime" => time::read(text).is_some(),
        // Aliases such as `US/Pacific` are names too.
        _ => TimeZone::get(text).is_ok_and(|zone| zone.iana_name() == Some(text)),
    };
    require(fits, &format!("Not a valid {format}."))
}

fn require(fits: bool, message: &str) -> Verdict {
    if fits { Ok(()) } else { Err(json!([message])) }
}

fn by_key(verdicts: impl Iterator<Item = (String, Verdict)>) -> Verdict {
    let wrong = verdicts.filter_map(|(key, verdict)| Some((key, verdict.err()?)));
    verdict(wrong.collect())
}

fn verdict(problems: Map<String, Value>) -> Verdict {
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems.into()),
    }
}
