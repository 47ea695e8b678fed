//! Responses, in the form of the version that the message came in.

use crate::{
    answer::{self, Answer},
    json,
    message::{self, RpcError},
};
use alloc::string::String;
use gorgias_customers::error::Error;

/// How many bytes the answers to a batch may have before the rest of its calls is refused.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// The server's name and version.
pub const SERVER_INFO: &str = concat!(
    r#"{"name":"gorgias-customers","title":"Gorgias customers","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
);

/// Where a result says who made it, and how much of the account's budget of calls is used up.
const SERVER_INFO_KEY: &str = "io.modelcontextprotocol/serverInfo";
const BUDGET_KEY: &str = "gorgias-customers/account-api-call-limit";

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
        let mut out = message::begin(self.id.as_deref());
        out.push_str(r#","result":{"#);
        let mut meta = String::from("{");
        if self.is_modern {
            json::push_text(&mut out, "resultType", result.kind);
            json::push_member(&mut meta, SERVER_INFO_KEY, SERVER_INFO);
        }
        if let Some(budget) = &result.budget {
            json::push_text(&mut meta, BUDGET_KEY, budget);
        }
        match result.content {
            Content::Members(members) => json::push_all(&mut out, &members),
            Content::Answer(answer) => {
                json::separate(&mut out);
                answer.render(&mut out);
            }
        }
        if meta.len() > 1 {
            json::push_member(&mut out, "_meta", &(meta + "}"));
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
    /// Makes a result of these members.
    pub fn complete(members: String) -> Self {
        CallResult {
            kind: "complete",
            content: Content::Members(members),
            budget: None,
        }
    }

    /// Makes a result that asks a person before the call is made.
    pub fn ask(question: String) -> Self {
        CallResult {
            kind: "input_required",
            ..CallResult::complete(question)
        }
    }

    /// Makes the result of a call that was made.
    pub fn of_call(answer: Result<Answer, Error>, budget: Option<String>) -> Self {
        CallResult {
            kind: "complete",
            content: match answer {
                Ok(answer) => Content::Answer(answer),
                Err(error) => Content::Members(answer::failure(&error)),
            },
            budget,
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
