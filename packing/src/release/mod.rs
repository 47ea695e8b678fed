//! The files of a release, made from the shipped components.
//!
//! The same components give the same bytes in every file, on every machine and at any time: no
//! file holds a time, a random number or a directory. Signatures alone are other ones each time.

mod artifact;
mod bundle;
mod checklist;
mod dependencies;
mod oci;
mod permissions;
mod policy;
mod registry;
mod sbom;
mod signature;
mod tool;

use crate::{About, Component, Exports};
use anyhow::Result;
use std::path::Path;

pub use artifact::Artifact;
pub use bundle::{BUNDLE, bundle, package};
pub use checklist::check;
pub use oci::layout;
pub use permissions::{PERMISSIONS, permissions};
pub use policy::Policy;
pub use registry::{SERVER, bundle_url, server};
pub use signature::Key;
pub use tool::Tool;

/// The file name of the checksums, in the form of `sha256sum`.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// A component and the bytes of its file.
#[derive(Clone, Copy, Debug)]
pub struct Shipped<'a> {
    /// Which one.
    pub component: Component,
    /// The packed file.
    pub bytes: &'a [u8],
}

/// The name of the component's policy, as wassette looks for it beside the component.
#[must_use]
pub fn policy_file(component: &Component) -> String {
    format!("{}.policy.yaml", component.stem())
}

/// The name of the component's software bill of materials, as the CycloneDX guide asks for.
#[must_use]
pub fn sbom_file(component: &Component) -> String {
    format!("{}.cdx.json", component.stem())
}

/// The shipped components with their bills of materials, and a policy for the one that agent hosts
/// load.
///
/// # Errors
///
/// When cargo cannot say what a component depends on: it is asked, in the checkout that this
/// program was built from.
pub fn artifacts(shipped: &[Shipped<'_>], policy: &Policy) -> Result<Vec<Artifact>> {
    let mut artifacts = Vec::new();
    for Shipped { component, bytes } in shipped {
        let about = About::read(bytes)?;
        artifacts.push(Artifact::new(component.file, *bytes));
        if matches!(component.exports, Exports::Tools(_)) {
            let policy = policy.yaml(&about, component.file);
            artifacts.push(Artifact::new(policy_file(component), policy));
        }
        let dependencies = dependencies::of_component(component, checkout())?;
        let sbom = sbom::json(&about, bytes, &dependencies)?;
        artifacts.push(Artifact::new(sbom_file(component), sbom));
    }
    Ok(artifacts)
}

/// The checksums of these files.
#[must_use]
pub fn checksums(artifacts: &[Artifact]) -> Artifact {
    let lines = artifacts
        .iter()
        .map(|it| format!("{}  {}\n", it.sha256(), it.path.display()));
    Artifact::new(CHECKSUMS, lines.collect::<String>())
}

/// The checkout that this program was built from.
fn checkout() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
