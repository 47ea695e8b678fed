//! Values as text, for programs and for people.

use bytes::Bytes;
use gorgias_customers::select::select;
use host::call::{is_json, json, wave};
use http::{Request, uri::PathAndQuery};
use wasmtime::component::Val;

/// Returns a value as text: JSON or CSV as the API sent it, anything else as JSON.
pub fn text(value: &Val) -> String {
    match value {
        Val::String(text) => text.clone(),
        other => json(other),
    }
}

/// Keeps these keys alone where it is JSON, or a page of a list; without keys, all.
pub fn only(value: &Val, keys: &[String]) -> Val {
    let keys = keys.iter().map(|key| key.trim());
    let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
    let selected = |text: &str| Val::String(select(text, &keys).json.into_owned());
    match value {
        Val::String(text) => selected(text),
        Val::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| match (&**name, value) {
                ("items", Val::String(items)) => (name.clone(), selected(items)),
                _ => (name.clone(), value.clone()),
            });
            Val::Record(fields.collect())
        }
        other => other.clone(),
    }
}

/// Lays out JSON for people, nothing else changed: digits, order and repeated keys stay. Other text
/// stays as it is.
pub fn laid_out(text: &str) -> String {
    if !is_json(text) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut depth = 0;
    let mut in_string = false;
    let mut escaped = false;
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    let mut rest = text.trim().chars();
    while let Some(character) = rest.next() {
        if in_string {
            out.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                out.push(character);
                let next = rest.as_str().trim_start();
                if next.starts_with(['}', ']']) {
                    out.push_str(&next[..1]);
                    rest = next[1..].chars();
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = character == '"';
                out.push(character);
            }
        }
    }
    out
}

/// Returns the line of a request, and its body, of which what is no text is left out.
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

/// Returns one line for people: records show the fields that are there, text is not escaped.
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
        Val::String(text) => text.clone(),
        other => wave(other),
    }
}

/// Returns one line of at most `width` characters; what is left out is marked.
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
        let cursor = Val::String("abc".into());
        Val::Record(vec![
            ("items".into(), Val::String(r#"[{"id":1.10}]"#.into())),
            ("next-cursor".into(), Val::Option(None)),
            ("prev-cursor".into(), Val::Option(Some(cursor.into()))),
        ])
    }

    #[test]
    fn strings_stay_and_the_rest_is_json() {
        assert_eq!(text(&Val::String("{\"a\": 1.10}".into())), "{\"a\": 1.10}");
        assert_eq!(
            text(&page()),
            r#"{"items":[{"id":1.10}],"prev-cursor":"abc"}"#
        );
    }

    #[test]
    fn some_keys_of_a_page_or_of_json() {
        let keys = ["a".to_owned(), " c".to_owned()];
        let json = Val::String(r#"{"a":1,"b":2,"c":3}"#.into());
        assert_eq!(text(&only(&json, &keys)), r#"{"a":1,"c":3}"#);
        assert_eq!(only(&json, &[String::new()]), json);
        let page = only(&page(), &["id".to_owned()]);
        assert_eq!(compact(&page), "items: [{\"id\":1.10}], prev-cursor: abc");
    }

    #[test]
    fn json_is_laid_out_and_nothing_else_changes() {
        assert_eq!(
            laid_out(r#"{"a":12345678901234567890.10, "a":"\"}{\\","b":[ ],"c":[{},null]}"#),
            "{\n  \"a\": 12345678901234567890.10,\n  \"a\": \"\\\"}{\\\\\",\n  \"b\": [],\n  \"c\": [\n    {},\n    null\n  ]\n}"
        );
        for text in ["a,b\n1,2\n", "{not JSON}", "\"text\""] {
            assert_eq!(laid_out(text), text);
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shortened("a\n  b", 10), "a b");
        assert_eq!(shortened("äöüäöü", 4), "äöü…");
    }
}
