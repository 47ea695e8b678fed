//! Refusals of callers over HTTP.

use alloc::string::String;

/// A refusal of a message that is not read.
pub struct Refusal {
    pub status: u16,
    /// The words for the caller, who hears nothing of the settings.
    pub words: &'static str,
    pub header: Option<(&'static str, &'static str)>,
    /// The words for the log, where they are others.
    pub log: Option<String>,
}

impl Refusal {
    /// Makes a refusal; `words` are for people.
    pub fn new(status: u16, words: &'static str) -> Self {
        Refusal {
            status,
            words,
            header: None,
            log: None,
        }
    }

    /// Refuses everybody, since the settings let nobody in. The log says why.
    pub fn not_set_up(why: String) -> Self {
        let words = "This server is not set up to accept callers; its log says why";
        Refusal {
            log: Some(why),
            ..Refusal::new(503, words)
        }
    }

    /// Asks for a token.
    pub fn unauthorized(words: &'static str, challenge: &'static str) -> Self {
        Refusal {
            header: Some(("www-authenticate", challenge)),
            ..Refusal::new(401, words)
        }
    }
}
