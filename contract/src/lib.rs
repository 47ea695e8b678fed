//! Reads the tools out of `wit/`.
//!
//! The world `gorgias-customers` is the one definition of each tool: its name, what it does to the
//! account, its parameters, its description. Build scripts write from it what would otherwise
//! stand a second time in the code; tests read a component's tools with it.

mod rust;
mod tag;
mod tool;

pub use rust::{camel, ident, snake};
pub use tag::{Tag, render, tags};
pub use tool::{Effect, PREFIX, Tool};

use anyhow::{Context, Result, bail};
use std::path::Path;
use wit_parser::{
    Docs, InterfaceId, Record, Resolve, Type, TypeDef, TypeDefKind, WorldId, WorldItem,
};

/// The contract as `wit/` has it.
pub struct Contract {
    /// All that was parsed.
    pub resolve: Resolve,
    /// The world `gorgias-customers`.
    pub world: WorldId,
}

impl Contract {
    /// Parses the directory `wit`.
    ///
    /// # Errors
    ///
    /// When it does not parse, has no world `gorgias-customers`, or an unknown tag.
    pub fn read(wit: &Path) -> Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve
            .push_dir(wit)
            .with_context(|| format!("parsing {}", wit.display()))?;
        let world = resolve.select_world(&[package], Some("gorgias-customers"))?;
        let contract = Self { resolve, world };
        contract.check_tags()?;
        Ok(contract)
    }

    /// Returns the tools, in the order of their names.
    ///
    /// # Errors
    ///
    /// When a function is not described by a text that begins with its effect.
    pub fn tools(&self) -> Result<Vec<Tool<'_>>> {
        self.resolve.worlds[self.world]
            .exports
            .values()
            .filter_map(|item| match item {
                WorldItem::Function(function) => Some(Tool::new(function)),
                _ => None,
            })
            .collect()
    }

    /// Returns the named types of the tools' parameters and results.
    ///
    /// # Errors
    ///
    /// When the package has no interface `types`.
    pub fn types(&self) -> Result<impl Iterator<Item = (&str, &TypeDef)>> {
        let types = &self.resolve.interfaces[self.types_interface()?].types;
        Ok(types
            .iter()
            .map(|(name, id)| (name.as_str(), &self.resolve.types[*id])))
    }

    /// Returns the record of this name.
    ///
    /// # Errors
    ///
    /// When there is no such type, or it is no record.
    pub fn record(&self, name: &str) -> Result<&Record> {
        match &self.definition(name)?.kind {
            TypeDefKind::Record(record) => Ok(record),
            _ => bail!("{name} is no record"),
        }
    }

    /// Returns the type of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn definition(&self, name: &str) -> Result<&TypeDef> {
        let found = self.types()?.find(|(it, _)| *it == name);
        let (_, definition) = found.with_context(|| format!("there is no type {name}"))?;
        Ok(definition)
    }

    /// Returns the type inside an option.
    #[must_use]
    pub fn option(&self, ty: &Type) -> Option<&Type> {
        match ty {
            Type::Id(id) => match &self.resolve.types[*id].kind {
                TypeDefKind::Option(inner) => Some(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// Refuses a tag that is unknown or malformed, wherever it stands.
    fn check_tags(&self) -> Result<()> {
        for (_, definition) in self.types()? {
            tags_of(&definition.docs)?;
            match &definition.kind {
                TypeDefKind::Record(it) => it.fields.iter().try_for_each(|it| check(&it.docs)),
                TypeDefKind::Enum(it) => it.cases.iter().try_for_each(|it| check(&it.docs)),
                TypeDefKind::Variant(it) => it.cases.iter().try_for_each(|it| check(&it.docs)),
                _ => Ok(()),
            }?;
        }
        for tool in self.tools()? {
            check(&tool.function.docs)?;
        }
        Ok(())
    }

    fn types_interface(&self) -> Result<InterfaceId> {
        let package = self.resolve.worlds[self.world]
            .package
            .context("the world belongs to no package")?;
        self.resolve.packages[package]
            .interfaces
            .get("types")
            .copied()
            .context("wit/ has no interface `types`")
    }
}

fn check(docs: &Docs) -> Result<()> {
    tags_of(docs).map(|_| ())
}

/// Returns the cases of an enumeration, each with the API's spelling: snake case, if no tag says
/// otherwise. None for other types.
///
/// # Errors
///
/// When the comment has an unknown tag.
pub fn cases(definition: &TypeDef) -> Result<Option<Vec<(&str, String)>>> {
    let TypeDefKind::Enum(it) = &definition.kind else {
        return Ok(None);
    };
    let tags = tags_of(&definition.docs)?;
    let has = |tag| tags.contains(&tag);
    let spell = |case: &str| match case.rsplit_once('-') {
        _ if has(Tag::Verbatim) => case.to_owned(),
        _ if has(Tag::Camel) => camel(case),
        Some((key, direction)) if has(Tag::Order) => format!("{}:{direction}", snake(key)),
        _ => snake(case),
    };
    let cases = it.cases.iter().map(|case| (&*case.name, spell(&case.name)));
    Ok(Some(cases.collect()))
}

/// Returns the tags of a comment that may be absent.
///
/// # Errors
///
/// When one is unknown.
pub fn tags_of(docs: &Docs) -> Result<Vec<Tag>> {
    tags(docs.contents.as_deref().unwrap_or_default())
}

/// Tells cargo, from a build script, how a component is linked.
pub fn link_component() {
    for argument in [
        // The linker's adapter for older interfaces is not needed, and by its mere presence lifts
        // the imports from the version that every host has to its own.
        "--wasi-adapter=none",
        // Nothing recurses; a megabyte, the default, would be most of the memory of a call.
        "-zstack-size=131072",
        // Addresses and indices as short as they are, 8 % of the file; debug information would go stale.
        "--compress-relocations",
        "--strip-debug",
        // Comparing bytes, which compiled code calls by the name of C's function.
        "-lc",
    ] {
        println!("cargo::rustc-link-arg-cdylib={argument}");
    }
}
