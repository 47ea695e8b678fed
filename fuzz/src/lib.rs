//! What the fuzz targets generate and what they hold the plugin to, in one place for both who use
//! it: the fuzzer, with bytes of its own choice, and a bounded test of the packed component in
//! `host-test/tests/all/generated.rs`, with pseudo-random ones.
//!
//! That test includes this file by its path: fuzzing needs nightly and a profile of its own, so
//! this package is no member of the workspace.

pub mod answer;
pub mod arguments;
mod body;
pub mod messages;
pub mod network;
pub mod record;
pub mod settings;
pub mod shape;

use arbitrary::{Result, Unstructured};

/// The account's user.
pub const EMAIL: &str = "ada@shop.test";
/// The user's API key, with characters that JSON and URLs escape.
pub const KEY: &str = r#"k/9"s3cret>>key??~~>?en"#;
/// Base64 of `EMAIL:KEY`, with all characters that URLs escape.
pub const BASIC: &str = "YWRhQHNob3AudGVzdDprLzkiczNjcmV0Pj5rZXk/P35+Pj9lbg==";

/// The credentials in the forms in which a server may echo them, in any text.
pub const SECRETS: [&str; 7] = [
    KEY,
    r#"k\/9"s3cret>>key??~~>?en"#,
    r#"k/9\"s3cret>>key??~~>?en"#,
    "k%2F9%22s3cret%3E%3Ekey%3F%3F~~%3E%3Fen",
    "k%2f9%22s3cret%3e%3ekey%3f%3f~~%3e%3fen",
    BASIC,
    "YWRhQHNob3AudGVzdDprLzkiczNjcmV0Pj5rZXk%2FP35%2BPj9lbg%3D%3D",
];
/// The same inside of a JSON string.
pub const SECRETS_IN_JSON: [&str; 4] = [
    r#"k/9\"s3cret>>key??~~>?en"#,
    r#"k\/9\u0022s3cret\u003E>key??~~\u003e?en"#,
    BASIC,
    r"YWRhQHNob3AudGVzdDprLzkiczNjcmV0Pj5rZXk\/P35\u002BPj9lbg\u003d\u003d",
];

/// One of the texts between separators.
fn pick<'t>(u: &mut Unstructured, texts: &'t str, separator: char) -> Result<&'t str> {
    let texts: Vec<&str> = texts.split(separator).collect();
    u.choose(&texts).copied()
}
