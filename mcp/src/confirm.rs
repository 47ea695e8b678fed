//! Asking a person before something is changed, in both eras of the protocol.
//!
//! In 2026-07-28 the client repeats the call with the person's answer and a state that says what was
//! asked: the SHA-256 of the prepared request, so that a yes to one deletion is none to another. It
//! need not be secret: a client is trusted with the person's answer, and a model cannot write states.
//! Over a stream it is good once. In the versions before, the server asks itself, and the call waits.

use crate::{
    channel::Channel,
    elicitation::{self, Choice, Questions},
    json::{self, Object},
    message::{self, RpcError},
};
use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
};
use core::{future::Future, time::Duration};
use gorgias_customers::client::Request;
use sha2::{Digest, Sha256};

/// The name of the question among the requests for input.
const QUESTION: &str = "confirm";
/// For how long the versions with a handshake wait for a person.
pub const PATIENCE: Duration = Duration::from_secs(600);

/// The way in which a client can be asked, and what it has answered.
pub enum Asking {
    /// By a result that asks for input.
    Result {
        can_ask: bool,
        /// Over a stream, the states that are good once.
        once: Option<Rc<Questions>>,
        /// The state and the choice that came with the call.
        answer: Option<(String, Choice)>,
    },
    /// By a request of the server.
    Request(Rc<Questions>),
    /// Not at all, for this reason.
    Impossible(&'static str),
}

/// The outcome of asking.
#[derive(Debug)]
pub enum Consent {
    Given,
    /// Not given by the person who was asked, for this reason.
    Refused(&'static str),
    /// Nobody can be asked, for this reason.
    Impossible(&'static str),
    /// The members of a result that asks.
    Ask(String),
}

impl Asking {
    /// Finds the way for a call. `capabilities` are those that a call of 2026-07-28 names.
    pub fn new(
        request: &message::Request,
        capabilities: Option<&Object>,
        channel: Channel,
    ) -> Self {
        let questions = match channel {
            Channel::Stdio(session) => Some(session.questions.clone()),
            Channel::Http(_) => None,
        };
        match (capabilities, questions) {
            (Some(capabilities), once) => Asking::Result {
                can_ask: can_ask(capabilities),
                once,
                answer: answer(request),
            },
            (None, Some(questions)) if questions.can_ask.get() => Asking::Request(questions),
            (None, Some(_)) => Asking::Impossible(
                "a person has to agree first, and this client did not say in `initialize` that it can ask (elicitation, from version 2025-06-18 of the protocol on)",
            ),
            (None, None) => Asking::Impossible(
                "a person has to agree first, and over HTTP a client can ask from version 2026-07-28 of the protocol on",
            ),
        }
    }

    /// Refuses a client that cannot be asked in the way in which its version can.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check(&self, tool: &str, variable: &str) -> Result<(), RpcError> {
        match self {
            Asking::Result { can_ask: false, .. } => Err(RpcError::new(
                RpcError::MISSING_CAPABILITY,
                format!("{tool} asks a person first ({variable}), and this client did not say that it can. Nothing was sent."),
            )
            .with_data(r#"{"requiredCapabilities":{"elicitation":{}}}"#.to_string())),
            _ => Ok(()),
        }
    }

    /// Looks for an answer that came with the call; it counts once. `about` is what is asked.
    pub fn answered(&self, about: &str) -> Option<Consent> {
        let (once, (state, choice)) = match self {
            Asking::Result {
                once,
                answer: Some(answer),
                ..
            } => (once, answer),
            Asking::Impossible(why) => return Some(Consent::Impossible(why)),
            _ => return None,
        };
        match once {
            Some(questions) => questions.take_state(state, about)?,
            None if state == about => {}
            None => return None,
        }
        Some((*choice).into())
    }

    /// Asks, and waits for the answer where the version has it so.
    pub async fn ask(
        &self,
        question: &str,
        about: &str,
        patience: impl Future<Output = ()>,
    ) -> Consent {
        let once = match self {
            Asking::Result { once, .. } => once,
            Asking::Request(questions) => return questions.ask(question, patience).await.into(),
            Asking::Impossible(why) => return Consent::Impossible(why),
        };
        let state = match once {
            Some(questions) => questions.new_state(about),
            None => about.into(),
        };
        let parts = [
            r#""inputRequests":{""#,
            QUESTION,
            r#"":{"method":"elicitation/create","params":"#,
            &elicitation::params(r#""mode":"form""#, question),
            r#"}},"requestState":""#,
            &state,
            "\"",
        ];
        Consent::Ask(parts.concat())
    }
}

impl From<Choice> for Consent {
    fn from(choice: Choice) -> Self {
        match choice {
            Ok(()) => Consent::Given,
            Err(why) => Consent::Refused(why),
        }
    }
}

/// Tells whether these capabilities hold forms; nothing said about modes means forms.
pub fn can_ask(capabilities: &Object) -> bool {
    let elicitation = capabilities.get_non_null("elicitation");
    let modes = elicitation.and_then(|value| Object::read(value).ok());
    modes.is_some_and(|modes| {
        modes.get_non_null("form").is_some() || modes.get_non_null("url").is_none()
    })
}

/// Reads what came with the call: the state, and what the person chose.
fn answer(request: &message::Request) -> Option<(String, Choice)> {
    let state = json::string(request.params.get("requestState")?)?;
    let responses = Object::read(request.params.get_non_null("inputResponses")?).ok()?;
    let response = Object::read(responses.get_non_null(QUESTION)?).ok()?;
    Some((state, elicitation::choice(&response)))
}

/// Returns what a question is about: the SHA-256 of the account, the tool and the prepared request.
pub fn about(account: &str, tool: &str, request: &Request) -> String {
    let mut hash = Sha256::new();
    for part in [account, tool, request.method.as_str(), &request.target] {
        hash.update(part.as_bytes());
        // None of them holds one.
        hash.update([0]);
    }
    hash.update(&request.body);
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
