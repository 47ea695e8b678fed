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
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it is a program.
    pub executable: bool,
}

impl Artifact {
    pub fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            executable: false,
        }
    }

    /// Makes a file of JSON, laid out.
    pub fn json(path: impl Into<PathBuf>, value: &Value) -> Self {
        Self::new(path, format!("{value:#}\n"))
    }

    /// Reads the file at `source`, to be written as `path`.
    pub fn read(path: impl Into<PathBuf>, source: &Path) -> Result<Self> {
        let bytes = fs::read(source).with_context(|| format!("reading {}", source.display()))?;
        Ok(Self::new(path, bytes))
    }

    pub fn executable(self) -> Self {
        Self {
            executable: true,
            ..self
        }
    }

    /// Returns the SHA-256 of the content in hexadecimal digits.
    pub fn sha256(&self) -> String {
        let mut text = String::new();
        for byte in Sha256::digest(&self.bytes) {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// Writes the file below `directory`, and the directories that it lies in.
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
