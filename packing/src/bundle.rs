//! The MCP server for clients that run Node: as a bundle for a double click, and as an npm package.

mod archive;
mod javascript;
mod manifest;

use crate::artifact::Artifact;
use anyhow::Result;
use component_build::Packed;
use contract::Contract;
use std::path::Path;

pub use manifest::Manifest;

/// The bundle's file name.
pub const BUNDLE: &str = "gorgias-customers.mcpb";

/// Makes the directory of the package, which `npx` runs as it is: the component as JavaScript with
/// what it runs on, and the two manifests. `work` is for what npm installs.
///
/// # Errors
///
/// When node or npm are missing, the packages cannot be fetched, or the component cannot be
/// transpiled.
pub fn package(
    server: &Packed,
    contract: &Contract,
    manifest: &Manifest,
    checkout: &Path,
    work: &Path,
) -> Result<Vec<Artifact>> {
    let mut files = javascript::transpile(server, checkout, work)?;
    for (name, source) in [
        ("icon.png", "bundle/icon.png"),
        ("server/gate.js", "bundle/server/gate.js"),
        ("README.md", "docs/bundle.md"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("LICENSE-MIT", "LICENSE-MIT"),
    ] {
        files.push(Artifact::read(name, &checkout.join(source))?);
    }
    // npx runs it as a program.
    let entry = manifest.text("/server/entry_point")?;
    files.push(Artifact::read(entry, &checkout.join("bundle").join(entry))?.executable());
    files.push(manifest.bundle(&server.about, contract)?);
    files.push(manifest.npm(&server.about)?);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Makes the bundle that holds these files.
///
/// # Errors
///
/// When a file is larger than the format allows.
pub fn bundle(package: &[Artifact]) -> Result<Artifact> {
    Ok(Artifact::new(BUNDLE, archive::zip(package)?))
}
