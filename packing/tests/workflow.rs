//! The scripts of the release workflow, on repositories and keys made for the test.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn script(name: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Command::new(root.join(".ci").join(name))
}

/// Makes an empty directory of this test's own, outside of any repository.
fn directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("packing-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

fn git(directory: &Path, arguments: &str) {
    succeed(
        Command::new("git")
            .current_dir(directory)
            .args(["-c", "user.name=a", "-c", "user.email=a@b.test"])
            .args(arguments.split(' ')),
    );
}

#[test]
fn only_a_tag_under_which_everybody_builds_the_same_is_released() {
    let repository = directory("releasable");
    let write = |name: &str, content: &str| fs::write(repository.join(name), content).unwrap();
    let refusal = |directory: &Path, tag: &str| {
        let mut command = script("releasable");
        let output = command.current_dir(directory).arg(tag).output().unwrap();
        assert_eq!(output.status.success(), output.stderr.is_empty());
        text(&output.stderr)
    };
    git(&repository, "init --quiet");
    write(
        "Cargo.toml",
        "[workspace.package]\nversion = \"1.2.3\"\n\n[package]\n",
    );
    write("CHANGELOG.md", "# Changelog\n\n## [1.2.3] - Unreleased\n");
    git(&repository, "add .");
    git(&repository, "commit --quiet --message=one");
    assert!(refusal(&repository, "v1.2.3").contains("CHANGELOG.md"));
    write("CHANGELOG.md", "# Changelog\n\n## [1.2.3] - 2026-01-31\n");
    assert!(refusal(&repository, "v1.2.3").contains("not everything is committed"));
    git(&repository, "commit --quiet --all --message=two");
    assert_eq!(refusal(&repository, "v1.2.3"), "");
    for tag in ["v1.2.4", "1.2.3"] {
        assert!(refusal(&repository, tag).contains("the tag has to be v1.2.3"));
    }
    git(&repository, "tag v1.2.3");
    assert_eq!(refusal(&repository, "v1.2.3"), "");
    git(&repository, "tag --force v1.2.3 HEAD~1");
    assert!(refusal(&repository, "v1.2.3").contains("another commit"));

    let shallow = directory("shallow");
    let source = format!("file://{}", repository.display());
    git(&shallow, &format!("clone --quiet --depth=1 {source} ."));
    assert!(refusal(&shallow, "v1.2.3").contains("shallow"));
    for directory in [repository, shallow] {
        fs::remove_dir_all(directory).unwrap();
    }
}

#[test]
fn a_signature_holds_for_its_file_and_the_key_is_gone() {
    let work = directory("sign");
    let key = work.join("key");
    let mut generate = Command::new("ssh-keygen");
    generate.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]);
    succeed(generate.arg(&key));
    let sums = work.join("SHA256SUMS");
    fs::write(&sums, "of a release\n").unwrap();
    let temporary = work.join("temporary");
    fs::create_dir(&temporary).unwrap();

    let secret = fs::read_to_string(&key).unwrap();
    let sign = |key: &str| {
        let mut command = script("sign");
        command.arg(&sums).env("SIGNING_KEY", key);
        command.env("TMPDIR", &temporary).output().unwrap()
    };
    assert!(sign(&secret).status.success());
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let signers = work.join("signers");
    fs::write(&signers, format!("release {public}")).unwrap();
    let verify = |content: &Path| {
        let mut command = Command::new("ssh-keygen");
        command.args([
            "-Y",
            "verify",
            "-I",
            "release",
            "-n",
            "gorgias-customers",
            "-f",
        ]);
        command
            .arg(&signers)
            .arg("-s")
            .arg(work.join("SHA256SUMS.sig"));
        command
            .stdin(fs::File::open(content).unwrap())
            .output()
            .unwrap()
    };
    assert!(verify(&sums).status.success());
    assert!(!verify(&signers).status.success());

    assert!(!sign("no key").status.success());
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
    fs::remove_dir_all(work).unwrap();
}

#[test]
fn an_image_holds_the_file_under_its_checksum() {
    let work = directory("image");
    let component = work.join("tools.wasm");
    fs::write(&component, "a component").unwrap();
    let image = work.join("image");
    succeed(script("image").arg(&component).arg(&image).arg("1.2.3"));

    let json = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
    let blob = |descriptor: &Value| {
        let digest = descriptor["digest"].as_str().unwrap();
        let path = image.join("blobs").join(digest.replace(':', "/"));
        assert_eq!(fs::metadata(&path).unwrap().len(), descriptor["size"]);
        path
    };
    let index = json(&image.join("index.json"));
    let found = &index["manifests"][0];
    assert_eq!(
        found["annotations"]["org.opencontainers.image.ref.name"],
        "1.2.3"
    );
    let manifest = json(&blob(found));
    let layer = &manifest["layers"][0];
    assert_eq!(layer["mediaType"], "application/wasm");
    assert_eq!(fs::read(blob(layer)).unwrap(), b"a component");
    assert_eq!(
        json(&blob(&manifest["config"]))["layerDigests"][0],
        layer["digest"]
    );
    fs::remove_dir_all(work).unwrap();
}
