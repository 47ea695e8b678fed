//! Values known so far, and arguments made of them.

use serde_json::{Map, Value};

/// Values by name.
pub struct Known(Value);

impl Known {
    /// Knows these.
    pub fn new(values: Value) -> Self {
        Self(values)
    }

    /// Knows one more.
    pub fn set(&mut self, name: &str, value: Value) {
        if let Value::Object(values) = &mut self.0 {
            values.insert(name.to_owned(), value);
        }
    }

    /// Returns what is known by `name/of/member`, or null.
    pub fn get(&self, path: &str) -> &Value {
        self.0.pointer(&format!("/{path}")).unwrap_or(&Value::Null)
    }

    /// Tells whether there is something by this name and it is not false; with `!` before it, whether it
    /// is false.
    pub fn is(&self, condition: &str) -> bool {
        match condition.strip_prefix('!') {
            Some(name) => *self.get(name) == false,
            None => !matches!(self.get(condition), Value::Null | Value::Bool(false)),
        }
    }

    /// Puts what is known in the place of `{name/of/member}`; none where it is not known.
    pub fn fill(&self, template: &Value) -> Option<Value> {
        match template {
            Value::String(text) => match text.strip_prefix('{').and_then(|it| it.strip_suffix('}'))
            {
                Some(path) => Some(self.get(path)).filter(|it| !it.is_null()).cloned(),
                None => self.text(text).map(Value::String),
            },
            Value::Array(items) => items.iter().map(|it| self.fill(it)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                let filled = members.map(|(key, it)| Some((key.clone(), self.fill(it)?)));
                filled.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
            other => Some(other.clone()),
        }
    }

    /// Does the same within text.
    pub fn text(&self, template: &str) -> Option<String> {
        let mut pieces = template.split('{');
        let mut out = pieces.next()?.to_owned();
        for piece in pieces {
            let (path, rest) = piece.split_once('}')?;
            match self.get(path) {
                Value::Null => return None,
                Value::String(text) => out.push_str(text),
                other => out.push_str(&other.to_string()),
            }
            out.push_str(rest);
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::Known;
    use serde_json::json;

    #[test]
    fn arguments_are_made_of_what_is_known() {
        let known = Known::new(json!({"a": {"id": 7}, "name": "x", "no": false}));
        let filled = known.fill(&json!({"id": "{a/id}", "n": ["{name} 1", "/a/{a/id}/b", null]}));
        assert_eq!(filled, Some(json!({"id": 7, "n": ["x 1", "/a/7/b", null]})));
        assert_eq!(known.fill(&json!(["{b}"])), None);
        assert_eq!(known.text("{name} {b}"), None);
        let is = ["name", "no", "b", "!no", "!name", "!b"].map(|it| known.is(it));
        assert_eq!(is, [true, false, false, true, false, false]);
    }
}
