//! `server.json`, which puts the bundle into the MCP registry.

use crate::{
    artifact::Artifact,
    bundle::{BUNDLE, Manifest},
};
use anyhow::{Context, Result};
use component_build::About;
use serde_json::json;

/// The version of the format.
const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/// Where releases lie.
const FORGE: &str = "https://github.com/";

/// Makes the registry's entry for the bundle that lies at `url`.
///
/// # Errors
///
/// When `url` is no file of a release on GitHub. The registry takes bundles from GitHub and GitLab
/// alone, and gives an owner on GitHub the names that begin with `io.github.OWNER/`.
pub fn server(
    about: &About,
    manifest: &Manifest,
    bundle: &Artifact,
    url: &str,
) -> Result<Artifact> {
    let owner = owner(url).with_context(|| {
        format!("{url:?} is not of the form {FORGE}OWNER/REPOSITORY/releases/download/TAG/{BUNDLE}")
    })?;
    let mut entry = json!({
        "$schema": SCHEMA,
        "name": format!("io.github.{owner}/{}", manifest.text("/name")?),
        "title": manifest.text("/display_name")?,
        "description": manifest.text("/description")?,
        "version": about.version,
        "packages": [{
            "registryType": "mcpb",
            "identifier": url,
            "version": about.version,
            "fileSha256": bundle.sha256(),
            "transport": { "type": "stdio" },
            "environmentVariables": manifest.environment_variables(),
        }],
    });
    if let Some(source) = about.source.as_ref().filter(|it| it.starts_with(FORGE)) {
        entry["repository"] = json!({ "url": source, "source": "github" });
    }
    Ok(Artifact::json("server.json", &entry))
}

/// Returns the owner in the address of a release's file.
fn owner(url: &str) -> Option<&str> {
    let parts: Vec<&str> = url.strip_prefix(FORGE)?.split('/').collect();
    let plain = |part: &&str| {
        let known = |c: char| c.is_ascii_alphanumeric() || "-._+".contains(c);
        !part.is_empty() && part.chars().all(known)
    };
    match parts.as_slice() {
        [owner, _, "releases", "download", _, _] if parts.iter().all(plain) => Some(owner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn about(source: Option<&str>) -> About {
        About {
            name: "gorgias-customers-mcp".into(),
            version: "1.2.3".into(),
            description: "A server".into(),
            licences: "MIT".into(),
            authors: "Somebody".into(),
            source: source.map(str::to_owned),
            homepage: None,
            revision: None,
            rustc: "1.95.0".into(),
        }
    }

    const URL: &str =
        "https://github.com/acme/tools/releases/download/v1.2.3/gorgias-customers.mcpb";

    #[test]
    fn the_entry_fits_the_schema_and_names_the_bundle() {
        let schema = include_str!("../tests/server.schema.json");
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let manifest = Manifest::read().unwrap();
        let bundle = Artifact::new(BUNDLE, "a bundle");
        for source in [None, Some("https://github.com/acme/tools")] {
            let file = server(&about(source), &manifest, &bundle, URL).unwrap();
            let entry: Value = serde_json::from_slice(&file.bytes).unwrap();
            let problems: Vec<String> = schema
                .iter_errors(&entry)
                .map(|it| it.to_string())
                .collect();
            assert_eq!(problems, [""; 0]);
            assert_eq!(entry["name"], "io.github.acme/gorgias-customers");
            let package = &entry["packages"][0];
            assert_eq!(package["identifier"], URL);
            assert_eq!(package["fileSha256"], bundle.sha256());
            let variables = package["environmentVariables"].as_array().unwrap();
            assert_eq!(variables.len(), 5);
            let secret = variables.iter().filter(|it| it["isSecret"] == true);
            let secret: Vec<&Value> = secret.map(|it| &it["name"]).collect();
            assert_eq!(secret, ["GORGIAS_API_KEY"]);
        }
        // The schema does say no.
        assert!(
            !schema.is_valid(&json!({ "name": "no-slash", "description": "", "version": "1" }))
        );
    }

    #[test]
    fn only_a_file_of_a_release_has_an_owner() {
        assert_eq!(owner(URL), Some("acme"));
        for url in [
            "",
            "https://github.com/acme/tools",
            "https://example.com/acme/tools/releases/download/v1/a.mcpb",
            "http://github.com/acme/tools/releases/download/v1/a.mcpb",
            "https://github.com//tools/releases/download/v1/a.mcpb",
            "https://github.com/acme/tools/releases/download/v1/a.mcpb?x=1",
        ] {
            assert_eq!(owner(url), None, "{url}");
        }
    }
}
