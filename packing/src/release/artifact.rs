//! A file of a release.

use anyhow::{Context, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Path below the release's directory.
    pub path: PathBuf,
    /// Content.
    pub bytes: Vec<u8>,
    /// Whether it is a program.
    pub executable: bool,
}

impl Artifact {
    pub(super) fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            executable: false,
        }
    }

    /// JSON, laid out.
    pub(super) fn json(path: impl Into<PathBuf>, value: &Value) -> Self {
        Self::new(path, format!("{value:#}\n"))
    }

    /// The file at `source`, to be written as `path`.
    pub(super) fn read(path: impl Into<PathBuf>, source: &Path) -> Result<Self> {
        let bytes = fs::read(source).with_context(|| format!("reading {}", source.display()))?;
        Ok(Self::new(path, bytes))
    }

    pub(super) fn executable(self) -> Self {
        Self {
            executable: true,
            ..self
        }
    }

    /// SHA-256 of the content, in hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256(&self.bytes)
    }

    /// Writes the file below `directory`, and the directories that it lies in.
    ///
    /// # Errors
    ///
    /// When that is not possible.
    pub fn write(&self, directory: &Path) -> Result<()> {
        let path = directory.join(&self.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        }
        fs::write(&path, &self.bytes).with_context(|| format!("writing {}", path.display()))?;
        #[cfg(unix)]
        if self.executable {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&path, mode)
                .with_context(|| format!("making {} executable", path.display()))?;
        }
        Ok(())
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
