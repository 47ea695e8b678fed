//! The script by which a server treats requests, as `faults.json` has it.

use base64::prelude::{BASE64_STANDARD, Engine};
use mock::faults::{Answer, Exchange, Reading};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};

/// The body of a status that says no: the API's own form of an error.
const WORDS: &str = r#"{"error": {"msg": "Wrong in words.", "data": {"name": ["Too long."]}}}"#;
/// Between two reads of a thousand bytes.
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    NothingRead,
    HeadRead,
    ReadSlowly,
    Send(Content),
    Answer(Reply),
    /// The answer that the tool hopes for.
    Fine,
    /// The same, with this behind it.
    FineAnd(String),
    FineUntilClose,
    Wait(u64),
    /// This again and again, with so many milliseconds before each byte.
    Drip(String, u64),
    Stall,
    Reset,
    Close,
}

/// An answer. A status that says no has a body, unless that is said to be empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    #[serde(default = "ok")]
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    body: Option<Content>,
}

fn ok() -> u16 {
    200
}

/// A text, bytes in base64, one of these several times, or pieces.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Content {
    Text(String),
    Base64 { base64: String },
    Times(Box<Content>, usize),
    Pieces(Vec<Content>),
}

/// Returns the exchange of these steps with a tool that hopes for this answer.
pub fn exchange(steps: &[Step], fine: &Answer) -> Exchange {
    let reading = match steps.first() {
        Some(Step::NothingRead) => Reading::Nothing,
        Some(Step::HeadRead) => Reading::Head,
        Some(Step::ReadSlowly) => Reading::Slowly(PAUSE),
        _ => Reading::All,
    };
    let exchange = Exchange::reading(reading);
    steps.iter().fold(exchange, |exchange, step| match step {
        Step::NothingRead | Step::HeadRead | Step::ReadSlowly => exchange,
        Step::Send(content) => exchange.send(content.bytes()),
        Step::Answer(reply) => exchange.send(reply.answer()),
        Step::Fine => exchange.send(fine.clone()),
        Step::FineAnd(more) => exchange.send([&fine.bytes(), more.as_bytes()].concat()),
        Step::FineUntilClose => exchange.send(fine.clone().until_close()),
        Step::Wait(millis) => exchange.wait(Duration::from_millis(*millis)),
        Step::Drip(text, millis) => exchange.drip(text.clone(), Duration::from_millis(*millis)),
        Step::Stall => exchange.stall(),
        Step::Reset => exchange.reset(),
        Step::Close => exchange.close(),
    })
}

impl Reply {
    /// Makes an answer of these parts.
    pub fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let owned = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
        Self {
            status,
            headers: headers.iter().map(owned).collect(),
            body: Some(Content::Text(body.to_owned())),
        }
    }

    pub fn body(&self) -> Vec<u8> {
        match &self.body {
            Some(content) => content.bytes(),
            None if self.status >= 400 => WORDS.into(),
            None => Vec::new(),
        }
    }

    /// Returns it as the server sends it.
    pub fn answer(&self) -> Answer {
        let answer = Answer::new(self.status);
        let headers = self.headers.iter();
        let answer = headers.fold(answer, |answer, (name, value)| answer.header(name, value));
        answer.body(self.body())
    }
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::Base64 { base64 } => BASE64_STANDARD.decode(base64).expect("base64"),
            Self::Times(content, times) => content.bytes().repeat(*times),
            Self::Pieces(pieces) => pieces.iter().flat_map(Self::bytes).collect(),
        }
    }
}
