//! The software bill of materials, in CycloneDX 1.5.

use super::{artifact::sha256, dependencies::Dependency as Crate};
use crate::About;
use anyhow::{Result, ensure};
use cyclonedx_bom::{
    external_models::{
        normalized_string::NormalizedString,
        uri::{Purl, Uri},
    },
    models::{
        bom::{Bom, SpecVersion},
        component::{Classification, Component, Components, Scope},
        dependency::{Dependencies, Dependency},
        external_reference::{
            ExternalReference, ExternalReferenceType, ExternalReferences, Uri as Reference,
        },
        hash::{Hash, HashAlgorithm, HashValue, Hashes},
        license::{LicenseChoice, Licenses},
        metadata::Metadata,
    },
    validation::Validate,
};

/// What the component is made of: the crates linked into it, and Rust's own libraries.
///
/// `crates` begins with the component itself.
pub fn json(about: &About, component: &[u8], crates: &[Crate]) -> Result<Vec<u8>> {
    let rust = rust_libraries(&about.rustc)?;
    let rust_ref = reference("rust", &about.rustc);
    let mut components = Vec::new();
    let mut graph = Vec::new();
    let named = |index: usize| match crates.get(index) {
        Some(it) if index > 0 => reference(&it.name, &it.version),
        // Under the file's name, not that of the package which makes it.
        _ => reference(&about.name, &about.version),
    };
    for (index, it) in crates.iter().enumerate() {
        if index > 0 {
            components.push(registry_crate(it)?);
        }
        let uses = it.uses.iter().map(|&used| named(used));
        graph.push(Dependency {
            dependency_ref: named(index),
            dependencies: uses.chain([rust_ref.clone()]).collect(),
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
            component: Some(described(about, component)),
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

fn described(about: &About, bytes: &[u8]) -> Component {
    let mut component = Component::new(
        Classification::Application,
        &about.name,
        &about.version,
        Some(reference(&about.name, &about.version)),
    );
    component.description = Some(NormalizedString::new(&about.description));
    component.author = Some(NormalizedString::new(&about.authors));
    component.licenses = licences(Some(&about.licences));
    component.hashes = hashes(Some(&sha256(bytes)));
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
    component.external_references = (!links.is_empty()).then_some(ExternalReferences(links));
    component
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
