//! Uploaded files, and the signatures of their addresses.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

use crate::time::{HOUR, Micros, SECOND};

/// The account's part of a file's address.
pub const DOMAIN_HASH: &str = "Hna8kldnmlal";

#[derive(Clone, Debug)]
pub struct StoredFile {
    /// The name that people see.
    pub name: String,
    pub content_type: String,
    pub bytes: Bytes,
}

/// The newest files, by their resource names.
#[derive(Debug)]
pub struct Files {
    keep: usize,
    by_name: HashMap<String, StoredFile>,
    order: VecDeque<String>,
}

impl Files {
    pub fn new(keep: usize) -> Self {
        Self {
            keep,
            by_name: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    pub fn put(&mut self, resource_name: String, file: StoredFile) {
        self.order.push_back(resource_name.clone());
        self.by_name.insert(resource_name, file);
        while self.order.len() > self.keep {
            if let Some(oldest) = self.order.pop_front() {
                self.by_name.remove(&oldest);
            }
        }
    }

    pub fn get(&self, resource_name: &str) -> Option<&StoredFile> {
        self.by_name.get(resource_name)
    }
}

/// `box.png` becomes `box-<uuid>.png`; what has no place in an address becomes `-`.
pub fn resource_name(name: &str, uuid: &str) -> String {
    let clean: String = name
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => letter,
            _ => '-',
        })
        .collect();
    match clean.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => {
            format!("{stem}-{uuid}.{extension}")
        }
        _ => format!("{}-{uuid}", clean.trim_matches('.')),
    }
}

/// Seconds since 1970 at which an address given out now ends.
pub fn expires(now: Micros) -> i64 {
    (now + HOUR) / SECOND
}

/// Ties a file's name to the end of its address (FNV-1a: enough for a mock, the same in every run).
pub fn signature(resource_name: &str, expires: i64) -> String {
    let text = format!("{resource_name}|{expires}|acme");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_names_are_safe_in_an_address() {
        assert_eq!(resource_name("box.png", "1"), "box-1.png");
        assert_eq!(
            resource_name("über uns/../x.tar.gz", "1"),
            "-ber-uns-..-x.tar-1.gz"
        );
        assert_eq!(resource_name("notes", "1"), "notes-1");
        assert_eq!(resource_name(".env", "1"), "env-1");
    }

    #[test]
    fn the_oldest_file_goes_first() {
        let mut files = Files::new(2);
        for name in ["a", "b", "c"] {
            let file = StoredFile {
                name: name.into(),
                content_type: "text/plain".into(),
                bytes: Bytes::new(),
            };
            files.put(name.into(), file);
        }
        assert!(files.get("a").is_none() && files.get("b").is_some() && files.get("c").is_some());
    }
}
