//! Detached signatures in the format of minisign.

use super::Artifact;
use anyhow::{Context, Result};
use minisign::{SecretKey, SecretKeyBox};
use std::{env, fs, io::Cursor, path::Path};

/// The variable with the key's password, for machines where nobody can be asked.
const PASSWORD: &str = "MINISIGN_PASSWORD";

/// A secret key.
pub struct Key(SecretKey);

impl Key {
    /// Reads a key that `minisign -G` wrote. The password of a protected one comes from
    /// `MINISIGN_PASSWORD`, or is asked for at the terminal.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds no such key, or the password is wrong.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let read = || SecretKeyBox::from_string(&text);
        let key = match read()?.into_unencrypted_secret_key() {
            Ok(key) => key,
            Err(_) => read()?.into_secret_key(env::var(PASSWORD).ok())?,
        };
        Ok(Self(key))
    }

    /// The signature of a file, as a file beside it. It says the file's name, so that one file
    /// cannot pass for another.
    ///
    /// Two signatures of the same file differ, unlike all else in a release: the algorithm takes
    /// random numbers.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub fn sign(&self, artifact: &Artifact, version: &str) -> Result<Artifact> {
        let file = artifact.path.display();
        let comment = format!("gorgias-customers {version}, file: {file}");
        let signature = minisign::sign(
            None,
            &self.0,
            Cursor::new(&artifact.bytes),
            Some(&comment),
            Some("signature of gorgias-customers"),
        )
        .with_context(|| format!("signing {file}"))?;
        Ok(Artifact::new(
            format!("{file}.minisig"),
            signature.to_string(),
        ))
    }
}
