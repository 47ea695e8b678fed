//! The component as JavaScript, by jco. That is a program of npm, so node and npm are needed.

use crate::artifact::Artifact;
use anyhow::{Context, Result, bail};
use component_build::Packed;
use std::{env, fs, io::ErrorKind, path::Path, process::Command};

/// Names every package that npm installs, with its checksum.
const LOCK: &str = "package-lock.json";

/// Makes the module `server/gorgias_customers_mcp.js` and what it loads, but for the gate. `work` is
/// where npm installs jco; it stays for the next time.
pub fn transpile(server: &Packed, checkout: &Path, work: &Path) -> Result<Vec<Artifact>> {
    install(&checkout.join("bundle"), work)?;
    let component = work.join(server.component.file);
    fs::write(&component, &server.bytes)
        .with_context(|| format!("writing {}", component.display()))?;
    let out = work.join("server");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("removing {}", out.display()))?;
    }
    let mut node = Command::new("node");
    node.arg("transpile.js").args([&component, &out]);
    run(&mut node, work)?;
    let mut files = Vec::new();
    collect(&out, Path::new("server"), &mut files)?;
    Ok(files)
}

/// Installs jco as the lock file in `source` says.
fn install(source: &Path, work: &Path) -> Result<()> {
    fs::create_dir_all(work).with_context(|| format!("making {}", work.display()))?;
    let lock = fs::read(source.join(LOCK)).with_context(|| format!("reading {LOCK}"))?;
    // Written after the packages, so that a fetch which broke off is begun anew.
    let installed = work.join("installed");
    let stale = fs::read(&installed).ok().as_ref() != Some(&lock);
    for name in ["package.json", LOCK, "transpile.js"] {
        let (from, to) = (source.join(name), work.join(name));
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
        run(&mut npm, work)?;
        fs::write(&installed, &lock).with_context(|| format!("writing {}", installed.display()))?;
    }
    Ok(())
}

/// Runs a program that others wrote, with no variable but those that it needs.
fn run(command: &mut Command, directory: &Path) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let variables = env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_needed));
    command.env_clear().envs(variables).current_dir(directory);
    match command.output() {
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

/// Judges by its name whether npm or node needs a variable to find programs, homes, temporary
/// directories, and the registry. Everything else may be a secret.
fn is_needed(variable: &str) -> bool {
    const NEEDED: [&str; 17] = [
        "APPDATA",
        "COMSPEC",
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LOCALAPPDATA",
        "NODE_EXTRA_CA_CERTS",
        "NO_PROXY",
        "NPM_CONFIG_CACHE",
        "NPM_CONFIG_REGISTRY",
        "NPM_CONFIG_USERCONFIG",
        "PATH",
        "PATHEXT",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
    ];
    // Windows and npm do not tell upper from lower case.
    NEEDED.contains(&variable.to_ascii_uppercase().as_str())
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
    fn a_program_gets_no_variable_that_may_be_a_secret() {
        for name in ["PATH", "npm_config_cache", "https_proxy", "SystemRoot"] {
            assert!(is_needed(name), "{name}");
        }
        for name in ["GH_TOKEN", "MINISIGN_PASSWORD", "NODE_OPTIONS", "ANYTHING"] {
            assert!(!is_needed(name), "{name}");
        }
    }
}
