//! The nested cargo build: the plugin for `wasm32-wasip2`, the same bytes on every machine.

use anyhow::{Context, Result, bail, ensure};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-wasip2";

/// Builds the plugin below `target_dir`, and returns the path of the linked component.
///
/// The target directory is its own: the outer cargo holds the lock of the shared one while it
/// waits for this build script.
pub fn build(root: &Path, target_dir: &Path) -> Result<PathBuf> {
    let sysroot = PathBuf::from(rustc(&["--print", "sysroot"])?);
    ensure!(
        sysroot
            .join("lib/rustlib")
            .join(TARGET)
            .join("lib")
            .is_dir(),
        "the Rust target {TARGET} is not installed. Install it with:\n\n    rustup target add {TARGET}\n"
    );

    let mut command = Command::new(program());
    command
        .args([
            "build",
            "--profile",
            "component",
            "--locked",
            "--package",
            "gorgias-customers-plugin",
        ])
        .args(["--target", TARGET, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target_dir)
        .current_dir(root);
    isolate(&mut command);
    let mut flags = remap_flags(root, target_dir, &sysroot)?;
    // A component's addresses are known when it is linked; computing them costs 4 kB.
    flags.push("-Crelocation-model=static".to_owned());
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));

    let status = command
        .status()
        .context("starting cargo for the component")?;
    if !status.success() {
        bail!("the component did not build (see cargo's messages above)");
    }
    Ok(target_dir
        .join(TARGET)
        .join("component/gorgias_customers_plugin.wasm"))
}

/// The version of the compiler in use, `1.95.0`.
pub fn rustc_version() -> Result<String> {
    let line = rustc(&["--version"])?;
    Ok(line
        .split_whitespace()
        .nth(1)
        .unwrap_or("unknown")
        .to_owned())
}

/// The cargo that runs this build script.
pub fn program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Takes away what the outer cargo tells its build scripts, and settings of the caller that would
/// change the component's bytes: flags, profiles, wrappers (clippy's among them).
///
/// What says where things are and how to reach a registry stays.
pub fn isolate(command: &mut Command) {
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
    let commit = rustc(&["--version", "--verbose"])?
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: ").map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned());
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
