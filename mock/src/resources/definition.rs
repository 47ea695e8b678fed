//! A custom field's definition: `{"data_type": …, "input_settings": {…}}`.

use serde_json::{Map, Value};

use crate::checks::{self, Checks, MISSING};
use crate::shop::{Definition, Kind};

/// # Errors
/// The messages about its keys.
pub fn read(given: &Value) -> Result<Definition, Map<String, Value>> {
    let mut checks = Checks::new("");
    let kind = match given {
        Value::Object(object) => {
            checks.only(object, &["data_type", "input_settings"]);
            read_kind(object, &mut checks)
        }
        _ => {
            checks.refuse("_schema", "Invalid input type.");
            None
        }
    };
    match kind {
        Some(kind) if checks.is_clean() => Ok(Definition {
            given: given.clone(),
            kind,
        }),
        _ => Err(checks.into_fields()),
    }
}

fn read_kind(object: &Map<String, Value>, checks: &mut Checks) -> Option<Kind> {
    let known = checks::one_of(&["text", "number", "boolean"]);
    let data_type = checks.required(object, "data_type", known)?;
    let mut inner = Checks::new("");
    let kind = match object.get("input_settings") {
        Some(Value::Object(settings)) => match data_type {
            "text" => read_text(settings, &mut inner),
            "number" => read_number(settings, &mut inner),
            _ => read_boolean(settings, &mut inner),
        },
        Some(_) => {
            checks.refuse("input_settings", "Invalid input type.");
            None
        }
        None => {
            checks.refuse("input_settings", MISSING);
            None
        }
    };
    checks.refuse_within("input_settings", inner.into_fields());
    kind
}

fn read_text(settings: &Map<String, Value>, checks: &mut Checks) -> Option<Kind> {
    let input = checks::one_of(&["input", "dropdown"]);
    if checks.required(settings, "input_type", input)? == "input" {
        checks.only(settings, &["input_type", "placeholder"]);
        checks.patch(settings, "placeholder", false, checks::string);
        return Some(Kind::Text);
    }
    checks.only(settings, &["input_type", "choices", "default"]);
    let choices = checks.required(settings, "choices", |value| list(value, checks::string))?;
    let default = checks.patch(settings, "default", true, checks::string);
    if default
        .value()
        .is_some_and(|default| !choices.contains(default))
    {
        checks.refuse("default", "Not one of the choices.");
    }
    Some(Kind::Dropdown(choices))
}

fn read_number(settings: &Map<String, Value>, checks: &mut Checks) -> Option<Kind> {
    checks.only(settings, &["input_type", "placeholder", "min", "max"]);
    checks.required(settings, "input_type", checks::one_of(&["input_number"]));
    checks.patch(settings, "placeholder", false, checks::string);
    let min = checks.patch(settings, "min", true, number).value().copied();
    let max = checks.patch(settings, "max", true, number).value().copied();
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        checks.refuse("min", "Greater than max.");
    }
    Some(Kind::Number { min, max })
}

fn read_boolean(settings: &Map<String, Value>, checks: &mut Checks) -> Option<Kind> {
    checks.only(settings, &["input_type", "choices", "default"]);
    checks.required(settings, "input_type", checks::one_of(&["dropdown"]));
    let choices = checks.patch(settings, "choices", false, |value| {
        list(value, checks::boolean)
    });
    checks.patch(settings, "default", true, checks::boolean);
    Some(Kind::Boolean {
        choices: choices.value().cloned(),
    })
}

fn list<T>(value: &Value, read: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    match value {
        Value::Array(items) => items.iter().map(read).collect(),
        _ => Err("Not a valid list.".into()),
    }
}

/// A number or the text of one: the vendor's schema allows both for `min` and `max`.
fn number(value: &Value) -> Result<f64, String> {
    value
        .as_f64()
        .or_else(|| {
            value
                .as_str()?
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .ok_or_else(|| "Not a valid number.".into())
}
