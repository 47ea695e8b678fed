//! What the shipped component says about itself.

use anyhow::{Context, Result, bail};
use wasm_metadata::Payload;

/// The component's metadata, read from the file and not from this program's own manifest, so that
/// what a release says about the component is what the component says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The component's name.
    pub name: String,
    /// Its version, `1.2.3`.
    pub version: String,
    /// What it is, in a line.
    pub description: String,
    /// An SPDX expression.
    pub licences: String,
    /// Names.
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
}
