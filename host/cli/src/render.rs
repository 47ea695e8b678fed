//! Values as text, for programs and for people.

use bytes::Bytes;
use gorgias_customers::select::select;
use host::call::wave;
use http::{Request, uri::PathAndQuery};
use serde_json::Value;
use wasmtime::component::Val;

/// For programs: a string as it is (it is JSON or CSV), anything else in WAVE.
pub fn raw(value: &Val) -> String {
    match value {
        Val::String(text) => text.clone(),
        other => wave(other),
    }
}

/// With these keys alone where it is JSON, or a page of a list. Without keys, as it is.
pub fn only(value: &Val, keys: &[String]) -> Val {
    let keys = keys.iter().map(String::as_str);
    let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
    match value {
        Val::String(text) => Val::String(select(text, &keys).json.into_owned()),
        Val::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| match (&**name, value) {
                ("items", Val::String(items)) => (
                    name.clone(),
                    Val::String(select(items, &keys).json.into_owned()),
                ),
                _ => (name.clone(), value.clone()),
            });
            Val::Record(fields.collect())
        }
        other => other.clone(),
    }
}

/// For people: JSON is laid out, records get a line for each field that is there.
pub fn readable(value: &Val) -> String {
    match value {
        Val::Record(fields) => fields
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}: {}", present(value)?)))
            .collect::<Vec<_>>()
            .join("\n"),
        Val::List(items) => items.iter().map(readable).collect::<Vec<_>>().join("\n\n"),
        Val::String(text) => laid_out(text),
        other => wave(other),
    }
}

/// The line of a request, and its body, of which what is no text is left out.
pub fn request(request: &Request<Bytes>) -> String {
    let target = request.uri().path_and_query();
    let line = format!(
        "{} {}",
        request.method(),
        target.map_or("/", PathAndQuery::as_str)
    );
    match str::from_utf8(request.body()) {
        Ok("") => line,
        Ok(text) => format!("{line}\n{text}"),
        Err(_) => format!("{line}\n({} bytes)", request.body().len()),
    }
}

/// For people, in one line: records show the fields that are there, text is not escaped.
pub fn compact(value: &Val) -> String {
    match value {
        Val::Record(fields) => fields
            .iter()
            .filter(|(_, value)| *value != Val::Option(None))
            .map(|(name, value)| format!("{name}: {}", compact(value)))
            .collect::<Vec<_>>()
            .join(", "),
        Val::List(items) => items.iter().map(compact).collect::<Vec<_>>().join("; "),
        Val::Option(Some(value)) => compact(value),
        other => raw(other),
    }
}

fn present(value: &Val) -> Option<String> {
    match value {
        Val::Option(None) => None,
        Val::Option(Some(value)) => present(value),
        Val::String(text) => Some(laid_out(text)),
        other => Some(wave(other)),
    }
}

/// Objects and arrays get lines; other text stays.
fn laid_out(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            serde_json::to_string_pretty(&value).unwrap_or_else(|_| text.to_owned())
        }
        _ => text.to_owned(),
    }
}

/// One line of at most `width` characters; what is left out is marked.
pub fn shortened(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    let mut short: String = line.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Val {
        Val::Record(vec![
            ("items".into(), Val::String(r#"[{"id":1}]"#.into())),
            ("next-cursor".into(), Val::Option(None)),
            (
                "prev-cursor".into(),
                Val::Option(Some(Box::new(Val::String("abc".into())))),
            ),
        ])
    }

    #[test]
    fn programs_get_strings_untouched_and_wave_for_the_rest() {
        assert_eq!(raw(&Val::String("{\"a\": 1.10}".into())), "{\"a\": 1.10}");
        assert_eq!(
            raw(&page()),
            // As wasmtime writes it, without the options that are none.
            r#"{items: "[{\"id\":1}]", prev-cursor: some("abc")}"#
        );
    }

    #[test]
    fn some_keys_of_a_page_or_of_json() {
        let keys = ["a".to_owned()];
        let json = Val::String(r#"{"a":1,"b":2}"#.into());
        assert_eq!(raw(&only(&json, &keys)), r#"{"a":1}"#);
        assert_eq!(only(&json, &[String::new()]), json);
        let page = only(&page(), &["id".to_owned()]);
        assert_eq!(compact(&page), "items: [{\"id\":1}], prev-cursor: abc");
    }

    #[test]
    fn people_get_json_in_lines_and_no_empty_fields() {
        assert_eq!(
            readable(&page()),
            "items: [\n  {\n    \"id\": 1\n  }\n]\nprev-cursor: abc"
        );
        assert_eq!(readable(&Val::String("a,b\n1,2\n".into())), "a,b\n1,2\n");
    }

    #[test]
    fn one_line_shows_what_is_there() {
        assert_eq!(compact(&page()), "items: [{\"id\":1}], prev-cursor: abc");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shortened("a\n  b", 10), "a b");
        assert_eq!(shortened("äöüäöü", 4), "äöü…");
    }
}
