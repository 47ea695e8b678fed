//! The files of a release: complete, agreeing with each other, and those that were agreed to.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn packing(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packing"));
    command.args(arguments);
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Makes an empty directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(directory).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The permissions as they were last agreed to. `UPDATE=1 cargo test -p packing` writes it
/// anew.
fn agreed() -> PathBuf {
    root().join("permissions.json")
}

#[test]
fn a_release_is_complete_the_same_every_time_and_asks_for_what_was_agreed_to() {
    let directories = ["release", "release-again"].map(directory);
    for out in &directories {
        let output = packing(&["--out", out.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let files = read(&directories[0]);
    assert_eq!(files, read(&directories[1]));

    let sums = std::str::from_utf8(&files["SHA256SUMS"]).unwrap();
    let mut listed: Vec<&str> = sums.lines().collect();
    listed.sort_by_key(|line| &line[66..]);
    let expected: Vec<String> = files
        .iter()
        .filter(|(name, _)| *name != "SHA256SUMS")
        .map(|(name, bytes)| format!("{}  {name}", sha256(bytes)))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            "SHA256SUMS",
            "gorgias_customers.policy.yaml",
            "gorgias_customers.wasm",
            "gorgias_customers_mcp.wasm",
            "permissions.json",
            "workload.yaml",
        ]
    );

    let checkout = root().to_str().unwrap();
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(".wasm")) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(!text.contains(checkout), "{name}");
    }
    let asked = std::str::from_utf8(&files["permissions.json"]).unwrap();
    if env::var_os("UPDATE").is_some() {
        return fs::write(agreed(), asked).unwrap();
    }
    let agreed = fs::read_to_string(agreed()).unwrap();
    let more: Vec<&str> = asked.lines().filter(|it| !agreed.contains(it)).collect();
    assert!(
        agreed == asked,
        "the components ask for something else than was agreed to in permissions.json, for {more:?}; \
         `UPDATE=1 cargo test -p packing` and `git diff` show all of it"
    );
}

#[test]
fn policy_and_workload_grant_two_hosts_by_their_whole_names() {
    let out = directory("granted");
    let path = out.to_str().unwrap();
    let output = packing(&[
        "--out",
        path,
        "--tenant",
        "acme",
        "--file-host",
        "files.test",
    ])
    .output()
    .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let yaml = fs::read_to_string(out.join("gorgias_customers.policy.yaml")).unwrap();
    let values = |key: &str| -> Vec<&str> {
        let lines = yaml.lines().map(str::trim);
        lines.filter_map(|line| line.strip_prefix(key)).collect()
    };
    assert_eq!(values("- host: "), ["acme.gorgias.com", "files.test"]);
    // What messages name and a policy does not list would never arrive.
    assert_eq!(
        values("- key: "),
        [
            "GORGIAS_ACCESS",
            "GORGIAS_ACCESS_TOKEN",
            "GORGIAS_API_KEY",
            "GORGIAS_DOMAIN",
            "GORGIAS_EMAIL",
            "GORGIAS_MAX_RESPONSE_BYTES",
            "GORGIAS_TIMEOUT_SECONDS",
        ]
    );
    assert!(!yaml.contains(['{', '}']), "{yaml}");
    let yaml = fs::read_to_string(out.join("workload.yaml")).unwrap();
    let hosts = "allowedHosts:\n              - acme.gorgias.com\n              - files.test\n";
    assert!(yaml.contains(hosts), "{yaml}");
    assert!(yaml.contains("GORGIAS_DOMAIN: acme\n"), "{yaml}");
    assert!(!yaml.contains(['{', '}']), "{yaml}");
}

#[test]
fn nothing_is_written_for_a_wrong_account() {
    let out = directory("refused");
    let path = out.to_str().unwrap();
    for (arguments, reason) in [
        (["--tenant", "*.gorgias.com"], "is no account"),
        (["--file-host", "*"], "is no host name"),
    ] {
        let output = packing(&[&["--out", path], &arguments[..]].concat())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
}

#[test]
fn a_closed_pipe_leaves_a_whole_release_and_is_no_success() {
    let out = directory("closed-pipe");
    let mut child = packing(&["--out", out.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(out.join("SHA256SUMS").is_file(), "{}", stderr(&output));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 6);
}

#[test]
fn the_bundle_asks_for_the_file_host_that_the_tools_know() {
    let manifest: Value = serde_json::from_str(include_str!("../../bundle/manifest.json")).unwrap();
    let host = &manifest["user_config"]["file_host"]["default"];
    let source = include_str!("../../src/client/config.rs");
    let constant = format!("pub const FILE_HOST: &str = {host};");
    assert!(source.contains(&constant), "{constant}");
}
