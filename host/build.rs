//! Builds the components, packs them, and tells the library where the shipped bytes are:
//! `GORGIAS_CUSTOMERS_WASM` for `gorgias_customers.wasm`, and so for each.
//!
//! So plain `cargo run` and `cargo test` need no other step, and tests run the bytes that ship.

use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

fn main() {
    if let Err(error) = run() {
        // The chain alone: a backtrace of this script helps nobody.
        eprintln!("\nerror: {error:#}\n");
        process::exit(1);
    }
}

fn run() -> Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = here.parent().context("host has no parent directory")?;
    let out = PathBuf::from(env::var("OUT_DIR")?);

    for input in component_build::INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }

    let target_dir = component_build::target_dir(root)?;
    for packed in component_build::build(root, &target_dir)? {
        let shipped = out.join(packed.component.file);
        write_if_changed(&shipped, &packed.bytes)?;
        let variable = packed.component.stem().to_ascii_uppercase();
        println!("cargo::rustc-env={variable}_WASM={}", shipped.display());
    }
    Ok(())
}

fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}
