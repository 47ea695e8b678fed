//! Results of tools, and how a client gets them: text for models, structured content for
//! programs, a block for a file.

mod cut;
mod failure;
mod file;

pub use failure::failure;
pub use file::{Content, File};

use crate::{escape_hidden, json};
use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use gorgias_customers::{
    bindings::gorgias::customers::types::{self, ErrorKind},
    client,
    error::{Error, unsent},
    json as api_json,
    select::{self, select},
    tool::Effect,
};

/// How deep JSON may nest. Clients were seen to hang on more.
const MAX_DEPTH: usize = 64;

/// A request of the API whose response becomes a result.
pub type Operation = client::Operation<Answer>;

/// The result of a tool.
#[derive(Debug)]
pub struct Answer(Kind);

#[derive(Debug)]
enum Kind {
    /// A JSON object.
    Object(String),
    List(List),
    /// Text that is no JSON, `{"text": …}`, and what is said of what was cut off.
    Text(String, Option<String>),
    File(File),
}

/// A list, `{"items": …}`: clients of 2025 refuse structured content that is no object.
#[derive(Debug, Default)]
struct List {
    /// Says which items were cut off.
    cut: Option<String>,
    /// A JSON array.
    items: String,
    /// Whether there may be more than what was asked for.
    more: bool,
    /// A JSON array of keys that no item has.
    absent: Option<String>,
    next_cursor: Option<String>,
    prev_cursor: Option<String>,
    /// A JSON object.
    meta: Option<String>,
}

impl Answer {
    /// Answers with JSON as the API sent it.
    pub fn json(json: String) -> Self {
        Answer(match json.trim_ascii_start().as_bytes().first() {
            Some(b'{') => Kind::Object(json),
            Some(b'[') => Kind::List(List {
                items: json,
                ..List::default()
            }),
            _ => Kind::Object([r#"{"value":"#, &json, "}"].concat()),
        })
    }

    /// Answers with what was written; the API may say nothing about it.
    pub fn written(json: String) -> Self {
        match json.as_str() {
            "null" => Answer::done(),
            _ => Answer::json(json),
        }
    }

    /// Answers with one page of a list.
    pub fn page(page: types::Page) -> Self {
        Answer(Kind::List(List {
            items: page.items,
            next_cursor: page.next_cursor,
            prev_cursor: page.prev_cursor,
            meta: page.meta.and_then(|meta| without_cursors(&meta)),
            ..List::default()
        }))
    }

    /// Answers that it is done.
    pub fn done() -> Self {
        Answer(Kind::Object(r#"{"done":true}"#.to_string()))
    }

    /// Answers with text that is no JSON, CSV above all.
    pub fn text(text: String) -> Self {
        Answer(Kind::Text(text, None))
    }

    /// Answers with a file.
    pub fn file(file: File) -> Self {
        Answer(Kind::File(file))
    }

    /// Says that there may be more where a list without pages is as long as was asked for.
    pub fn full_at(mut self, size: usize) -> Self {
        if let Kind::List(list) = &mut self.0 {
            let items = api_json::items(&list.items, size).unwrap_or_default();
            list.more = items.len() == size;
        }
        self
    }

    /// Keeps these keys alone, of the object or of each item.
    ///
    /// # Errors
    /// `invalid-input` when something was read that has none of them. What was written was written.
    pub fn only(mut self, keys: &[&str], effect: Effect) -> Result<Self, Error> {
        let json = match &mut self.0 {
            Kind::Object(json) => json,
            Kind::List(list) => &mut list.items,
            Kind::Text(..) | Kind::File(_) => return Ok(self),
        };
        let selected = select(json, keys);
        let mut absent = String::from("[");
        for key in &selected.absent {
            json::separate(&mut absent);
            json::push_string(&mut absent, key);
        }
        absent.push(']');
        let has_absent = !selected.absent.is_empty();
        // A customer may have no value of a custom field: then what it would be in is there.
        let has_nothing = has_absent && !selected.json.contains('"');
        if has_nothing && effect == Effect::Read {
            // Keys are the server's words too.
            let there = client::plain(&select::keys(json).join(", "));
            let mut error = unsent(
                ErrorKind::InvalidInput,
                format!("`fields` names nothing that is there. There are {there}."),
            );
            error.request_sent = true;
            return Err(error);
        }
        let selected = selected.json.into_owned();
        *json = selected;
        if has_absent {
            match &mut self.0 {
                Kind::List(list) => list.absent = Some(absent),
                Kind::Object(json) => {
                    // Its closing brace.
                    json.pop();
                    json::push_member(json, "absent_fields", &absent);
                    json.push('}');
                }
                _ => {}
            }
        }
        Ok(self)
    }

    /// Cuts what is beyond a number of bytes, and says so. The tool's parameters say how to ask for less.
    pub fn within(self, limit: usize, parameters: &[&str]) -> Self {
        match limit {
            0 => self,
            _ => Answer(cut::cut(self.0, limit, parameters)),
        }
    }

    /// Writes the members of a `tools/call` result. On stdio a newline ends the message, so those
    /// between the parts of the API's JSON become spaces; inside strings JSON has none.
    pub fn render(self, out: &mut String) {
        match self.0 {
            Kind::Object(json) => render_json(out, "", safe(json, 0), ""),
            Kind::List(list) => {
                let (before, after) = list.around();
                render_json(out, &before, safe(list.items, 1), &after);
            }
            Kind::Text(text, cut) => render_text(out, text, cut.as_deref()),
            Kind::File(file) => file.render(out),
        }
        out.push_str(r#","isError":false"#);
    }
}

impl List {
    /// Returns the JSON before and behind the items.
    fn around(&self) -> (String, String) {
        let mut before = String::from("{");
        if let Some(cut) = &self.cut {
            json::push_text(&mut before, "cut", cut);
        }
        json::push_name(&mut before, "items");
        let mut after = String::new();
        if self.more {
            json::push_member(&mut after, "more", "true");
        }
        if let Some(absent) = &self.absent {
            json::push_member(&mut after, "absent_fields", absent);
        }
        for (name, cursor) in [
            ("next_cursor", &self.next_cursor),
            ("prev_cursor", &self.prev_cursor),
        ] {
            if let Some(cursor) = cursor {
                json::push_text(&mut after, name, cursor);
            }
        }
        if let Some(meta) = &self.meta {
            json::push_member(&mut after, "meta", &safe(meta.clone(), 1));
        }
        if !after.is_empty() {
            after.insert(0, ',');
        }
        after.push('}');
        (before, owned(after, escape_hidden::in_json))
    }
}

/// Writes JSON as structured content, and once more as the text of a block.
fn render_json(out: &mut String, before: &str, json: String, after: &str) {
    let parts = [before, &json, after];
    let quoted = |part: &&str| {
        let is_escaped = |byte: &&u8| matches!(byte, b'"' | b'\\' | ..b' ');
        part.bytes().filter(|byte| is_escaped(&byte)).count()
    };
    let length: usize = parts.iter().map(|part| 2 * part.len() + quoted(part)).sum();
    // What goes around it, and the rest of the response.
    out.reserve_exact(length + 512);
    out.push_str(r#""structuredContent":"#);
    let start = out.len();
    out.extend(parts);
    let end = out.len();
    drop(json);
    out.push_str(r#","content":[{"type":"text","text":""#);
    push_again(out, start, end);
    out.push_str(r#""}]"#);
}

/// Writes a part of what was written once more, escaped as inside of a string.
fn push_again(out: &mut String, mut start: usize, end: usize) {
    while start < end {
        let rest = out.as_bytes().get(start..end).unwrap_or_default();
        let special = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
        let plain = special.unwrap_or(rest.len());
        let byte = special.and_then(|place| rest.get(place).copied());
        out.extend_from_within(start..start + plain);
        start += plain;
        if let Some(byte) = byte {
            match byte {
                b'"' => out.push_str("\\\""),
                b'\\' => out.push_str("\\\\"),
                // Between the parts of JSON there are tabs perhaps.
                _ => out.push(' '),
            }
            start += 1;
        }
    }
}

/// Writes text that is no JSON as a block, and as structured content.
fn render_text(out: &mut String, text: String, cut: Option<&str>) {
    let text = owned(text, escape_hidden::in_text);
    // Clients hand blocks to APIs that refuse empty ones for good.
    let block = match text.as_str() {
        "" => "(empty)",
        text => text,
    };
    out.reserve_exact(2 * text.len() + text.len() / 4 + 512);
    out.push_str(r#""content":["#);
    push_block(out, block);
    if let Some(cut) = cut {
        out.push(',');
        push_block(out, cut);
    }
    out.push_str(r#"],"structuredContent":{"#);
    if let Some(cut) = cut {
        json::push_text(out, "cut", cut);
    }
    json::push_text(out, "text", &text);
    out.push('}');
}

/// Writes a text block.
fn push_block(out: &mut String, text: &str) {
    out.push_str(r#"{"type":"text""#);
    json::push_text(out, "text", text);
    out.push('}');
}

/// Makes JSON of the API fit for clients: on one line, nothing hidden, not too deep. `depth` is how
/// deep it will stand.
fn safe(json: String, depth: usize) -> String {
    let json = owned(json, escape_hidden::in_json);
    let json = owned(json, json::on_one_line);
    owned(json, |json| shallow(json, MAX_DEPTH - depth))
}

/// Changes a text where it has to be changed; otherwise it is not copied.
fn owned(text: String, change: impl Fn(&str) -> Cow<str>) -> String {
    match change(&text) {
        Cow::Owned(changed) => changed,
        Cow::Borrowed(_) => text,
    }
}

/// Makes strings of the objects and arrays that are nested deeper than this.
fn shallow(json: &str, max: usize) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let (mut depth, mut start) = (0, 0);
    let mut at = 0;
    while let Some(byte) = json.as_bytes().get(at) {
        match byte {
            b'"' => {
                at += json::string_length(&json[at..]);
                continue;
            }
            b'{' | b'[' => {
                if depth == max {
                    start = at;
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = usize::saturating_sub(depth, 1);
                if depth == max {
                    out.push_str(&json[copied..start]);
                    json::push_string(&mut out, &json[start..=at]);
                    copied = at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    match copied {
        0 => Cow::Borrowed(json),
        _ => {
            out.push_str(&json[copied..]);
            Cow::Owned(out)
        }
    }
}

/// Returns the API's `meta` of a page without its cursors, which stand beside it; none where that is all.
fn without_cursors(meta: &str) -> Option<String> {
    let mut out = String::from("{");
    let read = api_json::each_member(meta, &mut |key, value| {
        if !matches!(key, b"next_cursor" | b"prev_cursor") {
            json::push_member(&mut out, &String::from_utf8_lossy(key), value);
        }
    });
    out.push('}');
    (read.is_ok() && out != "{}").then_some(out)
}

#[cfg(test)]
mod tests;
