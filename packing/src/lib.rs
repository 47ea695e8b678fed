//! Builds the component and makes the file that ships.
//!
//! The build script of `host-test` calls this, so there is one set of bytes: what tests run, what
//! `pack` writes and what is released are the same. The program beside it calls it for other
//! checkouts, to see that they give the same bytes.

mod cargo;
mod describe;
mod metadata;
pub mod pack;
#[cfg(feature = "release")]
pub mod release;
mod strip;

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// What the component is made from, relative to the workspace's root.
pub const INPUTS: [&str; 9] = [
    "build.rs",
    "contract",
    "packing",
    "plugin",
    "src",
    "wit",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];

/// Builds the plugin of the workspace at `root`, with `target_dir` for what cargo leaves behind,
/// and gives the bytes that ship. Both paths are absolute.
///
/// # Errors
///
/// When the Rust target is not installed, the plugin does not build, or its exports and `wit/`
/// differ.
pub fn component(root: &Path, target_dir: &Path) -> Result<Vec<u8>> {
    let linked = cargo::build(root, target_dir)?;
    let metadata = metadata::read(root, &INPUTS)?;
    let linked = fs::read(&linked).with_context(|| format!("reading {}", linked.display()))?;
    pack::pack(&linked, &root.join("wit"), &metadata).context("packing the component")
}

/// The last commit that changed what the component of the checkout at `root` is made from. None
/// where that cannot be told: without git, in a shallow clone, and with uncommitted changes.
pub fn revision(root: &Path) -> Option<String> {
    metadata::revision(root, &INPUTS)
}
