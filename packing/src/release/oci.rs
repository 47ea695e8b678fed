//! The component as an OCI image layout, after the CNCF's layout for Wasm artifacts: a config that
//! says what the component imports and exports, and one layer, which is the component.

use super::{Artifact, Shipped, artifact::sha256};
use crate::About;
use anyhow::{Context, Result, bail};
use oci_spec::image::{
    ANNOTATION_AUTHORS, ANNOTATION_DESCRIPTION, ANNOTATION_LICENSES, ANNOTATION_REF_NAME,
    ANNOTATION_REVISION, ANNOTATION_SOURCE, ANNOTATION_TITLE, ANNOTATION_URL, ANNOTATION_VERSION,
    Descriptor, DescriptorBuilder, Digest, ImageIndexBuilder, ImageManifestBuilder, MediaType,
    OciLayoutBuilder, SCHEMA_VERSION,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use wit_parser::{
    IndexMap, Resolve, WorldItem, WorldKey,
    decoding::{DecodedWasm, decode},
};

const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";

/// The files of the layout. Its one image has the component's version as its tag.
///
/// # Errors
///
/// When the bytes are no component, or one without the metadata that packing gives.
pub fn layout(shipped: &Shipped<'_>) -> Result<Vec<Artifact>> {
    let about = About::read(shipped.bytes)?;
    let layer = Blob::new(LAYER, shipped.bytes.to_vec())?;
    let config = config(shipped.bytes, &about, &layer)?;
    let config = Blob::new(CONFIG, text(&config.to_string())?)?;
    let manifest = ImageManifestBuilder::default()
        .schema_version(SCHEMA_VERSION)
        .media_type(MediaType::ImageManifest)
        .config(config.descriptor.clone())
        // The name under which tools such as oras write the layer to a disk.
        .layers([layer.annotated(ANNOTATION_TITLE, shipped.component.file)?])
        .annotations(annotations(&about))
        .build()?;
    let manifest = Blob::new(
        MediaType::ImageManifest.as_ref(),
        text(&manifest.to_string()?)?,
    )?;
    let index = ImageIndexBuilder::default()
        .schema_version(SCHEMA_VERSION)
        .media_type(MediaType::ImageIndex)
        .manifests([manifest.annotated(ANNOTATION_REF_NAME, &about.version)?])
        .build()?;
    let marker = OciLayoutBuilder::default()
        .image_layout_version("1.0.0")
        .build()?;

    Ok(vec![
        Artifact::new("oci-layout", text(&marker.to_string()?)?),
        Artifact::new("index.json", text(&index.to_string()?)?),
        layer.into_artifact(),
        config.into_artifact(),
        manifest.into_artifact(),
    ])
}

/// The config, with the fields that the layout asks for.
fn config(component: &[u8], about: &About, layer: &Blob) -> Result<Value> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("this is a WIT package, not a component");
    };
    let world = &resolve.worlds[world];
    Ok(json!({
        // Clients expect a time. A real one would make every image another one.
        "created": "1970-01-01T00:00:00Z",
        "author": about.authors,
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [layer.descriptor.digest().to_string()],
        "component": {
            "exports": names(&resolve, &world.exports),
            "imports": names(&resolve, &world.imports),
            "target": null,
        },
    }))
}

/// Interfaces and functions. The world also imports names of types, which nobody can provide.
fn names(resolve: &Resolve, items: &IndexMap<WorldKey, WorldItem>) -> Vec<String> {
    items
        .iter()
        .filter(|(_, item)| !matches!(item, WorldItem::Type { .. }))
        .map(|(key, _)| resolve.name_world_key(key))
        .collect()
}

fn annotations(about: &About) -> HashMap<String, String> {
    let given = [
        (ANNOTATION_TITLE, Some(&about.name)),
        (ANNOTATION_VERSION, Some(&about.version)),
        (ANNOTATION_DESCRIPTION, Some(&about.description)),
        (ANNOTATION_LICENSES, Some(&about.licences)),
        (ANNOTATION_AUTHORS, Some(&about.authors)),
        (ANNOTATION_SOURCE, about.source.as_ref()),
        (ANNOTATION_URL, about.homepage.as_ref()),
        (ANNOTATION_REVISION, about.revision.as_ref()),
    ];
    given
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())))
        .collect()
}

/// JSON with sorted keys: annotations are kept in the order of a hash table, which is another one
/// each time.
fn text(json: &str) -> Result<Vec<u8>> {
    let mut value: Value = serde_json::from_str(json)?;
    value.sort_all_objects();
    Ok(serde_json::to_vec(&value)?)
}

/// Content with its address.
struct Blob {
    descriptor: Descriptor,
    bytes: Vec<u8>,
}

impl Blob {
    fn new(media_type: &str, bytes: Vec<u8>) -> Result<Self> {
        let digest: Digest = format!("sha256:{}", sha256(&bytes))
            .parse()
            .context("a digest")?;
        let size = bytes.len() as u64;
        Ok(Self {
            descriptor: Descriptor::new(MediaType::from(media_type), size, digest),
            bytes,
        })
    }

    fn annotated(&self, name: &str, value: &str) -> Result<Descriptor> {
        let annotations = HashMap::from([(name.to_owned(), value.to_owned())]);
        Ok(DescriptorBuilder::default()
            .media_type(self.descriptor.media_type().clone())
            .digest(self.descriptor.digest().clone())
            .size(self.descriptor.size())
            .annotations(annotations)
            .build()?)
    }

    fn into_artifact(self) -> Artifact {
        let path = format!("blobs/sha256/{}", self.descriptor.digest().digest());
        Artifact::new(path, self.bytes)
    }
}
