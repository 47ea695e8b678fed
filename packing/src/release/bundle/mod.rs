//! The MCP server for clients that run Node: as a bundle for a double click, and as an npm package.

mod archive;
mod javascript;
mod manifest;

use super::{Artifact, Shipped, Tool, checkout};
use crate::About;
use anyhow::Result;
use manifest::ENTRY;

pub(super) use manifest::{DESCRIPTION, Setting, TITLE, settings};

/// The bundle's file name.
pub const BUNDLE: &str = "gorgias-customers.mcpb";

/// The directory of the package, which can be run by `npx` as it is: the component as JavaScript with
/// what it runs on, and the two manifests.
///
/// # Errors
///
/// When node or npm are missing, the packages cannot be fetched, or the component cannot be
/// transpiled.
pub fn package(server: &Shipped<'_>, tools: &[Tool]) -> Result<Vec<Artifact>> {
    let about = About::read(server.bytes)?;
    let mut files = javascript::transpile(server)?;
    for (name, source) in [
        ("icon.png", "bundle/icon.png"),
        ("server/gate.js", "bundle/server/gate.js"),
        ("README.md", "docs/bundle.md"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("LICENSE-MIT", "LICENSE-MIT"),
    ] {
        files.push(Artifact::read(name, &checkout().join(source))?);
    }
    // npx runs it as a program.
    let entry = Artifact::read(ENTRY, &checkout().join("bundle").join(ENTRY))?;
    files.push(entry.executable());
    files.push(manifest::bundle(&about, tools));
    files.push(manifest::npm(&about));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// The bundle that holds these files.
///
/// # Errors
///
/// When a file is larger than the format allows.
pub fn bundle(package: &[Artifact]) -> Result<Artifact> {
    Ok(Artifact::new(BUNDLE, archive::zip(package)?))
}
