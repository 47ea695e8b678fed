//! What the components are built from is what a build and a release look at.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, camino::Utf8Path};
use packing::{COMPONENTS, INPUTS};
use std::path::Path;

fn workspace() -> Metadata {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

/// The package with all packages of this repository that it is built from or by.
fn with_dependencies<'a>(workspace: &'a Metadata, name: &str, found: &mut Vec<&'a Package>) {
    if found.iter().any(|it| it.name == name) {
        return;
    }
    let package = workspace.packages.iter().find(|it| it.name == name);
    let package = package.unwrap_or_else(|| panic!("{name} is no member of the workspace"));
    found.push(package);
    for dependency in &package.dependencies {
        if dependency.path.is_some() && dependency.kind != DependencyKind::Development {
            with_dependencies(workspace, &dependency.name, found);
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

    let is_input = |path: &Utf8Path| {
        let path = path.strip_prefix(&workspace.workspace_root).unwrap();
        INPUTS.iter().any(|input| path.starts_with(input))
    };
    for package in packages {
        assert!(
            is_input(&package.manifest_path),
            "{}",
            package.manifest_path
        );
        for target in &package.targets {
            let compiled = target.is_lib()
                || target.is_cdylib()
                || target.is_proc_macro()
                || target.is_custom_build();
            assert!(
                !compiled || is_input(&target.src_path),
                "{}",
                target.src_path
            );
        }
    }
}

#[test]
fn every_input_is_there() {
    let root = workspace().workspace_root;
    for input in INPUTS {
        // cargo would run the build script every time.
        assert!(root.join(input).exists(), "{input}");
    }
}
