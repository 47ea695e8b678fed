//! The state of a request on its way.

use super::request::Request;
use crate::format::url::{Origin, Url};

/// Where a request goes at the moment, and what its tries did.
pub struct Attempt {
    /// The address that it goes to.
    pub url: Url,
    /// How many redirects led there.
    pub hops: u32,
    /// How often it was sent there.
    pub tries: u32,
    /// Whether any byte may have left.
    pub sent: bool,
    /// Whether an earlier try may have done what a later one failed to do.
    pub may_be_done: bool,
}

impl Attempt {
    /// Aims at the API, before anything was sent.
    pub fn new(origin: &Origin, request: &Request) -> Self {
        Attempt {
            url: Url {
                origin: origin.clone(),
                target: request.target.clone(),
            },
            hops: 0,
            tries: 0,
            sent: false,
            may_be_done: false,
        }
    }

    /// Goes on to where a redirect leads.
    pub fn follow(&mut self, url: Url) {
        self.url = url;
        self.hops += 1;
        self.tries = 0;
    }

    /// Returns the host that is asked at the moment.
    pub fn host(&self) -> &str {
        &self.url.origin.authority
    }
}
