//! Builds the components and makes the files that ship.
//!
//! The build script of `host-test` calls this, so there is one set of bytes: what tests run, what
//! `pack` writes and what is released are the same. The program beside it calls it for other
//! checkouts, to see that they give the same bytes.

mod about;
mod cargo;
mod component;
mod describe;
mod manifest;
#[cfg(feature = "release")]
pub mod release;
mod revision;
mod strip;

use anyhow::{Context, Result};
use std::{fs, path::Path};

pub use crate::{
    about::About,
    component::{COMPONENTS, Component, Exports, MCP, PLUGIN},
    revision::revision,
};

/// What the components are made from, relative to the workspace's root. When one of these changes,
/// they are built again, and a release is refused until the change is committed.
pub const INPUTS: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "components",
    "contract",
    "mcp",
    "packing",
    "rust-toolchain.toml",
    "src",
    "wit",
];

/// Builds the components of the workspace at `root`, with `target_dir` for what cargo leaves
/// behind, and gives the bytes that ship. Both paths are absolute.
///
/// # Errors
///
/// When the Rust target is not installed, a component does not build or loses link-time
/// optimization, or its exports are not those that it promises.
pub fn build(root: &Path, target_dir: &Path) -> Result<Vec<(Component, Vec<u8>)>> {
    let linked = cargo::build(root, target_dir)?;
    COMPONENTS
        .into_iter()
        .zip(linked)
        .map(|(component, linked)| {
            let about = manifest::read(root, &component)?;
            let linked =
                fs::read(&linked).with_context(|| format!("reading {}", linked.display()))?;
            let packed = pack(&component, &linked, &root.join("wit"), &about)
                .with_context(|| format!("packing {}", component.file))?;
            Ok((component, packed))
        })
        .collect()
}

/// Makes the shipped file out of a linked component: strips it, describes its tools, and writes
/// into it what it says about itself.
///
/// # Errors
///
/// When the bytes are no component, when `wit` does not parse or leaves a tool without a
/// description, when the component exports something else than it promises, and when a value of
/// `about` is malformed (licences, URLs).
pub fn pack(component: &Component, linked: &[u8], wit: &Path, about: &About) -> Result<Vec<u8>> {
    let stripped = strip::strip(linked).context("stripping")?;
    let described = match component.exports {
        Exports::Tools(world) => {
            describe::describe(&stripped, wit, world).context("adding the tools' descriptions")?
        }
        Exports::Interfaces(interfaces) => {
            describe::exports_interfaces(&stripped, interfaces)?;
            stripped
        }
    };
    about.write(&described).context("adding the metadata")
}
