//! Inputs of the fuzz targets, and the rules that they hold the plugin to, in one place for both who use
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
mod redirects;
mod schedule;
pub mod settings;
mod texts;

/// The account's user.
pub use gorgias_customers::testing::EMAIL;

use arbitrary::{Result, Unstructured};
use messages::{CALLS, Ending};
use network::network;

/// Takes bytes of any kind; too few make nothing. Panics at what must not be.
pub type Target = fn(&[u8]);

/// The fuzz targets, by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("answer", answer),
    ("fields", fields),
    ("hidden", hidden),
    ("messages", messages),
    ("redirects", redirects),
    ("settings", settings),
    ("stdio", stdio),
];

/// Whatever a server answers, a tool gives a result or a bounded error without credentials.
pub fn answer(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    if let Ok((tool, arguments, answer)) = bytes.choose(&CALLS) {
        let (script, is_good) = network(bytes, answer);
        let ending = messages::call(&script, tool, arguments);
        assert!(ending == Ending::Done || !is_good.get(), "{tool}");
    }
}

/// Whatever keys are asked for, the answer is JSON with these keys alone.
pub fn fields(bytes: &[u8]) {
    let _ = texts::fields(&mut Unstructured::new(bytes));
}

/// Whatever a customer writes, nothing hidden is shown, and it can be turned back.
pub fn hidden(bytes: &[u8]) {
    texts::hidden(&String::from_utf8_lossy(bytes));
}

/// Whatever a client sends, the MCP server answers with one line of JSON-RPC, or with nothing.
pub fn messages(bytes: &[u8]) {
    let _ = messages::check(Unstructured::new(bytes));
}

/// Wherever a server redirects to, the request goes to a host that it names, without the key.
pub fn redirects(bytes: &[u8]) {
    redirects::check(bytes);
}

/// Any environment is either read or refused, without a panic and without a word of its values.
pub fn settings(bytes: &[u8]) {
    if let Ok(environment) = settings::environment(&mut Unstructured::new(bytes)) {
        settings::check(environment);
    }
}

/// In whatever order a client does things on a stream, each request is answered once.
pub fn stdio(bytes: &[u8]) {
    let _ = schedule::check(&mut Unstructured::new(bytes));
}

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

/// Picks one of the texts between separators.
fn pick<'t>(u: &mut Unstructured, texts: &'t str, separator: char) -> Result<&'t str> {
    let texts: Vec<&str> = texts.split(separator).collect();
    u.choose(&texts).copied()
}
