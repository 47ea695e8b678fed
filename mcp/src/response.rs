//! Responses, in the form of the version that the message came in.

use crate::{
    answer::{self, Answer},
    json,
    message::{self, RpcError},
};
use alloc::{string::String, vec::Vec};
use gorgias_customers::error::Error;

/// How many bytes the answers to a batch may have before the rest of its calls is refused.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// The server's name and version.
pub const SERVER_INFO: &str = concat!(
    r#"{"name":"gorgias-customers","title":"Gorgias customers","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
);

/// The response to a message, and the status that goes with it over HTTP.
#[derive(Debug, PartialEq)]
pub struct Reply {
    /// A JSON-RPC response, or a batch of them, on one line.
    pub json: String,
    /// An HTTP status.
    pub status: u16,
}

/// A response that is not written yet: written it may have twice its size.
pub struct Response {
    id: Option<String>,
    is_modern: bool,
    result: Result<CallResult, RpcError>,
}

impl Response {
    /// Makes the response to a request.
    pub fn new(id: &str, is_modern: bool, result: Result<CallResult, RpcError>) -> Self {
        Response {
            id: Some(id.into()),
            is_modern,
            result,
        }
    }

    /// Refuses a message; without an id, one that is not known.
    pub fn refuse(id: Option<&str>, error: RpcError) -> Self {
        Response {
            id: id.map(String::from),
            is_modern: false,
            result: Err(error),
        }
    }

    /// Refuses a call of a batch whose answers are too large already.
    pub fn too_large_batch(id: &str) -> Self {
        let words = "Internal error: the answers to this batch are too large; send this call by itself. Nothing was sent.";
        Response::refuse(Some(id), RpcError::new(RpcError::INTERNAL, words))
    }

    /// Leaves out the answer to a call of a batch whose answers are too large already.
    pub fn left_out(self) -> Self {
        let words = "Internal error: the answers to this batch are too large. This call was made, but its answer is left out";
        Response {
            result: Err(RpcError::new(RpcError::INTERNAL, words)),
            ..self
        }
    }

    /// Writes the response, with the status that the versions with status rules ask for. Older
    /// clients look only at statuses of what is no request at all.
    pub fn write(self) -> Reply {
        let result = match self.result {
            Ok(result) => result,
            Err(error) => {
                return Reply {
                    json: message::error(self.id.as_deref(), &error),
                    status: match error.code {
                        RpcError::PARSE
                        | RpcError::INVALID_REQUEST
                        | RpcError::UNSUPPORTED_VERSION => 400,
                        _ if !self.is_modern => 200,
                        RpcError::METHOD_NOT_FOUND => 404,
                        RpcError::INTERNAL => 200,
                        _ => 400,
                    },
                };
            }
        };
        let mut out = message::begin_result(self.id.as_deref().unwrap_or("null"));
        out.push('{');
        if self.is_modern {
            out.extend([r#""resultType":""#, result.kind, r#"","#]);
        }
        let mut meta = Vec::new();
        if self.is_modern {
            meta.push([r#""io.modelcontextprotocol/serverInfo":"#, SERVER_INFO].concat());
        }
        if let Some(budget) = &result.budget {
            let mut member = String::from(r#""gorgias-customers/account-api-call-limit":"#);
            json::push_string(&mut member, budget);
            meta.push(member);
        }
        match result.content {
            Content::Members(members) => out.push_str(&members),
            Content::Answer(answer) => answer.render(&mut out),
        }
        if !meta.is_empty() {
            let comma = match out.ends_with('{') {
                true => "",
                false => ",",
            };
            out.extend([comma, r#""_meta":{"#, &meta.join(","), "}"]);
        }
        out.push_str("}}");
        Reply {
            json: out,
            status: 200,
        }
    }
}

/// The result of a method.
pub struct CallResult {
    kind: &'static str,
    content: Content,
    budget: Option<String>,
}

enum Content {
    /// Members of the result.
    Members(String),
    Answer(Answer),
}

impl CallResult {
    /// Makes a result that asks a person before the call is made.
    pub fn ask(question: String) -> Self {
        CallResult {
            kind: "input_required",
            ..CallResult::complete(question)
        }
    }

    /// Makes the result of a call that worked.
    pub fn new(answer: Answer) -> Self {
        CallResult {
            kind: "complete",
            content: Content::Answer(answer),
            budget: None,
        }
    }

    /// Makes a result of these members.
    pub fn complete(members: String) -> Self {
        CallResult {
            kind: "complete",
            content: Content::Members(members),
            budget: None,
        }
    }

    /// Makes the result of a call that was made.
    pub fn of_call(answer: Result<Answer, Error>, budget: Option<String>) -> Self {
        CallResult {
            budget,
            ..match answer {
                Ok(answer) => CallResult::new(answer),
                Err(error) => CallResult::complete(answer::failure(&error)),
            }
        }
    }
}

/// Joins the responses to a batch.
pub fn join_batch(replies: &[String]) -> String {
    ["[", &replies.join(","), "]"].concat()
}

/// Tells whether no more calls of a batch may run, since its answers have this many bytes.
pub fn is_full_batch(replies: &[String]) -> bool {
    replies.iter().map(String::len).sum::<usize>() > MAX_BATCH_BYTES
}
