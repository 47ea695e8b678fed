//! What a component is linked from.
//!
//! The graph comes from guppy, which repeats cargo's choice of features on top of cargo metadata.
//! cargo metadata alone does not tell: it lists the features that any member of the workspace
//! turns on, and with them crates that the components do not have.

use crate::{COMPONENTS, Component, cargo};
use anyhow::{Context, Result};
use cargo_lock::Lockfile;
use guppy::{
    MetadataCommand,
    graph::{
        DependencyDirection, PackageGraph, PackageMetadata,
        cargo::{CargoOptions, CargoSet},
        feature::{FeatureSet, StandardFeatures},
    },
    platform::{Platform, PlatformSpec, TargetFeatures},
};
use std::path::Path;

/// A crate inside a component, or the component itself.
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

/// The crates that are linked into the component, each once. Not those that only run while it is
/// built, such as macros. The first stands for all the packages of this repository: they are what
/// is described, and come from no registry.
///
/// # Errors
///
/// When cargo does not run, or the lock file is out of date.
pub fn of_component(component: &Component, checkout: &Path) -> Result<Vec<Dependency>> {
    let graph = MetadataCommand::new()
        .manifest_path(checkout.join("Cargo.toml"))
        .other_options(["--locked"])
        .build_graph()?;
    let locked = Lockfile::load(checkout.join("Cargo.lock"))?;
    let linked = linked(&graph, component)?;

    let root = graph.workspace().member_by_name(component.package)?;
    let all = linked.target_features().to_package_set();
    let from_registries = all
        .packages(DependencyDirection::Forward)
        .filter(|package| !package.in_workspace());
    let packages: Vec<PackageMetadata<'_>> = [root].into_iter().chain(from_registries).collect();
    let place = |package: PackageMetadata<'_>| match package.in_workspace() {
        true => Some(0),
        false => packages.iter().position(|it| it.id() == package.id()),
    };
    let mut found: Vec<Dependency> = packages
        .iter()
        .map(|package| Dependency {
            name: package.name().to_owned(),
            version: package.version().to_string(),
            licence: package.license().map(str::to_owned),
            sha256: checksum(&locked, package),
            uses: Vec::new(),
        })
        .collect();
    for link in linked.target_links() {
        if let (Some(user), Some(used)) = (place(link.from()), place(link.to()))
            && user != used
            && !found[user].uses.contains(&used)
        {
            found[user].uses.push(used);
        }
    }
    Ok(found)
}

/// What cargo builds for the component, when it builds all of them at once.
fn linked<'g>(graph: &'g PackageGraph, component: &Component) -> Result<CargoSet<'g>> {
    let features = |components: &[Component]| -> Result<FeatureSet<'g>> {
        let names = components.iter().map(|it| it.package);
        let packages = graph.resolve_workspace_names(names)?;
        Ok(packages.to_feature_set(StandardFeatures::Default))
    };
    let target = Platform::new(cargo::TARGET, TargetFeatures::Unknown)
        .context("the platform of the components")?;
    let mut options = CargoOptions::new();
    options.set_target_platform(PlatformSpec::from(target));
    let together = features(&COMPONENTS)?;
    Ok(CargoSet::new(features(&[*component])?, together, &options)?)
}

fn checksum(locked: &Lockfile, package: &PackageMetadata<'_>) -> Option<String> {
    let same = |it: &&cargo_lock::Package| {
        it.name.as_str() == package.name() && it.version == *package.version()
    };
    let checksum = locked.packages.iter().find(same)?.checksum.as_ref()?;
    Some(checksum.to_string())
}
