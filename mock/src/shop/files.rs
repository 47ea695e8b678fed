//! Uploaded files, and the names in their addresses.

use bytes::Bytes;

#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its part of an address.
    pub resource: String,
    pub content_type: String,
    pub bytes: Bytes,
}

/// The account's part of a file's address.
pub const DOMAIN_HASH: &str = "Hna8kldnmlal";

/// The query that an address on the file host must have. Nobody else may make one.
pub const SIGNATURE: &str = "signature=5d1fc0%2Bde%3D&expires=1780254000";

/// Makes the name of an address: `box.png` becomes `box-<uuid>.png`; what has no place in an
/// address becomes `-`.
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
