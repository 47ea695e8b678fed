//! The component as JavaScript, by jco. That is a program of npm, so node and npm are needed.

use super::{Artifact, Shipped, checkout};
use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

/// What npm installs goes by this file, which names every package with its checksum.
const LOCK: &str = "package-lock.json";

/// The module `server/gorgias_customers_mcp.js` and what it loads, but for the gate.
pub fn transpile(server: &Shipped<'_>) -> Result<Vec<Artifact>> {
    let directory = install()?;
    let component = directory.join(server.component.file);
    fs::write(&component, server.bytes)
        .with_context(|| format!("writing {}", component.display()))?;
    let out = directory.join("server");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("removing {}", out.display()))?;
    }
    let mut node = Command::new("node");
    node.arg("transpile.js").args([&component, &out]);
    run(&mut node, &directory)?;
    let mut files = Vec::new();
    collect(&out, Path::new("server"), &mut files)?;
    Ok(files)
}

/// The directory with jco in it, below cargo's target directory.
fn install() -> Result<PathBuf> {
    let metadata = MetadataCommand::new()
        .manifest_path(checkout().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    let directory = metadata.target_directory.join("bundle").into_std_path_buf();
    fs::create_dir_all(&directory).with_context(|| format!("making {}", directory.display()))?;
    let source = checkout().join("bundle");
    let lock = fs::read(source.join(LOCK)).with_context(|| format!("reading {LOCK}"))?;
    // Written after the packages, so that a fetch which broke off is begun anew.
    let installed = directory.join("installed");
    let stale = fs::read(&installed).ok().as_ref() != Some(&lock);
    for name in ["package.json", LOCK, "transpile.js"] {
        let (from, to) = (source.join(name), directory.join(name));
        fs::copy(&from, to).with_context(|| format!("copying {}", from.display()))?;
    }
    if stale {
        let mut npm = Command::new("npm");
        npm.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]);
        run(&mut npm, &directory)?;
        fs::write(&installed, &lock).with_context(|| format!("writing {}", installed.display()))?;
    }
    Ok(directory)
}

fn run(command: &mut Command, directory: &Path) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.current_dir(directory).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => bail!(
            "{program} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "{program} was not found: a bundle is made with Node 20 or later and its npm, which \
             fetches jco"
        ),
        Err(error) => Err(error).with_context(|| format!("starting {program}")),
    }
}

fn collect(directory: &Path, below: &Path, files: &mut Vec<Artifact>) -> Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("reading {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let (path, name) = (entry.path(), below.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            collect(&path, &name, files)?;
        } else {
            files.push(Artifact::read(name, &path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_with_what_is_needed() {
        let message = run(&mut Command::new("no-such-node"), Path::new("."))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("no-such-node was not found"),
            "{message}"
        );
        assert!(message.contains("Node 20"), "{message}");
    }

    #[test]
    fn what_a_program_says_when_it_fails_is_told() {
        let mut command = Command::new("cargo");
        let message = run(command.arg("--no-such-option"), Path::new("."))
            .unwrap_err()
            .to_string();
        assert!(message.contains("no-such-option"), "{message}");
    }
}
