//! JSON for people.

use serde::de::IgnoredAny;

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

/// Tells whether the text is a JSON object or array.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::laid_out;

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
}
