//! Keys that never reach a model: `GORGIAS_HIDE`.

use crate::json::{self, object};
use alloc::{
    borrow::{Cow, ToOwned},
    string::{String, ToString},
    vec::Vec,
};
use gorgias_customers::{
    config::Variables,
    error::{Error, not_configured},
    transport::Incoming,
};

const VARIABLE: &str = "GORGIAS_HIDE";

/// How many parts the keys of one list may have. Each has a bit, two lists can count at once, and a
/// bit is left.
const MAX_PARTS: usize = 31;
/// Tells objects from arrays.
const IS_OBJECT: u64 = 1 << 63;

/// Keys that are cut, wherever they stand. `channels.address` is the key `address` of what `channels`
/// holds, or of each of its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hidden {
    /// The parts of all keys, one key after the other.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
struct Part {
    name: String,
    is_first: bool,
    is_last: bool,
}

impl Hidden {
    /// Reads the setting.
    ///
    /// # Errors
    /// `not-configured`, when it is no list of keys.
    pub fn read(variables: &Variables) -> Result<Self, Error> {
        let mut hidden = Hidden::default();
        for key in variables.get(VARIABLE)?.unwrap_or_default().split(',') {
            let key = key.trim_ascii();
            if key.is_empty() {
                continue;
            }
            let count = key.split('.').count();
            for (index, name) in key.split('.').enumerate() {
                if name.is_empty() {
                    return Err(not_configured(
                        VARIABLE,
                        "has to be keys separated by commas, with dots inside that reach in: `note,channels.address`",
                    ));
                }
                hidden.parts.push(Part {
                    name: name.to_owned(),
                    is_first: index == 0,
                    is_last: index + 1 == count,
                });
            }
        }
        match hidden.parts.len() > MAX_PARTS {
            true => Err(not_configured(
                VARIABLE,
                "may hold 31 keys, each part between dots counted",
            )),
            false => Ok(hidden),
        }
    }

    /// Returns the keys of both.
    pub fn and(&self, other: &Hidden) -> Hidden {
        let mut both = self.clone();
        both.parts.extend_from_slice(&other.parts);
        both
    }

    /// Tells whether anything is hidden.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Cuts the keys out of what the API answered, before anybody reads it.
    pub fn cut_response(&self, target: &str, response: &mut Incoming) {
        // What became of uploaded files holds no record.
        if self.is_empty() || target.starts_with("/api/upload") {
            return;
        }
        let body = String::from_utf8_lossy(&response.body);
        if !body
            .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
            .starts_with(['{', '['])
        {
            return;
        }
        let cut = self.cut(&body).into_bytes();
        let length = response.body.len().to_string();
        // A body that was whole stays so, and one that broke off does not become whole.
        response
            .headers
            .retain(|(name, value)| name != "content-length" || *value != length.as_bytes());
        response.body = cut;
    }

    /// Cuts the keys out of a JSON text, at any depth. All else stays as it was written. What holds
    /// the records of a list, or an error, stays under whatever name.
    fn cut(&self, json: &str) -> String {
        let members = object(json);
        let is_list = members.get("data").is_some_and(|it| it.starts_with('['));
        let is_envelope = is_list || members.get("error").is_some();
        Cutter::new(self, json, is_envelope).run()
    }

    /// Returns which parts a key is, within what the parts of `around` lead to.
    fn parts(&self, key: &str, around: u64) -> u64 {
        let mut found = 0;
        for (index, part) in self.parts.iter().enumerate() {
            let is_reached = part.is_first || around & (1 << index >> 1) != 0;
            if is_reached && part.name == key {
                found |= 1 << index;
            }
        }
        found
    }

    fn is_whole(&self, parts: u64) -> bool {
        let mut parts_of_keys = self.parts.iter().enumerate();
        parts_of_keys.any(|(index, part)| part.is_last && parts & (1 << index) != 0)
    }
}

/// Copies a JSON text but for what is hidden. It does not recurse, and keeps 8 bytes a level.
struct Cutter<'h, 'j> {
    hidden: &'h Hidden,
    json: &'j str,
    place: usize,
    out: String,
    /// For each open object or array, which parts of keys lead to it.
    levels: Vec<u64>,
    is_envelope: bool,
}

impl<'h, 'j> Cutter<'h, 'j> {
    fn new(hidden: &'h Hidden, json: &'j str, is_envelope: bool) -> Self {
        Cutter {
            hidden,
            json,
            place: 0,
            out: String::with_capacity(json.len()),
            levels: Vec::new(),
            is_envelope,
        }
    }

    fn run(mut self) -> String {
        // Where in `out` the member begins whose key comes next, its comma included.
        let mut member = None;
        // Which parts the last key is, or the one that leads to the array around.
        let mut leading = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => {
                    self.levels.push(leading | IS_OBJECT);
                    member = Some(self.out.len() + 1);
                    self.copy(1);
                }
                b'[' => {
                    self.levels.push(leading);
                    self.copy(1);
                }
                b',' => {
                    let level = self.level();
                    leading = level & !IS_OBJECT;
                    member = (level & IS_OBJECT != 0).then_some(self.out.len());
                    self.copy(1);
                }
                b'"' => {
                    let length = json::string_length(&self.json[self.place..]);
                    let Some(start) = member.take() else {
                        self.copy(length);
                        continue;
                    };
                    let key = &self.json[self.place..self.place + length];
                    leading = self.hidden.parts(&unquoted(key), self.level());
                    let is_kept = self.is_envelope && self.levels.len() == 1;
                    if is_kept || !self.hidden.is_whole(leading) {
                        self.copy(length);
                        continue;
                    }
                    self.out.truncate(start);
                    self.skip_member();
                    // The comma before it went with it; of the first one, that is the one behind.
                    if self.out.ends_with('{') && self.peek() == Some(b',') {
                        self.place += 1;
                        member = Some(start);
                    }
                }
                b'}' | b']' => {
                    self.levels.pop();
                    self.copy(1);
                    member = None;
                }
                // It may be a part of a longer character.
                _ => self.copy(0),
            }
        }
        self.out
    }

    fn level(&self) -> u64 {
        self.levels.last().copied().unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.place).copied()
    }

    /// Copies what begins here and ends before the next character that matters.
    fn copy(&mut self, length: usize) {
        let matters = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',');
        let rest = &self.json[self.place + length..];
        let more = rest.bytes().position(|byte| matters(&byte));
        let end = self.place + length + more.unwrap_or(rest.len());
        self.out.push_str(&self.json[self.place..end]);
        self.place = end;
    }

    /// Passes over a key and its value, up to the comma or bracket behind it.
    fn skip_member(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.place += json::string_length(&self.json[self.place..]);
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b',' | b'}' | b']' if depth == 0 => return,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.place += 1;
        }
    }
}

fn unquoted(key: &str) -> Cow<'_, str> {
    match key.contains('\\') {
        // A key with half a surrogate pair is none that a setting can name.
        true => serde_json::from_str::<String>(key)
            .unwrap_or_default()
            .into(),
        false => key.trim_matches('"').into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gorgias_customers::testing::incoming;
    use serde_json::Value;

    fn hidden(list: &str) -> Result<Hidden, Error> {
        Hidden::read(&Variables(Vec::from([(
            VARIABLE.to_string(),
            list.to_string(),
        )])))
    }

    /// Keys, JSON, and what is left of it.
    const ROWS: &str = r#"
note | {"note":"x","id":1.10} | {"id":1.10}
note | {"id":1,"note":"x"} | {"id":1}
note | { "note" : {"a":[1,{"b":"}"}]} , "id" : 1 } | { "id" : 1 }
note | {"note":"x"} | {}
note,id | {"note":[1],"id":2,"note":3} | {}
note | {"a":1,"note":2,"b":3} | {"a":1,"b":3}
note | [{"a":{"note":1,"x":["note",{"note":"\"}"}]}}] | [{"a":{"x":["note",{}]}}]
note | {"no\u0074e":1,"a":"note"} | {"a":"note"}
channels.address | {"channels":[{"address":"a","type":"b"}],"address":1} | {"channels":[{"type":"b"}],"address":1}
channels.address | {"x":{"channels":{"address":1}},"channels":{"y":{"address":2}}} | {"x":{"channels":{}},"channels":{"y":{"address":2}}}
a.b.c, d | {"a":[[{"b":{"c":1,"e":2}}],{"b":{"d":3}}]} | {"a":[[{"b":{"e":2}}],{"b":{}}]}
note | "note" | "note"
note | 12 | 12
note | [] | []
data,meta | {"data":[{"data":1,"x":2}],"meta":{"next_cursor":"c","meta":1}} | {"data":[{"x":2}],"meta":{"next_cursor":"c"}}
data,meta | {"data":null,"meta":{},"id":1} | {"id":1}
error,note | {"error":{"msg":"x","data":{"note":1}}} | {"error":{"msg":"x","data":{}}}
"#;

    #[test]
    fn keys_are_cut_wherever_they_stand_and_all_else_stays_byte_for_byte() {
        let cut = |list: &str, json: &str| hidden(list).unwrap().cut(json);
        for row in ROWS.trim().lines() {
            let [list, json, left] = row.split(" | ").collect::<Vec<_>>()[..] else {
                panic!("{row}");
            };
            let found = cut(list, json);
            // Space around what was cut may go with it.
            assert_eq!(found.replace(' ', ""), left.replace(' ', ""), "{json}");
            serde_json::from_str::<Value>(&found).unwrap();
        }
        // What is no JSON, or begins with a byte order mark, is cut as far as it goes.
        assert_eq!(cut("note", r#"{"note":1,é}"#), "{é}");
        assert_eq!(cut("note", "\u{feff}{\"note\":1}"), "\u{feff}{}");
        let odd = "é{é\"note\"é:é1é,é\"a\\é\"é:[é\"é\"é]é}é";
        let places: Vec<usize> = odd.char_indices().map(|(at, _)| at).collect();
        for (at, start) in places.iter().enumerate() {
            for end in &places[at..] {
                cut("note", &odd[*start..*end]);
            }
        }
        assert_eq!(hidden(" , ").unwrap(), Hidden::default());
        let deep = ["[".repeat(1 << 20), "]".repeat(1 << 20)].concat();
        assert_eq!(cut("note", &deep), deep);
    }

    #[test]
    fn a_body_that_broke_off_stays_cut_and_broken() {
        let cut = |target, length, body: &str| {
            let mut response = incoming(200, &[("content-length", length)], body.as_bytes());
            hidden("note").unwrap().cut_response(target, &mut response);
            let body = String::from_utf8(response.body).unwrap();
            (body, response.headers.len())
        };
        let response = |body, length| cut("/api/customers/1", length, body);
        assert_eq!(response(r#"{"note":"x"}"#, "12"), ("{}".into(), 0));
        assert_eq!(
            response(r#"{"id":1,"note":"sec"#, "99"),
            (r#"{"id":1"#.into(), 1)
        );
        assert_eq!(
            response(r#"{"id":1,"not"#, "99"),
            (r#"{"id":1,"not"#.into(), 1)
        );
        assert_eq!(response("note: x", "7"), ("note: x".into(), 1));
        let upload = r#"[{"note":1}]"#;
        assert_eq!(cut("/api/upload?type=x", "12", upload).0, upload);
    }

    #[test]
    fn two_lists_hide_the_keys_of_both() {
        let both = hidden("a").unwrap().and(&hidden("b.c").unwrap());
        assert_eq!(
            both.cut(r#"{"a":1,"b":{"c":2,"a":3,"d":4}}"#),
            r#"{"b":{"d":4}}"#
        );
    }

    #[test]
    fn what_is_no_list_of_keys_is_refused() {
        let many = ["a"; 32].join(",");
        for list in ["a..b", ".a", "a.", &many] {
            assert!(hidden(list).is_err(), "{list}");
        }
    }
}
