//! The files of a release, made from the shipped component.
//!
//! The same component gives the same bytes in every file, on every machine and at any time: no
//! file holds a time, a random number or a directory.

mod about;
mod checklist;
mod dependencies;
mod oci;
mod policy;
mod sbom;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

pub use about::About;
pub use checklist::check;
pub use oci::layout;
pub use policy::Policy;

/// The component's file name. Hosts hang policies and secrets on its stem.
pub const COMPONENT: &str = "gorgias_customers.wasm";
/// The policy's file name, as wassette looks for it beside the component.
pub const POLICY: &str = "gorgias_customers.policy.yaml";
/// The file name of the software bill of materials, as the CycloneDX guide asks for.
pub const SBOM: &str = "gorgias_customers.cdx.json";
/// The file name of the checksums, in the form of `sha256sum`.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Path below the release's directory.
    pub path: PathBuf,
    /// Content.
    pub bytes: Vec<u8>,
}

impl Artifact {
    fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
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
        fs::write(&path, &self.bytes).with_context(|| format!("writing {}", path.display()))
    }
}

/// The shipped component, a policy for it, its bill of materials, and the checksums of all three.
///
/// # Errors
///
/// When cargo cannot say what the component depends on: it is asked, in the checkout that this
/// program was built from.
pub fn artifacts(component: &[u8], policy: &Policy) -> Result<Vec<Artifact>> {
    let about = About::read(component)?;
    let dependencies = dependencies::of_component(checkout())?;
    let mut artifacts = vec![
        Artifact::new(COMPONENT, component),
        Artifact::new(POLICY, policy.yaml(&about)),
        Artifact::new(SBOM, sbom::json(&about, component, &dependencies)?),
    ];
    let mut checksums = String::new();
    for artifact in &artifacts {
        writeln!(
            checksums,
            "{}  {}",
            artifact.sha256(),
            artifact.path.display()
        )?;
    }
    artifacts.push(Artifact::new(CHECKSUMS, checksums));
    Ok(artifacts)
}

/// The checkout that this program was built from.
fn checkout() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
