//! The nested cargo build: the components for `wasm32-wasip2`, the same bytes on every machine.

use crate::COMPONENTS;
use anyhow::{Context, Result, ensure};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The target that components are built for.
const TARGET: &str = "wasm32-wasip2";
/// The profile in the workspace's `Cargo.toml`.
const PROFILE: &str = "component";

/// Builds all components below `target_dir`, and returns the paths of the linked files in the
/// order of [`COMPONENTS`].
///
/// The target directory is its own: the outer cargo holds the lock of the shared one while it
/// waits for a build script.
pub fn build(root: &Path, target_dir: &Path) -> Result<Vec<PathBuf>> {
    let sysroot = PathBuf::from(rustc(&["--print", "sysroot"])?);
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    ensure!(
        libraries.is_dir(),
        "the Rust target {TARGET} is not installed. Install it with:\n\n    rustup target add {TARGET}\n"
    );

    let mut command = Command::new(program());
    command
        .args(["build", "--profile", PROFILE, "--locked"])
        .args(["--target", TARGET, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target_dir)
        .args(COMPONENTS.iter().flat_map(|it| ["--package", it.package]))
        .current_dir(root);
    isolate(&mut command);
    let mut flags = remap_flags(root, target_dir, &sysroot)?;
    // A component's addresses are known when it is linked; computing them costs 4 kB.
    flags.push("-Crelocation-model=static".to_owned());
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    let status = command
        .status()
        .context("starting cargo for the components")?;
    ensure!(
        status.success(),
        "the components did not build (see cargo's messages above)"
    );
    let directory = target_dir.join(TARGET).join(PROFILE);
    let linked = COMPONENTS.iter().map(|component| {
        let name = component.package.replace('-', "_");
        directory.join(name).with_extension("wasm")
    });
    Ok(linked.collect())
}

/// Returns what the compiler in use says of itself: its `release`, `1.95.0`, or its `commit-hash`.
pub fn rustc_version(key: &str) -> Result<String> {
    let text = rustc(&["--version", "--verbose"])?;
    let mut pairs = text.lines().filter_map(|line| line.split_once(": "));
    let found = pairs.find(|(known, _)| *known == key);
    Ok(found.map_or("unknown", |(_, value)| value).to_owned())
}

/// Returns the cargo that runs this build script.
pub fn program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Takes away variables that may hold secrets: build scripts of dependencies see what cargo sees.
pub fn hide_secrets(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_secret) {
            command.env_remove(&name);
        }
    }
}

/// Takes away what the outer cargo tells its build scripts, settings of the caller that would
/// change the component's bytes (flags, profiles, wrappers, clippy's among them), and secrets.
///
/// Variables that say where things are and how to reach a registry stay.
fn isolate(command: &mut Command) {
    const KEEP: [&str; 7] = [
        "CARGO_HOME",
        "CARGO_HTTP_",
        "CARGO_MAKEFLAGS",
        "CARGO_NET_",
        "CARGO_REGISTRIES_",
        "CARGO_REGISTRY_",
        "CARGO_SOURCE_",
    ];
    const DROP: [&str; 7] = [
        "HOST",
        "NUM_JOBS",
        "OPT_LEVEL",
        "OUT_DIR",
        "PROFILE",
        "TARGET",
        "DEBUG",
    ];
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let of_cargo = text.starts_with("CARGO") && !KEEP.iter().any(|keep| text.starts_with(keep));
        let of_rustc =
            text.starts_with("RUSTC") || text.starts_with("RUSTDOC") || text == "RUSTFLAGS";
        if of_cargo || of_rustc || DROP.contains(&text) {
            command.env_remove(&name);
        }
    }
    hide_secrets(command);
}

/// Judges by its name whether a variable holds a secret.
fn is_secret(variable: &str) -> bool {
    const WORDS: [&str; 8] = [
        "CREDENTIAL",
        "GORGIAS_",
        "MINISIGN",
        "PASSW",
        "PRIVATE",
        "SECRET",
        "TOKEN",
        "_KEY",
    ];
    let name = variable.to_ascii_uppercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Replaces every directory of this machine that can get into the component through the source
/// locations of panics. A later flag wins over an earlier one, so the widest come first.
fn remap_flags(root: &Path, target_dir: &Path, sysroot: &Path) -> Result<Vec<String>> {
    let mut pairs = vec![(root.to_path_buf(), ".".to_owned())];
    if let Some(home) = cargo_home() {
        pairs.push((home.clone(), "/cargo".to_owned()));
        // The directory's name tells which registry or mirror the sources came from.
        let registries = home.join("registry/src");
        if let Ok(entries) = registries.read_dir() {
            let mut directories: Vec<PathBuf> =
                entries.flatten().map(|entry| entry.path()).collect();
            directories.sort();
            pairs.extend(
                directories
                    .into_iter()
                    .map(|path| (path, "/cargo/registry".to_owned())),
            );
        }
    }
    pairs.push((target_dir.to_path_buf(), "/target".to_owned()));
    // With the rust-src component installed, rustc names the standard library's sources by their
    // place on this machine; without it, by the compiler's commit.
    let commit = rustc_version("commit-hash")?;
    pairs.push((
        sysroot.join("lib/rustlib/src/rust"),
        format!("/rustc/{commit}"),
    ));

    pairs
        .into_iter()
        .map(|(from, to)| {
            let from = from
                .to_str()
                .with_context(|| format!("{} is not UTF-8", from.display()))?;
            Ok(format!("--remap-path-prefix={from}={to}"))
        })
        .collect()
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

fn rustc(arguments: &[&str]) -> Result<String> {
    let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&program)
        .args(arguments)
        .output()
        .with_context(|| format!("starting {}", program.display()))?;
    ensure!(
        output.status.success(),
        "rustc {} failed",
        arguments.join(" ")
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
