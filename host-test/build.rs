//! Builds the component, packs it, and tells the library where the shipped bytes are.
//!
//! So plain `cargo run` and `cargo test` need no other step, and tests run the bytes that ship.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    if let Err(error) = run() {
        // The chain alone: a backtrace of this script helps nobody.
        eprintln!("\nerror: {error:#}\n");
        process::exit(1);
    }
}

fn run() -> Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = here.parent().context("host-test has no parent directory")?;
    let out = PathBuf::from(env::var("OUT_DIR")?);

    for input in packing::INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }

    let packed = packing::component(root, &out.join("component"))?;
    let shipped = out.join("gorgias_customers.wasm");
    write_if_changed(&shipped, &packed)?;
    println!(
        "cargo::rustc-env=GORGIAS_CUSTOMERS_WASM={}",
        shipped.display()
    );
    Ok(())
}

fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}
