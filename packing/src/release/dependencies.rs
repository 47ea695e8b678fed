//! What the component is linked from, as cargo resolves it.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A crate inside the component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The crate's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// An SPDX expression, where the crate says it.
    pub licence: Option<String>,
    /// SHA-256 of the crate as its registry serves it, from the lock file.
    pub sha256: Option<String>,
    /// The places in the list of those that it uses itself.
    pub uses: Vec<usize>,
}

/// The crates that are linked into the component: the plugin's own first, and each once. Not those
/// that only run while it is built, such as macros.
///
/// # Errors
///
/// When cargo does not run, or the lock file is out of date.
pub fn of_component(checkout: &Path) -> Result<Vec<Dependency>> {
    // cargo tree, not cargo metadata: features that other members of the workspace turn on would
    // bring crates that this package alone does not have.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(checkout)
        .args(["tree", "--locked", "--package", "gorgias-customers-plugin"])
        .args([
            "--target",
            "wasm32-wasip2",
            "--edges",
            "normal,no-proc-macro",
        ])
        .args(["--prefix", "depth", "--no-dedupe", "--format", " {p}|{l}"]);
    let output = cargo.output().context("starting cargo tree")?;
    ensure!(
        output.status.success(),
        "cargo tree failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lock = checkout.join("Cargo.lock");
    let lock = fs::read_to_string(&lock).with_context(|| format!("reading {}", lock.display()))?;
    read(&String::from_utf8(output.stdout)?, &checksums(&lock))
}

/// Reads lines such as `1 zmij v1.0.23|MIT`, each below the last one that is less deep.
fn read(tree: &str, checksums: &BTreeMap<(String, String), String>) -> Result<Vec<Dependency>> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut above: Vec<usize> = Vec::new();
    for line in tree.lines() {
        let Some((depth, name, version, licence)) = parts(line) else {
            bail!("cargo tree printed {line:?}");
        };
        let known = found
            .iter()
            .position(|it| it.name == name && it.version == version);
        let index = known.unwrap_or_else(|| {
            found.push(Dependency {
                name: name.to_owned(),
                version: version.to_owned(),
                licence: (!licence.is_empty()).then(|| licence.to_owned()),
                sha256: checksums.get(&(name.into(), version.into())).cloned(),
                uses: Vec::new(),
            });
            found.len() - 1
        });
        above.truncate(depth);
        if let Some(&user) = above.last()
            && !found[user].uses.contains(&index)
        {
            found[user].uses.push(index);
        }
        above.push(index);
    }
    ensure!(!found.is_empty(), "cargo tree printed nothing");
    Ok(found)
}

fn parts(line: &str) -> Option<(usize, &str, &str, &str)> {
    let (depth, rest) = line.split_once(' ')?;
    let (package, licence) = rest.split_once('|')?;
    // A path follows for what comes from no registry; it stays on this machine.
    let mut words = package.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((depth.parse().ok()?, name, version, licence))
}

/// The checksums of a lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |package: &str, key: &str| {
        package.lines().find_map(|line| {
            let rest = line.strip_prefix(key)?.strip_prefix(" = \"")?;
            Some(rest.strip_suffix('"')?.to_owned())
        })
    };
    lock.split("[[package]]")
        .filter_map(|package| {
            let key = (value(package, "name")?, value(package, "version")?);
            Some((key, value(package, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0 plugin v0.1.0 (/home/me/plugin)|MIT\n\
                        1 bindings v2.0.0|Apache-2.0 OR MIT\n\
                        2 bits v1.5.0|MIT\n\
                        1 bits v1.5.0|MIT\n\
                        1 odd v0.0.1|\n";

    #[test]
    fn a_crate_is_listed_once_with_what_it_uses() {
        let sums = checksums(
            "version = 4\n\n[[package]]\nname = \"bits\"\nversion = \"1.5.0\"\n\
             checksum = \"00ff\"\n\n[[package]]\nname = \"plugin\"\nversion = \"0.1.0\"\n",
        );
        let found = read(TREE, &sums).unwrap();
        let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["plugin", "bindings", "bits", "odd"]);
        assert_eq!(found[0].uses, [1, 2, 3]);
        assert_eq!(found[1].uses, [2]);
        assert_eq!(found[2].sha256.as_deref(), Some("00ff"));
        assert_eq!(found[0].sha256, None);
        assert_eq!(found[3].licence, None);
        assert!(!format!("{found:?}").contains("/home"));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        assert!(read("", &BTreeMap::new()).is_err());
        assert!(read("a line\n", &BTreeMap::new()).is_err());
    }
}
