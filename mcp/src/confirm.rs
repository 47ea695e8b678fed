//! Asking a person before a tool deletes or merges.
//!
//! The server keeps no state: the client repeats the call with the person's answer, and with a
//! fingerprint of what was asked, so that a yes to one deletion is none to another. It need not be
//! secret: a client that lies about the person's answer does not need to lie about the question.

use crate::{
    escape_hidden,
    json::{self, Object},
    message::{Request, RpcError},
};
use alloc::{
    format,
    string::{String, ToString},
};

/// The name of the question among the requests for input.
const QUESTION: &str = "confirm";
/// How many characters of the arguments a person is shown.
const SHOWN: usize = 1000;

/// What to do with a call that a person has to allow.
pub enum Consent {
    Given,
    /// The person said no, or went away.
    Refused,
    /// This client has no way to ask.
    Impossible,
    /// Ask: the members of an `input_required` result.
    Ask(String),
}

/// Looks for a person's answer in the request, or asks.
pub fn consent(
    request: &Request,
    capabilities: &Object,
    tool: &str,
    arguments: &str,
) -> Result<Consent, RpcError> {
    let elicitation = capabilities.get_non_null("elicitation");
    let can_ask = elicitation.and_then(|value| Object::read(value.get()).ok());
    // Nothing said about modes means forms.
    if !can_ask.is_some_and(|modes| {
        modes.get_non_null("form").is_some() || modes.get_non_null("url").is_none()
    }) {
        return Err(RpcError::new(
            RpcError::MISSING_CAPABILITY,
            format!("{tool} asks a person first (GORGIAS_CONFIRM), and this client did not say that it can. Nothing was sent."),
        )
        .with_data(r#"{"requiredCapabilities":{"elicitation":{}}}"#.to_string()));
    }
    let fingerprint = fingerprint(tool, arguments);
    let state = request.params.get("requestState").and_then(json::string);
    if state.as_deref() == Some(&fingerprint)
        && let Some(action) = action(request)
    {
        return Ok(match action.as_str() {
            "accept" => Consent::Given,
            _ => Consent::Refused,
        });
    }
    let mut cut = arguments;
    if let Some((end, _)) = arguments.char_indices().nth(SHOWN) {
        cut = &arguments[..end];
    }
    let more = match cut.len() < arguments.len() {
        true => "…",
        false => "",
    };
    let question = format!("{tool} cannot be undone. Run it with {cut}{more}?");
    let mut out = format!(
        r#""inputRequests":{{"{QUESTION}":{{"method":"elicitation/create","params":{{"mode":"form","message":"#
    );
    json::push_string(&mut out, &escape_hidden::in_text(&question));
    out.push_str(r#","requestedSchema":{"type":"object","properties":{}}}}},"requestState":""#);
    out.push_str(&fingerprint);
    out.push('"');
    Ok(Consent::Ask(out))
}

/// What the person chose.
fn action(request: &Request) -> Option<String> {
    let responses = Object::read(request.params.get_non_null("inputResponses")?.get()).ok()?;
    let response = Object::read(responses.get_non_null(QUESTION)?.get()).ok()?;
    json::string(response.get("action")?)
}

/// FNV-1a, 64 bits.
fn fingerprint(tool: &str, arguments: &str) -> String {
    let bytes = tool.bytes().chain([0]).chain(arguments.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
