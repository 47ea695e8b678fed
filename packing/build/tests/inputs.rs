//! A build looks at all that the components are built from.
#![allow(clippy::unwrap_used, reason = "a test")]

use component_build::{COMPONENTS, INPUTS};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

fn workspace() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Collects the package with all packages of this repository that it is built from or by.
fn with_dependencies<'a>(workspace: &'a [Value], name: &str, found: &mut Vec<&'a Value>) {
    if found.iter().any(|it| it["name"] == name) {
        return;
    }
    let package = workspace.iter().find(|it| it["name"] == name);
    let package = package.unwrap_or_else(|| panic!("{name} is no member of the workspace"));
    found.push(package);
    for dependency in package["dependencies"].as_array().unwrap() {
        if dependency["path"].is_string() && dependency["kind"] != "dev" {
            with_dependencies(workspace, dependency["name"].as_str().unwrap(), found);
        }
    }
}

#[test]
fn every_package_that_a_component_is_made_of_or_by_is_an_input() {
    let workspace = workspace();
    let mut packages = Vec::new();
    for component in COMPONENTS {
        with_dependencies(&workspace, component.package, &mut packages);
    }
    with_dependencies(&workspace, env!("CARGO_PKG_NAME"), &mut packages);

    let root = root();
    let is_input = |path: &Value| {
        let path = Path::new(path.as_str().unwrap())
            .strip_prefix(&root)
            .unwrap();
        INPUTS.iter().any(|input| path.starts_with(input))
    };
    for package in packages {
        let manifest = &package["manifest_path"];
        assert!(is_input(manifest), "{manifest}");
        for target in package["targets"].as_array().unwrap() {
            let compiled = ["lib", "cdylib", "proc-macro", "custom-build"];
            let kinds = target["kind"].as_array().unwrap();
            let compiled = kinds
                .iter()
                .any(|kind| compiled.iter().any(|it| kind == it));
            assert!(!compiled || is_input(&target["src_path"]), "{target}");
        }
    }
}

#[test]
fn every_input_is_there() {
    for input in INPUTS {
        // cargo would run the build script every time.
        assert!(root().join(input).exists(), "{input}");
    }
}
