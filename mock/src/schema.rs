//! Checks JSON against the part of JSON Schema that the vendor's bodies and queries need.
//!
//! A whole validator would triple the time that this crate takes to build. All that is wrong is
//! collected and answered at once, under the key that it is about, in the words of the vendor's
//! former documentation.

use crate::time;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// Fails with the messages: a list of texts, or an object of such by key or index.
pub type Verdict = Result<(), Value>;

/// Checks `value` against `schema`, whose references lead into `root`.
pub fn check(root: &Value, schema: &Value, value: &Value) -> Verdict {
    if *schema == false {
        return no("Unknown field.");
    }
    let mut problems = Map::new();
    for (keyword, rule) in schema.as_object().into_iter().flatten() {
        match check_keyword(root, schema, keyword, rule, value) {
            Err(Value::Object(more)) => problems.extend(more),
            verdict => verdict?,
        }
    }
    by_key(problems)
}

/// Follows the schema's reference, if it is one.
pub fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    target.and_then(|it| root.pointer(it)).unwrap_or(schema)
}

fn check_keyword(root: &Value, all: &Value, keyword: &str, rule: &Value, value: &Value) -> Verdict {
    let among = |words: &Value| words.as_array().is_some_and(|it| it.contains(value));
    let check = |schema: &Value, value: &Value| check(root, schema, value);
    let characters = value.as_str().map(|text| text.chars().count() as f64);
    let items = value.as_array();
    let keys = value.as_object();
    let size = keys
        .map(Map::len)
        .or(items.map(Vec::len))
        .map(|it| it as f64);
    match keyword {
        "$ref" => check(resolve(root, all), value),
        "type" => check_type(rule, value),
        "enum" => require(among(rule), || format!("Must be one of: {}.", list(rule))),
        "not" => require(check(rule, value).is_err(), || "Not allowed here.".into()),
        "minimum" => at_least(rule, value.as_f64(), "Must be at least"),
        "maximum" => at_most(rule, value.as_f64(), "Must be at most"),
        "minLength" => at_least(rule, characters, "Shorter than minimum length"),
        "maxLength" => at_most(rule, characters, "Longer than maximum length"),
        "minItems" | "minProperties" => at_least(rule, size, "Shorter than minimum length"),
        "maxItems" => at_most(rule, size, "Longer than maximum length"),
        "format" => check_format(rule, value),
        "items" => {
            let items = items.into_iter().flatten().enumerate();
            let wrong = items.filter_map(|(at, it)| Some((at.to_string(), check(rule, it).err()?)));
            by_key(wrong.collect())
        }
        "contains" => {
            let mut items = items.into_iter().flatten();
            let has = items.any(|item| check(rule, item).is_ok());
            require(has, || "An item is missing.".into())
        }
        "required" => {
            let names = rule
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let missing = names.filter(|it| keys.is_some_and(|keys| !keys.contains_key(*it)));
            let message = json!(["Missing data for required field."]);
            by_key(missing.map(|it| (it.to_owned(), message.clone())).collect())
        }
        "properties" => {
            let given = rule.as_object().into_iter().flatten();
            let given = given.filter_map(|(key, rule)| Some((key, rule, value.get(key)?)));
            let wrong =
                given.filter_map(|(key, rule, it)| Some((key.clone(), check(rule, it).err()?)));
            by_key(wrong.collect())
        }
        "additionalProperties" => {
            let keys = keys.into_iter().flat_map(Map::keys);
            let strange = keys.filter(|key| all["properties"].get(key).is_none());
            by_key(
                strange
                    .map(|key| (key.clone(), json!(["Unknown field."])))
                    .collect(),
            )
        }
        "dependentSchemas" => {
            let rules = rule.as_object().into_iter().flatten();
            let mut rules = rules.filter(|(key, _)| value.get(key).is_some());
            rules.try_for_each(|(_, rule)| check(rule, value))
        }
        "anyOf" => {
            // The one that is nearest says the most.
            let verdicts = rule
                .as_array()
                .into_iter()
                .flatten()
                .map(|it| check(it, value));
            let nearest =
                verdicts.min_by_key(|it| it.as_ref().err().map(|it| it.to_string().len()));
            nearest.unwrap_or(Ok(()))
        }
        _ => Ok(()),
    }
}

fn check_type(rule: &Value, value: &Value) -> Verdict {
    let fits = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let kinds = rule
        .as_array()
        .map_or(std::slice::from_ref(rule), Vec::as_slice);
    match kinds.first().and_then(Value::as_str) {
        _ if kinds.iter().any(fits) => Ok(()),
        _ if value.is_null() => no("Field may not be null."),
        Some("object") => Err(json!({"_schema": ["Invalid input type."]})),
        Some("array") => no("Not a valid list."),
        kind => no(&format!("Not a valid {}.", kind.unwrap_or("value"))),
    }
}

fn check_format(rule: &Value, value: &Value) -> Verdict {
    let Some(text) = value.as_str() else {
        return Ok(());
    };
    let fits = match rule.as_str() {
        Some("email") => is_email(text),
        // A date alone will do, and so will a time without an offset.
        Some("datetime") => time::read(text).is_some(),
        // Aliases such as `US/Pacific` are names too.
        _ => TimeZone::get(text).is_ok_and(|zone| zone.iana_name() == Some(text)),
    };
    let kind = rule.as_str().unwrap_or_default();
    require(fits, || format!("Not a valid {kind}."))
}

fn is_email(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or_default();
    let has_dot = host.contains('.') && !host.ends_with('.');
    !user.is_empty() && has_dot && !host.contains('@') && !text.contains(char::is_whitespace)
}

fn at_least(rule: &Value, measured: Option<f64>, message: &str) -> Verdict {
    let fits = measured
        .zip(rule.as_f64())
        .is_none_or(|(it, least)| it >= least);
    require(fits, || format!("{message} {rule}."))
}

fn at_most(rule: &Value, measured: Option<f64>, message: &str) -> Verdict {
    let fits = measured
        .zip(rule.as_f64())
        .is_none_or(|(it, most)| it <= most);
    require(fits, || format!("{message} {rule}."))
}

/// Joins words for a message.
fn list(words: &Value) -> String {
    let words = words.as_array().into_iter().flatten();
    let words: Vec<_> = words
        .map(|it| it.as_str().map_or(it.to_string(), str::to_owned))
        .collect();
    words.join(", ")
}

fn require(fits: bool, message: impl Fn() -> String) -> Verdict {
    if fits { Ok(()) } else { no(&message()) }
}

fn no(message: &str) -> Verdict {
    Err(json!([message]))
}

fn by_key(problems: Map<String, Value>) -> Verdict {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.into())
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::{Value, json};

    #[test]
    fn every_problem_stands_under_its_key() {
        let root = json!({"id": {"type": "integer", "minimum": 0}});
        let schema = json!({
            "type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {
                "name": {"type": "string", "maxLength": 3}, "size": {"enum": [1, 2]},
                "email": {"type": ["string", "null"], "format": "email"},
                "zone": {"type": "string", "format": "timezone"}, "old": false,
                "parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/id"}},
            },
            "dependentSchemas": {"zone": {"properties": {"parts": false}}},
            "anyOf": [{"properties": {"name": {"not": {"enum": ["x"]}}}}, {"required": ["size"]}],
        });
        for (given, expected) in [
            (
                json!({"name": "é", "email": null, "size": 2, "parts": [u64::MAX]}),
                Value::Null,
            ),
            (json!({"name": "abc", "zone": "US/Pacific"}), Value::Null),
            (json!([]), json!({"_schema": ["Invalid input type."]})),
            (
                json!({"size": 3, "email": "a@b", "zone": "Mars/Base", "old": 1, "new": 1}),
                json!({
                    "name": ["Missing data for required field."], "new": ["Unknown field."],
                    "size": ["Must be one of: 1, 2."], "email": ["Not a valid email."],
                    "zone": ["Not a valid timezone."], "old": ["Unknown field."],
                }),
            ),
            (
                json!({"name": "abcd", "email": 7, "parts": [1, -1, null]}),
                json!({
                    "name": ["Longer than maximum length 3."], "email": ["Not a valid string."],
                    "parts": {"1": ["Must be at least 0."], "2": ["Field may not be null."]},
                }),
            ),
            (
                json!({"name": "x", "parts": []}),
                json!({"parts": ["Shorter than minimum length 1."], "name": ["Not allowed here."]}),
            ),
            (
                json!({"name": "a", "zone": "UTC", "parts": [1]}),
                json!({"parts": ["Unknown field."]}),
            ),
        ] {
            let told = check(&root, &schema, &given).err().unwrap_or_default();
            assert_eq!(told, expected, "{given}");
        }
    }
}
