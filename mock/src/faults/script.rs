//! Scripts of what the server does with a request.

use bytes::Bytes;
use std::time::Duration;

/// How much of a request is read before the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing: the steps begin when the connection is accepted.
    Nothing,
    /// The head, to the empty line.
    Head,
    /// Head and body.
    All,
    /// The head, and then a thousand bytes of the body at a time with this pause.
    Slowly(Duration),
}

/// One thing that the server does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Bytes),
    /// Waits.
    Wait(Duration),
    /// Sends one byte after the other with this pause before each, from the start again when all
    /// are sent, for as long as the connection lasts.
    Drip(Bytes, Duration),
    /// Breaks the connection off, so that the peer sees a reset.
    Reset,
    /// Closes the socket as a program does that ends: bytes that were not read make it a reset,
    /// after what was sent.
    Close,
    /// Does nothing more, and keeps the connection.
    Stall,
}

/// The steps for one request. After the last step the connection takes the next
/// request, unless a step ended it.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub(super) reading: Reading,
    pub(super) steps: Vec<Step>,
}

impl Exchange {
    /// Reads so much and does nothing yet.
    pub fn reading(reading: Reading) -> Self {
        let steps = Vec::new();
        Self { reading, steps }
    }

    /// Reads the whole request and sends this answer.
    pub fn answering(answer: impl Into<Bytes>) -> Self {
        Self::reading(Reading::All).send(answer)
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Adds [`Step::Send`].
    pub fn send(self, bytes: impl Into<Bytes>) -> Self {
        self.step(Step::Send(bytes.into()))
    }

    /// Adds [`Step::Wait`].
    pub fn wait(self, duration: Duration) -> Self {
        self.step(Step::Wait(duration))
    }

    /// Adds [`Step::Drip`].
    pub fn drip(self, bytes: impl Into<Bytes>, every: Duration) -> Self {
        self.step(Step::Drip(bytes.into(), every))
    }

    /// Adds [`Step::Reset`].
    pub fn reset(self) -> Self {
        self.step(Step::Reset)
    }

    /// Adds [`Step::Close`].
    pub fn close(self) -> Self {
        self.step(Step::Close)
    }

    /// Adds [`Step::Stall`].
    pub fn stall(self) -> Self {
        self.step(Step::Stall)
    }
}
