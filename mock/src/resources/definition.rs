//! A custom field's definition: `{"data_type": …, "input_settings": {…}}`, and the values that
//! fit it.

use crate::schema::{Key, Kind::*, Need::*, Verdict, no, object, require};
use serde_json::{Value, json};

const TYPED: &[Key] = &[
    ("data_type", Required, OneOf("text number boolean")),
    ("input_settings", Required, Any),
];
const INPUT: &[Key] = &[
    ("input_type", Required, OneOf("input dropdown")),
    ("placeholder", Optional, Text),
];
const DROPDOWN: &[Key] = &[
    ("input_type", Required, Text),
    ("choices", Required, List(&Text)),
    ("default", Nullable, Text),
];
const NUMBER: &[Key] = &[
    ("input_type", Required, OneOf("input_number")),
    ("placeholder", Optional, Text),
    ("min", Nullable, Custom(is_number)),
    ("max", Nullable, Custom(is_number)),
];
const BOOLEAN: &[Key] = &[
    ("input_type", Required, OneOf("dropdown")),
    ("choices", Optional, List(&Boolean)),
    ("default", Nullable, Boolean),
];

pub fn check(definition: &Value) -> Verdict {
    object(definition, TYPED)?;
    let settings = &definition["input_settings"];
    let keys = match definition["data_type"].as_str() {
        Some("number") => NUMBER,
        Some("boolean") => BOOLEAN,
        _ if settings["input_type"] == "dropdown" => DROPDOWN,
        _ => INPUT,
    };
    object(settings, keys).map_err(|problems| json!({"input_settings": problems}))?;
    let (min, max) = (number(&settings["min"]), number(&settings["max"]));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return Err(json!({"input_settings": {"min": ["Greater than max."]}}));
    }
    if !settings["default"].is_null() && !is_choice(settings, &settings["default"]) {
        return Err(json!({"input_settings": {"default": ["Not one of the choices."]}}));
    }
    Ok(())
}

/// Whether the value is one of a field so defined. The vendor does not document the texts.
pub fn fits(definition: &Value, value: &Value) -> Verdict {
    let settings = &definition["input_settings"];
    match (definition["data_type"].as_str(), value) {
        (_, Value::Null) => no("Field may not be null."),
        (Some("number"), Value::Number(_)) => {
            let given = number(value).unwrap_or(f64::NAN);
            let low = number(&settings["min"]).is_some_and(|min| given < min);
            let high = number(&settings["max"]).is_some_and(|max| given > max);
            require(!low && !high, "Not between the field's min and max.")
        }
        (Some("number"), _) => no("Not a valid number."),
        (Some("text"), Value::String(_)) | (Some("boolean"), Value::Bool(_)) => require(
            is_choice(settings, value),
            "Not one of the field's choices.",
        ),
        (Some("boolean"), _) => no("Not a valid boolean."),
        _ => no("Not a valid string."),
    }
}

/// Without choices, everything is one.
fn is_choice(settings: &Value, value: &Value) -> bool {
    let choices = settings["choices"].as_array();
    choices.is_none_or(|choices| choices.contains(value))
}

/// A number or the text of one: the vendor's schema allows both for `min` and `max`.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number.filter(|number| number.is_finite())
}

fn is_number(value: &Value) -> Verdict {
    require(number(value).is_some(), "Not a valid number.")
}
