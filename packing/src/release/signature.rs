//! Detached signatures in the format of minisign.

use super::Artifact;
use anyhow::{Context, Result, bail};
use minisign::{ErrorKind, SecretKey, SecretKeyBox};
use std::{env, fs, io::Cursor, path::Path};

/// The variable with the key's password, for machines where nobody can be asked.
const PASSWORD: &str = "MINISIGN_PASSWORD";

/// A secret key.
pub struct Key(SecretKey);

impl Key {
    /// Reads a key that `minisign -G` or `rsign generate` wrote. The password of a protected one comes
    /// from `MINISIGN_PASSWORD`, or is asked for at the terminal.
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
            Err(error) if matches!(error.kind(), ErrorKind::Verify) => bail!(
                "{} has no valid checksum, as `minisign -G -W` leaves it out; make a key with a \
                 password",
                path.display()
            ),
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

#[cfg(test)]
mod tests {
    use super::*;
    use minisign::KeyPair;
    use minisign_verify::{PublicKey, Signature};
    use std::path::PathBuf;

    /// A file with this text, in a directory of the system's for what nobody keeps.
    fn file(name: &str, text: &str) -> PathBuf {
        let name = format!("gorgias-customers-{}-{name}", std::process::id());
        let path = env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn another_program_accepts_the_signature_of_the_file_and_of_no_other() {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let path = file("key", &pair.sk.to_box(None).unwrap().into_string());
        let key = Key::read(&path).unwrap();
        fs::remove_file(path).unwrap();
        let artifact = Artifact::new("tools.wasm", "a component");
        let signed = key.sign(&artifact, "1.2.3").unwrap();
        assert_eq!(signed.path, Path::new("tools.wasm.minisig"));

        let signature = std::str::from_utf8(&signed.bytes).unwrap();
        let signature = Signature::decode(signature).unwrap();
        assert_eq!(
            signature.trusted_comment(),
            "gorgias-customers 1.2.3, file: tools.wasm"
        );
        let public = PublicKey::from_base64(&pair.pk.to_base64()).unwrap();
        public.verify(b"a component", &signature, false).unwrap();
        assert!(public.verify(b"another one", &signature, false).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let path = file("no-key", "untrusted comment: nothing\nAAAA\n");
        assert!(Key::read(&path).is_err());
        fs::remove_file(path).unwrap();
        // As minisign 0.11 writes it with -W, but for the random parts.
        let unchecked = format!("untrusted comment: \nRWQAAEIy{}=\n", "A".repeat(203));
        let path = file("unchecked-key", &unchecked);
        let message = Key::read(&path).err().unwrap().to_string();
        assert!(message.contains("make a key with a password"), "{message}");
        fs::remove_file(path).unwrap();
        let missing = Key::read(Path::new("no-such-key")).err().unwrap();
        assert_eq!(missing.to_string(), "reading no-such-key");
    }
}
