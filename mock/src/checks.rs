//! Checks of a JSON body. All that is wrong is collected and answered at once.

use serde_json::{Map, Value, json};

use super::answer::Fault;
use super::time::{self, Micros};

/// A key of a partial update: leave alone, set to null, set to a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Patch<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T: Clone> Patch<T> {
    pub fn apply(&self, to: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *to = None,
            Self::Value(value) => *to = Some(value.clone()),
        }
    }
}

impl<T> Patch<T> {
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

pub const MISSING: &str = "Missing data for required field.";
const NULL: &str = "Field may not be null.";

/// The messages about a body's fields so far.
#[derive(Debug)]
pub struct Checks {
    msg: &'static str,
    fields: Map<String, Value>,
}

impl Checks {
    /// `msg` heads the error, such as `Failed to create customer`.
    pub fn new(msg: &'static str) -> Self {
        Self {
            msg,
            fields: Map::new(),
        }
    }

    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        let messages = self.fields.entry(field).or_insert_with(|| json!([]));
        if let Value::Array(messages) = messages {
            messages.push(Value::String(message.into()));
        }
    }

    /// Messages about the parts of a field.
    pub fn refuse_within(&mut self, field: &str, inner: Map<String, Value>) {
        if !inner.is_empty() {
            self.fields.insert(field.into(), Value::Object(inner));
        }
    }

    /// Refuses the keys that are not in the list.
    pub fn only(&mut self, object: &Map<String, Value>, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.refuse(key, "Unknown field.");
        }
    }

    pub fn is_clean(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn into_fields(self) -> Map<String, Value> {
        self.fields
    }

    /// # Errors
    /// 400 with all messages, when there are any.
    pub fn finish(self) -> Result<(), Fault> {
        if self.fields.is_empty() {
            Ok(())
        } else {
            Err(Fault::invalid(self.msg, self.fields))
        }
    }

    /// A key of any type. `read` says what is wrong with a value.
    pub fn patch<T>(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
        nullable: bool,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Patch<T> {
        match object.get(key) {
            None => Patch::Absent,
            Some(Value::Null) if nullable => Patch::Null,
            Some(Value::Null) => {
                self.refuse(key, NULL);
                Patch::Absent
            }
            Some(value) => match read(value) {
                Ok(value) => Patch::Value(value),
                Err(message) => {
                    self.refuse(key, message);
                    Patch::Absent
                }
            },
        }
    }

    /// A key that must be there.
    pub fn required<T>(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        if !object.contains_key(key) {
            self.refuse(key, MISSING);
        }
        match self.patch(object, key, false, read) {
            Patch::Value(value) => Some(value),
            Patch::Absent | Patch::Null => None,
        }
    }
}

pub fn string(value: &Value) -> Result<String, String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| "Not a valid string.".into())
}

/// A string of so many characters.
pub fn sized(min: usize, max: usize) -> impl Fn(&Value) -> Result<String, String> {
    move |value| {
        let text = string(value)?;
        if (min..=max).contains(&text.chars().count()) {
            Ok(text)
        } else {
            Err(format!("Length must be between {min} and {max}."))
        }
    }
}

pub fn one_of(known: &'static [&'static str]) -> impl Fn(&Value) -> Result<&'static str, String> {
    move |value| {
        let text = string(value)?;
        known
            .iter()
            .find(|known| **known == text)
            .copied()
            .ok_or_else(|| format!("Must be one of: {}.", known.join(", ")))
    }
}

pub fn boolean(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "Not a valid boolean.".into())
}

pub fn integer(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| "Not a valid integer.".into())
}

pub fn datetime(value: &Value) -> Result<Micros, String> {
    time::parse(&string(value)?).ok_or_else(|| "Not a valid datetime.".into())
}

/// One `@` between two parts, the second with a dot; at most 320 characters.
pub fn email(value: &Value) -> Result<String, String> {
    let text = string(value)?;
    let fits = text.chars().count() <= 320
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.contains('@') && host.contains('.') && !host.ends_with('.')
        });
    fits.then_some(text)
        .ok_or_else(|| "Not a valid email address.".into())
}
