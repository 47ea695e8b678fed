//! JSON-RPC: telling messages apart, and writing errors.

use crate::json::{self, Items, Object};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::value::RawValue;

/// How long a number may be that is an id.
const MAX_ID_DIGITS: usize = 64;

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

    pub fn new(code: i32, message: impl Into<String>) -> Self {
        RpcError {
            code,
            message: message.into(),
            data: None,
        }
    }

    pub fn with_data(self, data: String) -> Self {
        RpcError {
            data: Some(data),
            ..self
        }
    }
}

/// What came in.
pub enum Message<'a> {
    Request(Request<'a>),
    /// A notification, or a response to what was never asked: neither is answered.
    Silent,
    Batch(Vec<&'a RawValue>),
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
    pub id: &'a str,
    pub error: RpcError,
}

/// Tells what kind of message it is.
pub fn read(text: &str) -> Result<Message<'_>, Malformed<'_>> {
    if text.trim_start().starts_with('[') {
        return match serde_json::from_str(text) {
            Ok(Items(messages)) if messages.is_empty() => Err(Malformed {
                id: "null",
                error: RpcError::new(
                    RpcError::INVALID_REQUEST,
                    "Invalid request: the batch is empty",
                ),
            }),
            Ok(Items(messages)) => Ok(Message::Batch(messages)),
            Err(_) => Err(unreadable(text)),
        };
    }
    single(Object::read(text).map_err(|_| unreadable(text))?)
}

/// What is wrong with a text that is no message: that it is no JSON, or JSON of another kind.
fn unreadable(text: &str) -> Malformed<'static> {
    let (code, message) = match serde_json::from_str::<&RawValue>(text) {
        Ok(_) => (
            RpcError::INVALID_REQUEST,
            "Invalid request: a message is an object of at most 1000 members with jsonrpc, method, and unless it is a notification id".into(),
        ),
        Err(error) => (RpcError::PARSE, format!("Parse error: not JSON: {error}")),
    };
    Malformed {
        id: "null",
        error: RpcError::new(code, message),
    }
}

fn single(object: Object<'_>) -> Result<Message<'_>, Malformed<'_>> {
    let id = object.get("id");
    let good_id = id.filter(|id| is_id(id)).map(RawValue::get);
    let malformed = |code, message: &str| Malformed {
        id: good_id.unwrap_or("null"),
        error: RpcError::new(code, message),
    };
    let invalid = |message| Err(malformed(RpcError::INVALID_REQUEST, message));
    if object.get("jsonrpc").map(RawValue::get) != Some(r#""2.0""#) {
        return invalid(r#"Invalid request: jsonrpc has to be "2.0""#);
    }
    let Some(method) = object.get("method") else {
        return match object.get("result").or(object.get("error")) {
            Some(_) => Ok(Message::Silent),
            None => invalid("Invalid request: method is missing"),
        };
    };
    let Some(method) = json::string(method) else {
        return invalid("Invalid request: method has to be a string");
    };
    match (id, good_id) {
        (None, _) => return Ok(Message::Silent),
        (Some(_), None) => return invalid("Invalid request: id has to be a string or a number"),
        _ => {}
    }
    let params = match object.get_non_null("params") {
        None => Object::default(),
        Some(params) => Object::read(params.get()).map_err(|_| {
            malformed(
                RpcError::INVALID_PARAMS,
                "Invalid params: params has to be an object",
            )
        })?,
    };
    Ok(Message::Request(Request {
        id: good_id.unwrap_or("null"),
        method,
        params,
    }))
}

/// Whether it is a string or a plain number. Who sends an id back as it came has to look at it first:
/// half a surrogate pair, or a number beyond all bounds, is what many clients cannot read.
fn is_id(id: &RawValue) -> bool {
    match id.get().as_bytes() {
        [b'"', ..] => json::string(id).is_some(),
        number => {
            number.len() <= MAX_ID_DIGITS
                && number
                    .iter()
                    .all(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9'))
        }
    }
}

/// Writes a response that holds a result, JSON.
pub fn result(id: &str, result: &str) -> String {
    let parts = [
        r#"{"jsonrpc":"2.0","id":"#,
        id,
        r#","result":"#,
        result,
        "}",
    ];
    parts.concat()
}

/// Writes a response that holds an error.
pub fn error(id: &str, error: &RpcError) -> String {
    let mut out = [
        r#"{"jsonrpc":"2.0","id":"#,
        id,
        r#","error":{"code":"#,
        &error.code.to_string(),
        r#","message":"#,
    ]
    .concat();
    json::push_string(&mut out, &error.message);
    if let Some(data) = &error.data {
        out.push_str(r#","data":"#);
        out.push_str(data);
    }
    out.push_str("}}");
    out
}
