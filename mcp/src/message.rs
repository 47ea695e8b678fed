//! JSON-RPC: telling messages apart, and writing errors.

use crate::json::{self, Misread, Object};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::value::RawValue;

/// How long a number may be that is an id.
const MAX_ID_DIGITS: usize = 64;

/// How many characters of an unknown name an error repeats.
const MAX_QUOTE: usize = 100;

/// An error of the protocol, as opposed to one of a tool.
#[derive(Debug)]
pub struct RpcError {
    pub code: i32,
    pub message: String,
    /// JSON.
    pub data: Option<String>,
}

impl RpcError {
    pub const PARSE: i32 = -32700;
    pub const INVALID_REQUEST: i32 = -32600;
    pub const METHOD_NOT_FOUND: i32 = -32601;
    pub const INVALID_PARAMS: i32 = -32602;
    pub const INTERNAL: i32 = -32603;
    pub const HEADER_MISMATCH: i32 = -32020;
    pub const MISSING_CAPABILITY: i32 = -32021;
    pub const UNSUPPORTED_VERSION: i32 = -32022;

    /// Makes an error; `message` is for people.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        RpcError {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// Refuses what is no request.
    pub fn invalid_request(words: &str) -> Self {
        RpcError::new(
            RpcError::INVALID_REQUEST,
            ["Invalid request: ", words].concat(),
        )
    }

    /// Refuses the parameters of a request.
    pub fn invalid_params(words: &str) -> Self {
        RpcError::new(
            RpcError::INVALID_PARAMS,
            ["Invalid params: ", words].concat(),
        )
    }

    pub fn with_data(self, data: String) -> Self {
        RpcError {
            data: Some(data),
            ..self
        }
    }
}

/// An incoming message.
pub enum Message<'a> {
    Request(Request<'a>),
    Notification(String, Object<'a>),
    /// A response to what the server asked: its id, and the result unless it failed.
    Response(Option<&'a str>, Option<&'a str>),
    Batch(Vec<&'a str>),
}

/// A request, its parts as they were written.
pub struct Request<'a> {
    /// A JSON string or number.
    pub id: &'a str,
    pub method: String,
    pub params: Object<'a>,
}

/// A message that is refused before anybody looks at its method.
pub struct Malformed<'a> {
    /// The request's id as far as it could be told.
    pub id: Option<&'a str>,
    pub error: RpcError,
}

impl From<RpcError> for Malformed<'_> {
    fn from(error: RpcError) -> Self {
        Malformed { id: None, error }
    }
}

/// Tells what kind of message it is.
pub fn read(text: &str) -> Result<Message<'_>, Malformed<'_>> {
    if text.trim_start().starts_with('[') {
        return match json::items(text) {
            Some(messages) if messages.is_empty() => {
                Err(RpcError::invalid_request("the batch is empty").into())
            }
            Some(messages) => Ok(Message::Batch(messages)),
            None => Err(unreadable(text).into()),
        };
    }
    match Object::read(text) {
        Ok(object) => single(&object),
        Err(Misread::Repeated(name, object)) => Err(Malformed {
            id: id(&object).filter(|_| name != "id"),
            error: RpcError::invalid_request(&repeated("", &name)),
        }),
        Err(Misread::NotAnObject) => Err(unreadable(text).into()),
    }
}

/// Says that a member of `what` is there twice.
pub fn repeated(what: &str, name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    format!("{what}`{name}` is given twice")
}

/// Quotes a name that came from outside, in bounded length.
pub fn quoted(name: &str) -> String {
    match name.char_indices().nth(MAX_QUOTE) {
        Some((end, _)) => format!("`{}…`", &name[..end]),
        None => format!("`{name}`"),
    }
}

/// Says why a text is no message: that it is no JSON, or JSON of another kind.
fn unreadable(text: &str) -> RpcError {
    match serde_json::from_str::<&RawValue>(text) {
        Ok(_) => RpcError::invalid_request(
            "a message is an object of at most 1000 members with jsonrpc, method, and unless it is a notification id",
        ),
        Err(error) => RpcError::new(RpcError::PARSE, format!("Parse error: not JSON: {error}")),
    }
}

fn single<'a>(object: &Object<'a>) -> Result<Message<'a>, Malformed<'a>> {
    let id = id(object);
    let malformed = |error| Malformed { id, error };
    let invalid = |words| Err(malformed(RpcError::invalid_request(words)));
    if object.get("jsonrpc") != Some(r#""2.0""#) {
        return invalid(r#"jsonrpc has to be "2.0""#);
    }
    let Some(method) = object.get("method") else {
        return match object.get("result").or(object.get("error")) {
            Some(_) => Ok(Message::Response(id, object.get("result"))),
            None => invalid("method is missing"),
        };
    };
    let Some(method) = json::string(method) else {
        return invalid("method has to be a string");
    };
    let params = match object.get_non_null("params").map(Object::read) {
        None => Ok(Object::default()),
        Some(Ok(params)) => Ok(params),
        Some(Err(Misread::Repeated(name, _))) => {
            Err(RpcError::invalid_params(&repeated("", &name)))
        }
        Some(Err(Misread::NotAnObject)) => {
            Err(RpcError::invalid_params("params has to be an object"))
        }
    };
    let Some(id) = id else {
        return match object.get("id") {
            // Notifications are never answered, malformed ones neither.
            None => Ok(Message::Notification(method, params.unwrap_or_default())),
            Some(_) => invalid("id has to be a string or a number"),
        };
    };
    Ok(Message::Request(Request {
        id,
        method,
        params: params.map_err(malformed)?,
    }))
}

/// Returns a message's id, if it has one that is an id.
fn id<'a>(message: &Object<'a>) -> Option<&'a str> {
    message.get("id").filter(|id| is_id(id))
}

/// Tells whether it is a string or a plain number. Who sends an id or a token back as it came has to
/// look at it first: half a surrogate pair, or a number beyond all bounds, is what many clients
/// cannot read.
pub fn is_id(id: &str) -> bool {
    match id.as_bytes() {
        [b'"', ..] => json::string(id).is_some(),
        number => {
            number.len() <= MAX_ID_DIGITS
                && number
                    .iter()
                    .all(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9'))
        }
    }
}

/// Finds the id of a message too long to be read, in its beginning or its end.
pub fn id_of_cut(beginning: &str, end: &str) -> Option<String> {
    if let Some(id) = id(&Object::read_beginning(beginning)) {
        return Some(id.into());
    }
    // The last brace closes the message, so what stands before it is a member of the message.
    let member = end.trim_ascii_end().strip_suffix('}')?;
    let start = member.rfind(r#""id""#)?;
    let object = ["{", member.get(start..)?, "}"].concat();
    id(&Object::read(&object).ok()?).map(String::from)
}

/// Makes ids comparable, however their characters were written.
pub fn id_key(id: &str) -> String {
    match serde_json::from_str::<String>(id) {
        Ok(text) => ["\"", &text].concat(),
        Err(_) => id.into(),
    }
}

/// Writes the beginning of a response, without an id where there is none.
pub fn begin(id: Option<&str>) -> String {
    let mut out = String::from(r#"{"jsonrpc":"2.0""#);
    if let Some(id) = id {
        json::push_member(&mut out, "id", &json::on_one_line(id));
    }
    out
}

/// Writes a response that holds an error.
pub fn error(id: Option<&str>, error: &RpcError) -> String {
    let mut out = begin(id);
    out.push_str(r#","error":{"#);
    json::push_member(&mut out, "code", &error.code.to_string());
    json::push_text(&mut out, "message", &error.message);
    if let Some(data) = &error.data {
        json::push_member(&mut out, "data", data);
    }
    out.push_str("}}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_message_that_was_cut_is_found_at_its_ends() {
        for (beginning, end, id) in [
            (
                r#"{"jsonrpc":"2.0","id":7,"method":"tools/ca"#,
                "",
                Some("7"),
            ),
            (r#"{"id" : "a\"b" , "params":{"x":""#, "", Some(r#""a\"b""#)),
            (
                r#"{"params":{"id":1,"x":""#,
                r#"xx"}},"id":"z"}  "#,
                Some(r#""z""#),
            ),
            (
                r#"{"params":{"x":""#,
                r#"xx"}, "jsonrpc":"2.0", "id": 12 }"#,
                Some("12"),
            ),
            (r#"{"params":{"x":""#, r#"xx","id":1}}"#, None),
            (r#"{"params":{"x":""#, r#"xx"}},"id":null}"#, None),
            (r#"[{"id":1,"x":""#, r#""}]"#, None),
            ("xxxx", "xxxx", None),
        ] {
            assert_eq!(id_of_cut(beginning, end).as_deref(), id, "{beginning}");
        }
    }
}
