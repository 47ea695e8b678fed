//! Builds the components that ship.
//!
//! Build scripts and the program `packing` call this, so there is one set of bytes: what tests run
//! and what is released are the same.

mod about;
mod cargo;
mod component;
mod describe;
mod manifest;
mod revision;
mod strip;

use anyhow::{Context, Result};
use std::{
    fs::{self, File},
    path::Path,
};

pub use crate::{
    about::About,
    component::{COMPONENTS, Component, Exports, MCP, PLUGIN},
    manifest::target_dir,
    revision::revision,
};

/// The inputs of the components, relative to the workspace's root. When one of these changes,
/// they are built again.
pub const INPUTS: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "components",
    "contract",
    "mcp",
    "packing/build",
    "rust-toolchain.toml",
    "src",
    "wit",
];

/// A component as it ships.
#[derive(Clone, Debug)]
pub struct Packed {
    /// Which one.
    pub component: Component,
    /// Its metadata.
    pub about: About,
    /// The content of its file.
    pub bytes: Vec<u8>,
}

/// Builds the components of the workspace at `root`, with `target_dir` for what cargo leaves
/// behind. Both paths are absolute.
///
/// # Errors
///
/// When the Rust target is not installed, a component does not build or loses link-time
/// optimization, or its exports are not those that it promises.
pub fn build(root: &Path, target_dir: &Path) -> Result<Vec<Packed>> {
    // Builds of several profiles share the directory: none may link while another one reads.
    fs::create_dir_all(target_dir).with_context(|| format!("making {}", target_dir.display()))?;
    let lock = File::create(target_dir.join(".packing"))?;
    lock.lock()?;
    let abouts = manifest::read(root)?;
    let linked = cargo::build(root, target_dir)?;
    COMPONENTS
        .into_iter()
        .zip(linked)
        .zip(abouts)
        .map(|((component, linked), about)| {
            let linked =
                fs::read(&linked).with_context(|| format!("reading {}", linked.display()))?;
            let bytes = pack(&component, &linked, &root.join("wit"), &about)
                .with_context(|| format!("packing {}", component.file))?;
            Ok(Packed {
                component,
                about,
                bytes,
            })
        })
        .collect()
}

/// Makes the shipped file out of a linked component: strips it, describes its tools, and writes
/// into it what it says about itself.
///
/// # Errors
///
/// When the bytes are no component, when `wit` does not parse or leaves a tool without a
/// description, and when the component exports something else than it promises.
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
