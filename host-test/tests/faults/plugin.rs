//! The component, compiled once for all tests here, and its settings.

use host_test::bindings::types::Error;
use host_test::{Plugin, Sandbox};
use mock::faults::FaultServer;
use std::sync::OnceLock;

/// What a tool answered, in short.
pub type Answered = Result<String, Error>;

pub const EMAIL: &str = "me@acme.test";
/// Its base64 form with the email has `+`, `/` and `=` in it.
pub const API_KEY: &str = "s3cret>>key??~~>?en";
pub const EXAMPLE_FILE: &str = "line one\nline two, é\n";

pub fn plugin() -> &'static Plugin {
    static PLUGIN: OnceLock<Plugin> = OnceLock::new();
    PLUGIN.get_or_init(|| Plugin::shipped().expect("the component compiles"))
}

/// A sandbox with credentials, this origin and this deadline.
pub fn sandbox(base_url: &str, timeout_seconds: u64) -> Sandbox {
    Sandbox::new()
        .env("GORGIAS_BASE_URL", base_url)
        .env("GORGIAS_EMAIL", EMAIL)
        .env("GORGIAS_API_KEY", API_KEY)
        .env("GORGIAS_TIMEOUT_SECONDS", timeout_seconds.to_string())
}

/// The same for a server, which is granted.
pub fn sandbox_for(server: &FaultServer, timeout_seconds: u64) -> Sandbox {
    sandbox(&server.base_url(), timeout_seconds)
        .grant(&server.authority())
        .expect("a server's address can be granted")
}
