//! What a component says about itself.

use anyhow::{Context, Result, bail};
use std::str::FromStr;
use wasm_metadata::{AddMetadata, AddMetadataField, Payload};

/// What a shipped component says about itself, as custom sections that `wasm-tools metadata show`
/// and registries read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its version, `1.2.3`.
    pub version: String,
    /// What it is, in a line.
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
    /// What a packed component says.
    ///
    /// # Errors
    ///
    /// When the bytes are no component, or one without the metadata that packing gives.
    pub fn read(component: &[u8]) -> Result<Self> {
        let Payload::Component { metadata, .. } = Payload::from_binary(component)? else {
            bail!("this is a core module, not a component");
        };
        let text = |value: Option<String>, what: &str| {
            value.with_context(|| format!("the component does not say its {what}"))
        };
        let rustc = metadata
            .producers
            .as_ref()
            .and_then(|producers| producers.get("processed-by"))
            .and_then(|tools| tools.get("rustc").cloned());
        Ok(Self {
            name: text(metadata.name, "name")?,
            version: text(metadata.version.map(|it| it.to_string()), "version")?,
            description: text(metadata.description.map(|it| it.to_string()), "description")?,
            licences: text(metadata.licenses.map(|it| it.to_string()), "licences")?,
            authors: text(metadata.authors.map(|it| it.to_string()), "authors")?,
            source: metadata.source.map(|it| it.to_string()),
            homepage: metadata.homepage.map(|it| it.to_string()),
            revision: metadata.revision.map(|it| it.to_string()),
            rustc: text(rustc, "compiler")?,
        })
    }

    /// The component with this written into it, in place of what it said before.
    pub(crate) fn write(&self, component: &[u8]) -> Result<Vec<u8>> {
        let mut add = AddMetadata::default();
        add.name = AddMetadataField::Set(self.name.clone());
        add.language = vec![("Rust".to_owned(), String::new())];
        add.processed_by = vec![("rustc".to_owned(), self.rustc.clone())];
        add.version = field(Some(&self.version), "version")?;
        add.description = field(Some(&self.description), "description")?;
        add.licenses = field(Some(&self.licences), "licences")?;
        add.authors = field(Some(&self.authors), "authors")?;
        add.source = field(self.source.as_ref(), "source")?;
        add.homepage = field(self.homepage.as_ref(), "homepage")?;
        add.revision = field(self.revision.as_ref(), "revision")?;
        add.to_wasm(component)
    }
}

fn field<T>(value: Option<&String>, what: &'static str) -> Result<AddMetadataField<T>>
where
    T: FromStr<Err: Into<anyhow::Error>> + Clone + std::fmt::Debug,
{
    Ok(match value {
        Some(value) => {
            let value = value.parse::<T>().map_err(Into::into).context(what)?;
            AddMetadataField::Set(value)
        }
        None => AddMetadataField::Keep,
    })
}
