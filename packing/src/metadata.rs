//! What the shipped file says about itself, read from the plugin's manifest and from git.

use crate::cargo;
use crate::pack::Metadata;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Reads the manifest below `root`. `inputs` are the files that the component is made from; the
/// revision is left out while they differ from what is committed.
pub fn read(root: &Path, inputs: &[&str]) -> Result<Metadata> {
    let package = manifest(root)?;
    let text = |key: &str| package[key].as_str().map(str::to_owned);
    let authors: Vec<&str> = package["authors"]
        .as_array()
        .map(|authors| authors.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    Ok(Metadata {
        // The file's name, not that of the crate which makes it.
        name: text("name")
            .context("the manifest has no name")?
            .trim_end_matches("-plugin")
            .to_owned(),
        version: text("version").context("the manifest has no version")?,
        description: text("description").context("the manifest has no description")?,
        licences: text("license").context("the manifest has no license")?,
        authors: match authors.as_slice() {
            [] => "The gorgias-customers authors".to_owned(),
            named => named.join(", "),
        },
        source: text("repository"),
        homepage: text("homepage"),
        revision: revision(root, inputs),
        rustc: cargo::rustc_version()?,
    })
}

/// The package's section of the manifest, with what it inherits from the workspace filled in.
fn manifest(root: &Path) -> Result<Value> {
    let mut command = Command::new(cargo::program());
    command
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(root.join("Cargo.toml"));
    cargo::isolate(&mut command);
    let output = command.output().context("starting cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    metadata["packages"]
        .as_array()
        .and_then(|packages| {
            packages
                .iter()
                .find(|package| package["name"] == "gorgias-customers-plugin")
        })
        .cloned()
        .context("the workspace has no package gorgias-customers-plugin")
}

/// The last commit that changed the inputs, where that can be told: git is there, `root` is a
/// repository of its own with its whole history, and no input has uncommitted changes.
///
/// Not the commit that is checked out: that one changes with every README, and the file's bytes
/// would depend on when they were built.
pub fn revision(root: &Path, inputs: &[&str]) -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(arguments)
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != root.canonicalize().ok()? {
        return None;
    }
    if git(&["rev-parse", "--is-shallow-repository"])? != "false" {
        return None;
    }
    let changes = git(&[&["status", "--porcelain", "--"], inputs].concat())?;
    let last = git(&[&["log", "-1", "--format=%H", "--"], inputs].concat())?;
    (changes.is_empty() && !last.is_empty()).then_some(last)
}
