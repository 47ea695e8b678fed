//! What the integration tests share. A test starts a [`World`] of its own (a mock Gorgias on free
//! ports, and the shipped component) and makes calls written as text.
//!
//! The component is compiled once per test binary.

#![allow(dead_code, reason = "each test binary uses a part of this")]

pub mod samples;
pub mod value;

use host_test::call::{Call, ToolError};
use host_test::{Options, Plugin, Sandbox, Session};
use mock::{LoggedRequest, Mock, MockBuilder, Origin};
use serde_json::Value;
use std::sync::LazyLock;

static COMPILED: LazyLock<Plugin> =
    LazyLock::new(|| Plugin::shipped().expect("the shipped component loads"));

/// The shipped component with network connections of its own. A test's runtime ends with the
/// test, and takes the connections that were opened in it along.
pub fn plugin() -> Plugin {
    Plugin::from_component(COMPILED.component(), COMPILED.bytes(), Options::default())
        .expect("what was compiled before links again")
}

/// A mock Gorgias, and the component that is to talk to it.
pub struct World {
    pub mock: Mock,
    pub plugin: Plugin,
}

impl World {
    /// With the mock's defaults.
    pub async fn start() -> Self {
        Self::with(Mock::builder()).await
    }

    /// With a mock that differs from the default.
    pub async fn with(mock: MockBuilder) -> Self {
        Self {
            mock: mock.start().await.expect("a port is free"),
            plugin: plugin(),
        }
    }

    /// The mock's credentials, and both of its hosts granted.
    pub fn sandbox(&self) -> Sandbox {
        self.blocked().grants([
            self.mock.base_url().parse().expect("a grant"),
            self.mock.files_origin().parse().expect("a grant"),
        ])
    }

    /// The mock's credentials, and no host granted.
    pub fn blocked(&self) -> Sandbox {
        Sandbox::new().envs(self.mock.env())
    }

    /// A session in [`World::sandbox`].
    pub async fn session(&self) -> Session {
        self.session_in(&self.sandbox()).await
    }

    /// A session in a sandbox that differs.
    pub async fn session_in(&self, sandbox: &Sandbox) -> Session {
        self.plugin.start(sandbox).await.expect("a session starts")
    }

    /// A call in a fresh session: what the tool returns (`None` for nothing), or its error.
    pub async fn call(&self, text: &str) -> Result<Option<Value>, ToolError> {
        call(&mut self.session().await, &self.plugin, text).await
    }

    /// A call in a fresh session in a sandbox that differs.
    pub async fn call_in(&self, sandbox: &Sandbox, text: &str) -> Result<Option<Value>, ToolError> {
        call(&mut self.session_in(sandbox).await, &self.plugin, text).await
    }

    /// What a call returns that has to succeed. JSON texts are read: [`value::read`].
    pub async fn ok(&self, text: &str) -> Value {
        match self.call(text).await {
            Ok(value) => value::read(value.unwrap_or_default()),
            Err(error) => panic!("{text}\n{error}"),
        }
    }

    /// The error of a call that has to fail.
    pub async fn err(&self, text: &str) -> ToolError {
        match self.call(text).await {
            Ok(value) => panic!("{text} succeeded with {value:?}"),
            Err(error) => error,
        }
    }

    /// Method and path of all requests since the last clearing, to the API and, marked `files`,
    /// to the file host.
    pub fn requests(&self) -> Vec<String> {
        self.mock.requests().iter().map(line).collect()
    }
}

/// One call in a session that may have made others before.
pub async fn call(
    session: &mut Session,
    plugin: &Plugin,
    text: &str,
) -> Result<Option<Value>, ToolError> {
    let parsed = Call::parse(text, plugin).unwrap_or_else(|error| panic!("{error}"));
    let outcome = session
        .call(&parsed)
        .await
        .unwrap_or_else(|trap| panic!("{text} trapped: {trap:?}"));
    outcome.get().map(|value| value.map(value::of))
}

fn line(request: &LoggedRequest) -> String {
    let files = match request.origin {
        Origin::Api => "",
        Origin::Files => "files ",
    };
    format!("{files}{} {}", request.method, request.path)
}
