//! The limits of one session of the plugin: settings, network addresses, memory.

use crate::network::{Grant, InvalidGrant, Recorder};
use std::sync::Arc;

/// Describes what a session gets. By default nothing: no environment variable, no network address.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) grants: Arc<Vec<Grant>>,
    pub(crate) max_memory: usize,
    pub(crate) recorder: Option<Recorder>,
}

impl Sandbox {
    /// Memory that a session may use unless said otherwise, in bytes: 256 MiB.
    pub const DEFAULT_MAX_MEMORY: usize = 256 << 20;

    /// Makes a sandbox that gives nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            environment: Vec::new(),
            grants: Arc::default(),
            max_memory: Self::DEFAULT_MAX_MEMORY,
            recorder: None,
        }
    }

    /// Sets an environment variable. The process's own environment is never passed on.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.into()));
        self
    }

    /// Sets several environment variables.
    #[must_use]
    pub fn envs<N, V>(self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        variables
            .into_iter()
            .fold(self, |sandbox, (name, value)| sandbox.env(name, value))
    }

    /// Lets requests through to one more address, written as [`Grant`] says.
    ///
    /// # Errors
    ///
    /// When the text is not an address.
    pub fn grant(self, address: &str) -> Result<Self, InvalidGrant> {
        Ok(self.grants([address.parse()?]))
    }

    /// Lets requests through to several more addresses.
    #[must_use]
    pub fn grants(mut self, grants: impl IntoIterator<Item = Grant>) -> Self {
        Arc::make_mut(&mut self.grants).extend(grants);
        self
    }

    /// Keeps what is asked of the network, and what comes back.
    #[must_use]
    pub fn record(mut self, recorder: &Recorder) -> Self {
        self.recorder = Some(recorder.clone());
        self
    }

    /// Limits the session's linear memory, in bytes. Growing beyond it fails inside the plugin,
    /// which then traps.
    #[must_use]
    pub fn max_memory(mut self, bytes: usize) -> Self {
        self.max_memory = bytes;
        self
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}
