//! How long the body of a response may be and has to be: said here alone, since transports move bytes
//! and know no rules.

use super::transport::{End, Incoming, Limits};

/// How many bytes of an error's body are read; the error record keeps fewer.
const MAX_ERROR_BODY: usize = 16 << 10;

impl Limits {
    /// Returns how many bytes to read of the body of a response with this status.
    pub fn body_of(&self, status: u16) -> usize {
        match status {
            200..=299 => self.body,
            // The header says where to go; the body is a page for people.
            300..=399 => 0,
            _ => MAX_ERROR_BODY,
        }
    }
}

impl Incoming {
    /// Returns the length that the body has to have, where that is known. With 204 there is no body,
    /// whatever is announced. The length of a compressed body says nothing: a host that decompresses by
    /// itself may leave both headers as they were.
    pub fn announced_length(&self) -> Option<usize> {
        match self.status == 204 || self.is_encoded() {
            true => None,
            false => self.content_length(),
        }
    }

    /// Tells whether the body still is compressed, which was not asked for.
    pub(super) fn is_compressed(&self) -> bool {
        const GZIP: &[u8] = &[0x1f, 0x8b];
        let is_untouched =
            self.body.starts_with(GZIP) || self.content_length() == Some(self.body.len());
        !self.body.is_empty() && self.is_encoded() && is_untouched
    }

    fn content_length(&self) -> Option<usize> {
        self.header("content-length")?.parse().ok()
    }

    fn is_encoded(&self) -> bool {
        self.header("content-encoding")
            .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"))
    }
}

/// Cuts a body to its limit, and finds one that was cut off, though some hosts call it whole.
pub fn judge(response: &mut Incoming, limits: &Limits) {
    let limit = limits.body_of(response.status);
    let length = response.body.len();
    let is_short = response
        .announced_length()
        .is_some_and(|announced| length < announced);
    if limit == 0 {
        response.end = End::Complete;
    } else if length > limit {
        response.end = End::OverLimit;
    } else if is_short && response.is_success() && response.end == End::Complete {
        response.end = End::Broken("the body is shorter than announced".into());
    }
    response.body.truncate(limit);
}
