//! A release that runs other people's programs: none of them sees a secret, no install script runs.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

const SECRET: &str = "hunter2-of-the-test";
const VARIABLES: [&str; 10] = [
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "CARGO_REGISTRY_TOKEN",
    "DEPLOY_PRIVATE",
    "GH_TOKEN",
    "GOOGLE_CREDENTIALS",
    "GORGIAS_API_KEY__acme",
    "MINISIGN_PASSWORD",
    "SIGNING_KEY",
    "npm_token",
];

/// Makes an empty directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn with_secrets(command: &mut Command) -> &mut Command {
    command.envs(VARIABLES.map(|name| (name, SECRET)))
}

/// Finds a program in PATH.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path).map(|it| it.join(name));
    found.into_iter().find(|it| it.is_file()).unwrap()
}

#[test]
fn nothing_that_a_release_runs_sees_a_secret() {
    let work = directory("rehearsal");
    // A package that looks around when it is installed.
    let package = work.join("package");
    fs::create_dir(&package).unwrap();
    let seen = work.join("postinstall.seen");
    let json = format!(
        r#"{{"name":"a","version":"1.0.0","scripts":{{"postinstall":"env >{}"}}}}"#,
        seen.display()
    );
    fs::write(package.join("package.json"), json).unwrap();
    let lock = r#"{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}"#;
    fs::write(package.join("package-lock.json"), lock).unwrap();

    // Programs that look around before they do their work: npm installs that package.
    let programs = work.join("programs");
    fs::create_dir(&programs).unwrap();
    let stand_in = |name: &str, script: String| {
        let path = programs.join(name);
        let seen = work.join(name).with_extension("seen");
        let script = format!("#!/bin/sh\nenv >>'{}'\n{script}\n", seen.display());
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let npm = program("npm");
    let path = std::env::var("PATH").unwrap();
    let install = format!(
        "cd '{}' && PATH='{path}' exec '{}' \"$@\"",
        package.display(),
        npm.display()
    );
    stand_in("npm", install);
    stand_in("node", "echo the stand-in ran >&2; exit 1".to_owned());
    let cargo = stand_in("cargo", format!("exec '{}' \"$@\"", env!("CARGO")));

    // The package does see what npm is given, where its script runs.
    let mut careless = Command::new(&npm);
    careless.args(["ci", "--no-audit"]).current_dir(&package);
    assert!(
        with_secrets(&mut careless)
            .output()
            .unwrap()
            .status
            .success()
    );
    assert!(fs::read_to_string(&seen).unwrap().contains(SECRET));
    fs::remove_file(&seen).unwrap();

    let mut packing = Command::new(env!("CARGO_BIN_EXE_packing"));
    packing
        .arg("--bundle")
        .args(["--out", work.join("dist").to_str().unwrap()])
        .args(["--npm-dir", work.join("npm-dir").to_str().unwrap()])
        .env("CARGO", cargo)
        .env("PATH", format!("{}:{path}", programs.display()));
    let output = with_secrets(&mut packing).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.contains("node failed:\nthe stand-in ran"),
        "{message}"
    );
    assert!(!work.join("dist").exists());

    assert!(!seen.exists(), "the package's install script ran");
    for name in ["cargo", "npm", "node"] {
        let seen = fs::read_to_string(work.join(name).with_extension("seen")).unwrap();
        assert!(!seen.contains(SECRET), "{name} saw {seen}");
        assert!(seen.contains("PATH="), "{name}");
    }
}
