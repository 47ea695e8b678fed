//! A custom field, and which values fit it.

use serde_json::{Map, Value, json};

use crate::time::{self, Micros};

#[derive(Clone, Debug)]
pub struct CustomField {
    pub id: u64,
    pub external_id: Option<String>,
    pub object_type: &'static str,
    pub label: String,
    pub description: Option<String>,
    pub priority: u64,
    pub required: bool,
    pub requirement_type: &'static str,
    pub managed_type: Option<&'static str>,
    pub definition: Definition,
    pub created: Micros,
    pub updated: Micros,
    pub deactivated: Option<Micros>,
}

/// A definition as it was given, with the meaning that it was checked for.
#[derive(Clone, Debug)]
pub struct Definition {
    pub given: Value,
    pub kind: Kind,
}

/// What a field's values must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Text,
    Dropdown(Vec<String>),
    Number { min: Option<f64>, max: Option<f64> },
    Boolean { choices: Option<Vec<bool>> },
}

impl CustomField {
    pub fn view(&self) -> Value {
        self.show(true)
    }

    /// As it stands beside a customer's value: without `requirement_type`. Seen live.
    fn view_beside_value(&self) -> Value {
        self.show(false)
    }

    /// A customer's value of this field.
    pub fn with_value(&self, value: &Value) -> Value {
        json!({"field": self.view_beside_value(), "value": value})
    }

    fn show(&self, with_requirement: bool) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.into(), value);
        };
        put("id", json!(self.id));
        put("external_id", json!(self.external_id));
        put("object_type", json!(self.object_type));
        put("label", json!(self.label));
        put("description", json!(self.description));
        put("priority", json!(self.priority));
        put("required", json!(self.required));
        if with_requirement {
            put("requirement_type", json!(self.requirement_type));
        }
        put("managed_type", json!(self.managed_type));
        put("definition", self.definition.given.clone());
        put("created_datetime", json!(time::live(self.created)));
        put("updated_datetime", json!(time::live(self.updated)));
        put(
            "deactivated_datetime",
            json!(self.deactivated.map(time::live)),
        );
        Value::Object(out)
    }
}

impl Kind {
    /// # Errors
    /// What is wrong with the value. The vendor does not document the texts.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        match (self, value) {
            (_, Value::Null) => Err("Field may not be null.".into()),
            (Self::Text, Value::String(_)) => Ok(()),
            (Self::Text, _) => Err("Not a valid string.".into()),
            (Self::Dropdown(choices), Value::String(text)) if choices.contains(text) => Ok(()),
            (Self::Dropdown(_), Value::String(_)) => Err("Not one of the field's choices.".into()),
            (Self::Dropdown(_), _) => Err("Not a valid string.".into()),
            (Self::Number { min, max }, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
                    return Err("Not between the field's min and max.".into());
                }
                Ok(())
            }
            (Self::Number { .. }, _) => Err("Not a valid number.".into()),
            (Self::Boolean { choices }, Value::Bool(value)) => match choices {
                Some(choices) if !choices.contains(value) => {
                    Err("Not one of the field's choices.".into())
                }
                _ => Ok(()),
            },
            (Self::Boolean { .. }, _) => Err("Not a valid boolean.".into()),
        }
    }
}
