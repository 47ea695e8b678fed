//! Helpers of the tests. A test starts a [`World`] of its own (a mock Gorgias on free ports, and the
//! shipped component) and makes calls of tools.

pub mod call;
pub mod readme;

pub use call::{Call, Outcome};
pub use host::mcp::ToolError;

use host::{Options, Plugin, Sandbox, Session};
use mock::{LoggedRequest, Mock, Origin, faults::FaultServer};
use std::sync::LazyLock;

use crate::fuzz::{EMAIL, KEY};

static COMPILED: LazyLock<Plugin> =
    LazyLock::new(|| Plugin::shipped().expect("the shipped component loads"));

/// The seven interfaces of WASI that the component may import: its permissions.
pub const PERMISSIONS: [&str; 7] = [
    "wasi:cli/environment@0.2.0",
    "wasi:clocks/monotonic-clock@0.2.0",
    "wasi:http/outgoing-handler@0.2.0",
    "wasi:http/types@0.2.0",
    "wasi:io/error@0.2.0",
    "wasi:io/poll@0.2.0",
    "wasi:io/streams@0.2.0",
];

/// Returns the shipped component with network connections of its own. A test's runtime ends with
/// the test, and takes the connections that were opened in it along.
pub fn plugin() -> Plugin {
    Plugin::from_component(COMPILED.component(), Options::default())
        .expect("what was compiled before links again")
}

/// Makes a sandbox with credentials, this origin and this deadline.
pub fn sandbox(base_url: &str, timeout_seconds: u64) -> Sandbox {
    Sandbox::new()
        .env("GORGIAS_BASE_URL", base_url)
        .env("GORGIAS_EMAIL", EMAIL)
        .env("GORGIAS_API_KEY", KEY)
        .env("GORGIAS_ACCESS", "full")
        .env("GORGIAS_TIMEOUT_SECONDS", timeout_seconds.to_string())
}

/// Makes the same for a server, which is granted.
pub fn sandbox_for(server: &FaultServer, timeout_seconds: u64) -> Sandbox {
    sandbox(&server.base_url(), timeout_seconds)
        .grant(&server.authority())
        .expect("a server's address can be granted")
}

/// Makes a sandbox with the mock's credentials, and both of its hosts granted.
pub fn sandbox_with(mock: &Mock) -> Sandbox {
    let hosts = [mock.base_url(), mock.files_origin()];
    let grants = hosts.map(|host| host.parse().expect("a grant"));
    Sandbox::new().envs(mock.env()).grants(grants)
}

/// A mock Gorgias, and the component that is to talk to it.
pub struct World {
    pub mock: Mock,
    pub plugin: Plugin,
}

impl World {
    pub async fn start() -> Self {
        Self {
            mock: Mock::start().await.expect("a port is free"),
            plugin: plugin(),
        }
    }

    /// Makes a sandbox [`sandbox_with`] this mock.
    pub fn sandbox(&self) -> Sandbox {
        sandbox_with(&self.mock)
    }

    /// Starts a session in [`World::sandbox`].
    pub async fn session(&self) -> Session {
        let session = self.plugin.start(&self.sandbox()).await;
        session.expect("a session starts")
    }

    /// Makes a call in a fresh session.
    pub async fn call(&self, call: &Call) -> Outcome {
        self.call_in(&self.sandbox(), call).await
    }

    /// Makes a call in a fresh session in a sandbox that differs.
    pub async fn call_in(&self, sandbox: &Sandbox, call: &Call) -> Outcome {
        let session = self.plugin.start(sandbox).await;
        make(&mut session.expect("a session starts"), call).await
    }

    /// Lists method and path of all requests since the last clearing, to the API and, marked
    /// `files`, to the file host.
    pub fn requests(&self) -> Vec<String> {
        self.mock.requests().iter().map(line).collect()
    }
}

/// Makes one call in a session that may have made others before.
pub async fn make(session: &mut Session, call: &Call) -> Outcome {
    let outcome = call.make(session).await;
    outcome.unwrap_or_else(|trap| panic!("{call} trapped: {trap:?}"))
}

fn line(request: &LoggedRequest) -> String {
    let files = match request.origin {
        Origin::Api => "",
        Origin::Files => "files ",
    };
    format!("{files}{} {}", request.method, request.path)
}
