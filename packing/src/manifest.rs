//! What a component is to say about itself, from its package's manifest and from git.

use crate::{About, Component, cargo, revision};
use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;
use std::path::Path;

/// Reads the manifest of the component's package in the workspace at `root`.
pub fn read(root: &Path, component: &Component) -> Result<About> {
    let mut command = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .cargo_command();
    cargo::isolate(&mut command);
    let output = command.output().context("starting cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata = MetadataCommand::parse(String::from_utf8(output.stdout)?)?;
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.name == component.package)
        .with_context(|| format!("the workspace has no package {}", component.package))?;
    Ok(About {
        name: component.name(),
        version: package.version.to_string(),
        description: package
            .description
            .context("the manifest has no description")?,
        licences: package.license.context("the manifest has no license")?,
        authors: match package.authors.as_slice() {
            [] => "The gorgias-customers authors".to_owned(),
            named => named.join(", "),
        },
        source: package.repository,
        homepage: package.homepage,
        revision: revision(root),
        rustc: cargo::rustc_version()?,
    })
}
