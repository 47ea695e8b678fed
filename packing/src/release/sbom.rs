//! The software bill of materials, in CycloneDX 1.5.

use super::About;
use super::dependencies::Dependency as Crate;
use anyhow::{Result, ensure};
use cyclonedx_bom::external_models::normalized_string::NormalizedString;
use cyclonedx_bom::external_models::uri::{Purl, Uri};
use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::{Classification, Component, Components, Scope};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::external_reference::{
    ExternalReference, ExternalReferenceType, ExternalReferences, Uri as Reference,
};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::validation::Validate;

/// What the component is made of: the crates linked into it, and Rust's own libraries.
///
/// `crates` begins with the plugin's own.
pub fn json(about: &About, component: &[u8], crates: &[Crate]) -> Result<Vec<u8>> {
    let rust = rust_libraries(&about.rustc)?;
    let rust_ref = reference("rust", &about.rustc);
    let mut components = Vec::new();
    let mut graph = Vec::new();
    for (index, it) in crates.iter().enumerate() {
        if index > 0 {
            components.push(registry_crate(it)?);
        }
        let mut uses: Vec<String> = it
            .uses
            .iter()
            .filter_map(|&used| crates.get(used))
            .map(|used| reference(&used.name, &used.version))
            .collect();
        uses.push(rust_ref.clone());
        graph.push(Dependency {
            dependency_ref: reference(&it.name, &it.version),
            dependencies: uses,
        });
    }
    components.push(rust);
    graph.push(Dependency {
        dependency_ref: rust_ref,
        dependencies: Vec::new(),
    });

    let bom = Bom {
        // A random number by default, and the time: both would make every file another one.
        serial_number: None,
        metadata: Some(Metadata {
            component: Some(plugin(about, component)),
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(graph)),
        ..Bom::default()
    };
    let valid = bom.validate_version(SpecVersion::V1_5);
    ensure!(
        valid.passed(),
        "the bill of materials is not valid: {valid:?}"
    );
    let mut json = Vec::new();
    bom.output_as_json_v1_5(&mut json)?;
    json.push(b'\n');
    Ok(json)
}

fn plugin(about: &About, bytes: &[u8]) -> Component {
    let mut plugin = Component::new(
        Classification::Application,
        &about.name,
        &about.version,
        Some(reference(&about.name, &about.version)),
    );
    plugin.description = Some(NormalizedString::new(&about.description));
    plugin.author = Some(NormalizedString::new(&about.authors));
    plugin.licenses = licences(Some(&about.licences));
    plugin.hashes = hashes(Some(&super::sha256(bytes)));
    let links = [
        (ExternalReferenceType::Vcs, &about.source),
        (ExternalReferenceType::Website, &about.homepage),
    ];
    let links: Vec<ExternalReference> = links
        .into_iter()
        .filter_map(|(kind, url)| {
            let url = Reference::Url(Uri::new(url.as_ref()?));
            Some(ExternalReference::new(kind, url))
        })
        .collect();
    plugin.external_references = (!links.is_empty()).then_some(ExternalReferences(links));
    plugin
}

fn registry_crate(it: &Crate) -> Result<Component> {
    let mut component = library(&it.name, &it.version);
    component.licenses = licences(it.licence.as_deref());
    component.hashes = hashes(it.sha256.as_deref());
    component.purl = Some(Purl::new("cargo", &it.name, &it.version)?);
    Ok(component)
}

/// `core`, `alloc` and `compiler_builtins` come with the compiler, and in its version.
fn rust_libraries(rustc: &str) -> Result<Component> {
    let mut component = library("rust", rustc);
    component.description = Some(NormalizedString::new(
        "Rust's libraries core, alloc and compiler_builtins",
    ));
    component.licenses = licences(Some("MIT OR Apache-2.0"));
    component.purl = Some(Purl::new("generic", "rust", rustc)?);
    Ok(component)
}

fn library(name: &str, version: &str) -> Component {
    let reference = reference(name, version);
    let mut component = Component::new(Classification::Library, name, version, Some(reference));
    component.scope = Some(Scope::Required);
    component
}

fn reference(name: &str, version: &str) -> String {
    format!("{name}@{version}")
}

fn licences(expression: Option<&str>) -> Option<Licenses> {
    // Older crates write a slash for "or".
    let expression = expression?.replace('/', " OR ");
    Some(Licenses(vec![LicenseChoice::expression(&expression)]))
}

fn hashes(sha256: Option<&str>) -> Option<Hashes> {
    Some(Hashes(vec![Hash {
        alg: HashAlgorithm::SHA_256,
        content: HashValue(sha256?.to_owned()),
    }]))
}
