//! Adds the tools' descriptions, which the compiler does not write into a component.
//!
//! The section is `package-docs`, in the form in which WIT packages carry their comments:
//! a version byte and JSON. Hosts read `worlds.*.func_exports.{function}.docs` from it. The
//! world has to be called `root`, since that is the name under which a component without a
//! package of its own is decoded; with any other, decoders refuse the file.

use anyhow::{Context, Result, bail, ensure};
use contract::Tag;
use std::{collections::BTreeSet, path::Path};
use wasm_encoder::{ComponentSection, CustomSection};
use wit_parser::{
    Docs, Package, PackageMetadata, PackageName, Resolve, WorldId, WorldItem,
    decoding::{DecodedWasm, decode},
};

/// Appends the section. A description without its function would make
/// decoders refuse the file, and a function without its description would reach agents bare, so
/// its exports have to be those of `world`.
pub fn describe(component: &[u8], wit: &Path, world: &str) -> Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(wit).context("parsing wit/")?;
    let world = resolve.select_world(&[package], Some(world))?;
    same_exports(component, exports(&resolve, world))?;

    let mut output = component.to_vec();
    CustomSection {
        name: PackageMetadata::SECTION_NAME.into(),
        data: section(&mut resolve, world)?.into(),
    }
    .append_to_component(&mut output);
    Ok(output)
}

/// Encodes a package with one world, which holds the functions' comments alone, in words in place of
/// their tags.
fn section(resolve: &mut Resolve, world: WorldId) -> Result<Vec<u8>> {
    let mut root = resolve.worlds[world].clone();
    root.name = "root".to_owned();
    root.imports.clear();
    root.exports
        .retain(|_, item| matches!(item, WorldItem::Function(_)));
    for item in root.exports.values_mut() {
        if let WorldItem::Function(function) = item {
            let docs = function.docs.contents.as_deref().unwrap_or_default();
            ensure!(
                !docs.trim().is_empty(),
                "{} has no doc comment in wit/",
                function.name
            );
            function.docs.contents = Some(contract::render(docs, Tag::words)?);
        }
    }
    let root = resolve.worlds.alloc(root);
    let package = resolve.packages.alloc(Package {
        name: PackageName {
            namespace: "root".to_owned(),
            name: "component".to_owned(),
            version: None,
        },
        docs: Docs::default(),
        interfaces: Default::default(),
        worlds: [("root".to_owned(), root)].into_iter().collect(),
    });
    PackageMetadata::extract(resolve, package).encode()
}

/// Refuses a component that exports something else than these interfaces.
pub fn exports_interfaces(component: &[u8], interfaces: &[&str]) -> Result<()> {
    same_exports(component, interfaces.iter().map(|&it| it.into()).collect())
}

fn same_exports(component: &[u8], promised: BTreeSet<String>) -> Result<()> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("the linked file is a WIT package, not a component");
    };
    let built = exports(&resolve, world);
    let missing: Vec<_> = promised.difference(&built).collect();
    let extra: Vec<_> = built.difference(&promised).collect();
    ensure!(
        missing.is_empty() && extra.is_empty(),
        "the component does not export what it promises: it lacks {missing:?} and adds {extra:?}"
    );
    Ok(())
}

/// Returns the names of functions and, without their versions, of interfaces.
fn exports(resolve: &Resolve, world: WorldId) -> BTreeSet<String> {
    let names = resolve.worlds[world].exports.keys().map(|key| {
        let name = resolve.name_world_key(key);
        name.split('@').next().unwrap_or_default().to_owned()
    });
    names.collect()
}
