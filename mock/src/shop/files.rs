//! Uploaded files, and the signatures of their addresses.

use bytes::Bytes;
use jiff::Timestamp;

#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its part of an address.
    pub resource: String,
    pub content_type: String,
    pub bytes: Bytes,
}

/// The account's part of a file's address.
pub const DOMAIN_HASH: &str = "Hna8kldnmlal";

/// Makes the name of an address: `box.png` becomes `box-<uuid>.png`; what has no place in an address becomes `-`.
pub fn resource_name(name: &str, uuid: &str) -> String {
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let clean = name.replace(|letter| !safe(letter), "-");
    match clean.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => {
            format!("{stem}-{uuid}.{extension}")
        }
        _ => format!("{}-{uuid}", clean.trim_matches('.')),
    }
}

/// Returns when an address ends that is given out now, in seconds since 1970: an hour later.
pub fn expires(now: Timestamp) -> i64 {
    now.as_second() + 3_600
}

/// Ties a file's name to the end of its address (FNV-1a: enough for a mock, the same in every run).
pub fn signature(resource: &str, expires: &str) -> String {
    let text = format!("{resource}|{expires}|acme");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
