//! The versions of the protocol.

/// The version in which each request says what it needs said, without a handshake.
pub const MODERN: &str = "2026-07-28";

/// The versions that begin with `initialize`, the newest first.
pub const LEGACY: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// All versions as a JSON array, the newest first.
pub const SUPPORTED: &str = r#"["2026-07-28","2025-11-25","2025-06-18","2025-03-26","2024-11-05"]"#;

/// Tells whether this server speaks the version.
pub fn is_known(version: &str) -> bool {
    version == MODERN || LEGACY.contains(&version)
}

/// Tells whether several messages may come as one array: an idea of 2025-03-26, given up again in
/// 2025-06-18. HTTP names the version in a header, and one without it is this one or older.
pub fn has_batches(header: Option<&str>) -> bool {
    matches!(header, None | Some("2025-03-26" | "2024-11-05"))
}

/// Returns the id of errors that are about no message: from 2025-11-25 on they have none.
pub fn id_of_no_message(version: &str) -> Option<&'static str> {
    LEGACY[1..].contains(&version).then_some("null")
}

/// Tells whether the server can ask a person by itself in this version.
pub fn can_ask(version: &str) -> bool {
    matches!(version, "2025-11-25" | "2025-06-18")
}

/// Returns the version to answer `initialize` with: the client's own, or else the newest with a
/// handshake.
pub fn negotiate(requested: &str) -> &'static str {
    let known = LEGACY.into_iter().find(|&version| version == requested);
    known.unwrap_or(LEGACY[0])
}
