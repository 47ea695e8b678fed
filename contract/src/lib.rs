//! Reads the tools out of `wit/`.
//!
//! The world `gorgias-customers` is the one definition of each tool: its name, what it does to the
//! account, its parameters, its description. Build scripts write from it what would otherwise
//! stand a second time in the code; the host reads a component's tools with it.

mod rust;
mod tool;

pub use rust::{camel, ident, snake};
pub use tool::{Effect, PREFIX, Tool};

use anyhow::{Context, Result, bail};
use std::path::Path;
use wit_parser::{InterfaceId, Record, Resolve, Type, TypeDef, TypeDefKind, WorldId, WorldItem};

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
    /// When it does not parse, or has no world `gorgias-customers`.
    pub fn read(wit: &Path) -> Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve
            .push_dir(wit)
            .with_context(|| format!("parsing {}", wit.display()))?;
        let world = resolve.select_world(&[package], Some("gorgias-customers"))?;
        Ok(Self { resolve, world })
    }

    /// The tools, in the order of their names.
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

    /// The named types of the tools' parameters and results.
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

    /// The record of this name.
    ///
    /// # Errors
    ///
    /// When there is no such type, or it is no record.
    pub fn record(&self, name: &str) -> Result<&Record> {
        match self.types()?.find(|(it, _)| *it == name) {
            Some((_, definition)) => match &definition.kind {
                TypeDefKind::Record(record) => Ok(record),
                _ => bail!("{name} is no record"),
            },
            None => bail!("there is no type {name}"),
        }
    }

    /// The type inside an option.
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

    /// The full name of the types' interface, `gorgias:customers/types@0.1.0`.
    ///
    /// # Errors
    ///
    /// As [`Contract::types`].
    pub fn types_name(&self) -> Result<String> {
        self.resolve
            .id_of(self.types_interface()?)
            .context("the interface `types` has no name")
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

/// How the API spells a case of an enumeration: `Ticket` and `Customer` for the objects of custom
/// fields, `created_datetime:asc` for orders, snake case for the rest. Kinds of errors are ours and
/// stay as they are.
#[must_use]
pub fn api_spelling(enumeration: &str, case: &str) -> String {
    match enumeration {
        "field-object" => camel(case),
        "error-kind" => case.to_owned(),
        _ if enumeration.ends_with("-order") => match case.rsplit_once('-') {
            Some((key, direction)) => format!("{}:{direction}", snake(key)),
            None => snake(case),
        },
        _ => snake(case),
    }
}

/// The names of an enumeration's cases; none for other types.
#[must_use]
pub fn cases(definition: &TypeDef) -> Option<Vec<&str>> {
    match &definition.kind {
        TypeDefKind::Enum(it) => Some(it.cases.iter().map(|case| case.name.as_str()).collect()),
        _ => None,
    }
}

/// Tells cargo, from a build script, how a component is linked.
pub fn link_component() {
    for argument in [
        // The linker's adapter for older interfaces is not needed, and by its mere presence lifts
        // the imports from the version that every host has to its own.
        "--wasi-adapter=none",
        // Nothing recurses; a megabyte, the default, would be most of the memory of a call.
        "-zstack-size=131072",
        // Comparing bytes, which compiled code calls by the name of C's function.
        "-lc",
    ] {
        println!("cargo::rustc-link-arg-cdylib={argument}");
    }
}
