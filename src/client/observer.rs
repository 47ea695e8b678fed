//! Tells a caller of a request on its way.

use super::transport::Incoming;
use core::time::Duration;

/// Hears what happens to a request on its way: for logs, for progress, for the account's budget.
pub trait Observer {
    /// Hears of each try before it is made. `_tries` counts those to this address, this one included.
    fn sends(&self, _tries: u32) {}

    /// Hears of each response.
    fn receives(&self, _response: &Incoming) {}

    /// Hears that the client waits before it tries again.
    fn waits(&self, _wait: &Wait) {}
}

/// Hears nothing.
impl Observer for () {}

/// A wait before the next of at most [`MAX_TRIES`](super::MAX_TRIES).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long it takes.
    pub time: Duration,
    /// The status that the try ended with; none where there was no response.
    pub status: Option<u16>,
    /// Whether the server asked for it.
    pub is_asked_for: bool,
    /// The try that comes after it.
    pub next_try: u32,
}
