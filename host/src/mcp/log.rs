//! Where the server's log goes.

use std::sync::Arc;

/// Takes the lines that the server writes about calls; `GORGIAS_LOG` says in which form.
#[derive(Clone)]
pub struct Log(Arc<dyn Fn(&str) + Send + Sync>);

impl Log {
    /// Hands each line to `write`, without its newline.
    pub fn new(write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(write))
    }

    /// Drops all lines.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|_| ())
    }

    /// Writes a line.
    pub fn write(&self, line: &str) {
        (self.0)(line);
    }
}
