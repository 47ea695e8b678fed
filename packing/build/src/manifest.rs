//! Reads the packages' manifests, as cargo understands them.

use crate::{About, COMPONENTS, cargo, revision};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Reads what each of [`COMPONENTS`] is to say about itself from the manifest of its package in the
/// workspace at `root`, and from git.
pub fn read(root: &Path) -> Result<Vec<About>> {
    let metadata = metadata(root)?;
    let rustc = cargo::rustc_version("release")?;
    let revision = revision(root);
    let about = COMPONENTS.iter().map(|component| {
        let package = metadata["packages"]
            .as_array()
            .and_then(|packages| packages.iter().find(|it| it["name"] == component.package))
            .with_context(|| format!("the workspace has no package {}", component.package))?;
        ensure!(
            is_optimized(package),
            "{} is more than a cdylib, for which cargo leaves out link-time optimization in silence",
            component.package
        );
        let field = |name: &str| package[name].as_str().map(str::to_owned);
        let required =
            |name| field(name).with_context(|| format!("{} has no {name}", component.package));
        let authors: Vec<&str> = package["authors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        Ok(About {
            name: component.name(),
            version: required("version")?,
            description: required("description")?,
            licences: required("license")?,
            authors: match authors.as_slice() {
                [] => "The gorgias-customers authors".to_owned(),
                named => named.join(", "),
            },
            source: field("repository"),
            homepage: field("homepage"),
            revision: revision.clone(),
            rustc: rustc.clone(),
        })
    });
    about.collect()
}

/// Tells whether cargo applies the profile's link-time optimization to the package's library.
fn is_optimized(package: &Value) -> bool {
    let mut targets = package["targets"].as_array().into_iter().flatten();
    targets.any(|target| target["kind"] == json!(["cdylib"]))
}

/// Returns where all builds of the workspace at `root` build the components: below its target
/// directory, so that neither another profile nor `packing` compiles them again.
///
/// # Errors
///
/// When cargo does not run there.
pub fn target_dir(root: &Path) -> Result<PathBuf> {
    let metadata = metadata(root)?;
    let shared = metadata["target_directory"].as_str();
    Ok(Path::new(shared.context("cargo names no target directory")?).join("components"))
}

fn metadata(root: &Path) -> Result<Value> {
    let mut command = Command::new(cargo::program());
    command
        .args([
            "metadata",
            "--format-version=1",
            "--no-deps",
            "--manifest-path",
        ])
        .arg(root.join("Cargo.toml"));
    cargo::hide_secrets(&mut command);
    let output = command.output().context("starting cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::is_optimized;
    use serde_json::json;

    #[test]
    fn only_a_cdylib_alone_is_optimized() {
        let script = json!({"kind": ["custom-build"]});
        for (kind, optimized) in [
            (json!(["cdylib"]), true),
            (json!(["cdylib", "lib"]), false),
            (json!(["lib"]), false),
        ] {
            let package = json!({"targets": [script, {"kind": kind}]});
            assert_eq!(is_optimized(&package), optimized, "{package}");
        }
    }
}
