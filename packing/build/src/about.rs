//! The metadata of a component.

use anyhow::Result;
use wasm_encoder::{ComponentSection, CustomSection};
use wasm_metadata::{AddMetadata, AddMetadataField};

/// The metadata of a shipped component, as custom sections that `wasm-tools metadata show`
/// and registries read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its version, `1.2.3`.
    pub version: String,
    /// Its purpose, in a line.
    pub description: String,
    /// An SPDX expression.
    pub licences: String,
    /// Names, separated by commas.
    pub authors: String,
    /// URL of the source repository.
    pub source: Option<String>,
    /// URL of the project's page.
    pub homepage: Option<String>,
    /// The commit that it was built from.
    pub revision: Option<String>,
    /// The version of the compiler, `1.95.0`.
    pub rustc: String,
}

impl About {
    /// Writes this into a stripped component.
    pub(crate) fn write(&self, component: &[u8]) -> Result<Vec<u8>> {
        let mut add = AddMetadata::default();
        add.name = AddMetadataField::Set(self.name.clone());
        add.language = vec![("Rust".to_owned(), String::new())];
        add.processed_by = vec![("rustc".to_owned(), self.rustc.clone())];
        let mut output = add.to_wasm(component)?;
        for (name, value) in [
            ("authors", Some(&self.authors)),
            ("description", Some(&self.description)),
            ("licenses", Some(&self.licences)),
            ("source", self.source.as_ref()),
            ("homepage", self.homepage.as_ref()),
            ("revision", self.revision.as_ref()),
            ("version", Some(&self.version)),
        ] {
            if let Some(value) = value {
                CustomSection {
                    name: name.into(),
                    data: value.as_bytes().into(),
                }
                .append_to_component(&mut output);
            }
        }
        Ok(output)
    }
}
