//! The nested cargo build: the components for `wasm32-wasip2`, the same bytes on every machine.

use crate::{COMPONENTS, Component};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env,
    ffi::OsString,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What components are built for.
pub const TARGET: &str = "wasm32-wasip2";

/// Builds all components below `target_dir`, and returns the paths of the linked files in the
/// order of [`COMPONENTS`].
///
/// The target directory is its own: the outer cargo holds the lock of the shared one while it
/// waits for this build script.
pub fn build(root: &Path, target_dir: &Path) -> Result<Vec<PathBuf>> {
    let sysroot = PathBuf::from(rustc(&["--print", "sysroot"])?);
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    ensure!(
        libraries.is_dir(),
        "the Rust target {TARGET} is not installed. Install it with:\n\n    rustup target add {TARGET}\n"
    );

    let mut command = Command::new(program());
    command
        .args(["build", "--verbose", "--profile", "component", "--locked"])
        .args(["--target", TARGET, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target_dir)
        .args(COMPONENTS.iter().flat_map(|it| ["--package", it.package]))
        .current_dir(root)
        .stderr(Stdio::piped());
    isolate(&mut command);
    let mut flags = remap_flags(root, target_dir, &sysroot)?;
    // A component's addresses are known when it is linked; computing them costs 4 kB.
    flags.push("-Crelocation-model=static".to_owned());
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));

    let mut cargo = command
        .spawn()
        .context("starting cargo for the components")?;
    let mut unoptimized: Vec<&Component> = Vec::new();
    for line in BufReader::new(cargo.stderr.take().context("cargo's messages")?).lines() {
        let line = line?;
        match compiler_command(&line) {
            Some(command) => {
                unoptimized.extend(
                    COMPONENTS
                        .iter()
                        .filter(|it| lacks_lto(command, it.package)),
                );
            }
            None => eprintln!("{line}"),
        }
    }
    if !cargo.wait()?.success() {
        bail!("the components did not build (see cargo's messages above)");
    }
    let output = target_dir.join(TARGET).join("component");
    if let Some(component) = unoptimized.first() {
        // Otherwise cargo would take them for up to date the next time, and say nothing.
        fs::remove_dir_all(&output)?;
        bail!(
            "cargo left out link-time optimization for {}, as it does for a package that is more \
             than a cdylib",
            component.package
        );
    }
    let file = |package: &str| {
        output
            .join(package.replace('-', "_"))
            .with_extension("wasm")
    };
    Ok(COMPONENTS.iter().map(|it| file(it.package)).collect())
}

/// The compiler's command line that this line of a verbose build shows.
fn compiler_command(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("Running `")
}

/// Whether this compiles the package without link-time optimization. The profile asks for it, and
/// cargo drops it in silence where it cannot be had.
fn lacks_lto(command: &str, package: &str) -> bool {
    let name = format!(" --crate-name {} ", package.replace('-', "_"));
    command.contains(&name) && !command.contains(" -C lto ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_without_link_time_optimization_is_noticed() {
        let lacks = |flags: &str, package: &str| {
            let line = format!("   Running `/bin/rustc --crate-name the_plugin {flags} --cfg x`");
            compiler_command(&line).is_some_and(|command| lacks_lto(command, package))
        };
        assert!(!lacks("-C lto -C codegen-units=1", "the-plugin"));
        assert!(lacks("-C codegen-units=1", "the-plugin"));
        assert!(lacks("-C lto=off", "the-plugin"));
        assert!(!lacks("-C codegen-units=1", "another"));
        assert_eq!(compiler_command("   Fresh the-plugin v0.1.0"), None);
    }
}
