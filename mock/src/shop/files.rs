//! Uploaded files, and the signatures of their addresses.

use bytes::Bytes;
use jiff::Timestamp;

#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its part of an address.
    pub resource: String,
    /// The name that people see.
    pub name: String,
    pub content_type: String,
    pub bytes: Bytes,
}

/// The account's part of a file's address.
pub const DOMAIN_HASH: &str = "Hna8kldnmlal";

/// `box.png` becomes `box-<uuid>.png`; what has no place in an address becomes `-`.
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

/// The end of an address that is given out now, in seconds since 1970: an hour later.
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

#[cfg(test)]
mod tests {
    use super::resource_name;

    #[test]
    fn resource_names_are_safe_in_an_address() {
        for (name, resource) in [
            ("box.png", "box-1.png"),
            ("über uns/../x.tar.gz", "-ber-uns-..-x.tar-1.gz"),
            ("notes", "notes-1"),
            (".env", "env-1"),
        ] {
            assert_eq!(resource_name(name, "1"), resource);
        }
    }
}
