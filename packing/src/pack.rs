//! Makes the shipped file out of the linked component: strips it, describes it, labels it.

use crate::{describe, strip};
use anyhow::{Context, Result};
use std::path::Path;
use wasm_metadata::{AddMetadata, AddMetadataField};

/// What the shipped file says about itself, as custom sections that `wasm-tools metadata show`
/// and registries read.
pub struct Metadata {
    /// The package's name.
    pub name: String,
    /// Its version, `1.2.3`.
    pub version: String,
    /// What it is, in one line.
    pub description: String,
    /// An SPDX expression.
    pub licences: String,
    /// Names, separated by commas.
    pub authors: String,
    /// URL of the source repository.
    pub source: Option<String>,
    /// URL of the project's page.
    pub homepage: Option<String>,
    /// The commit.
    pub revision: Option<String>,
    /// Version of the compiler.
    pub rustc: String,
}

/// Packs a linked component.
///
/// # Errors
///
/// When the bytes are no component, when `wit` does not parse or leaves a tool without a
/// description, when the component exports other functions than `wit` says, and when a value of
/// the metadata is malformed (licences, URLs).
pub fn pack(linked: &[u8], wit: &Path, metadata: &Metadata) -> Result<Vec<u8>> {
    let stripped = strip::strip(linked).context("stripping")?;
    let described = describe::describe(&stripped, wit).context("adding the tools' descriptions")?;
    label(metadata)?
        .to_wasm(&described)
        .context("adding the metadata")
}

fn label(metadata: &Metadata) -> Result<AddMetadata> {
    let mut add = AddMetadata::default();
    add.name = AddMetadataField::Set(metadata.name.clone());
    add.language = vec![("Rust".to_owned(), String::new())];
    add.processed_by = vec![("rustc".to_owned(), metadata.rustc.clone())];
    add.version = AddMetadataField::Set(metadata.version.parse().context("version")?);
    add.description = AddMetadataField::Set(metadata.description.parse().context("description")?);
    add.licenses = AddMetadataField::Set(metadata.licences.parse().context("licences")?);
    add.authors = AddMetadataField::Set(metadata.authors.parse().context("authors")?);
    if let Some(source) = &metadata.source {
        add.source = AddMetadataField::Set(source.parse().context("source")?);
    }
    if let Some(homepage) = &metadata.homepage {
        add.homepage = AddMetadataField::Set(homepage.parse().context("homepage")?);
    }
    if let Some(revision) = &metadata.revision {
        add.revision = AddMetadataField::Set(revision.parse().context("revision")?);
    }
    Ok(add)
}
