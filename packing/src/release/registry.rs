//! `server.json`, which puts the bundle into the MCP registry.

use super::{
    Artifact,
    bundle::{BUNDLE, DESCRIPTION, Setting, TITLE, settings},
};
use crate::{About, PLUGIN};
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// The file's name, as the registry's publisher looks for it.
pub const SERVER: &str = "server.json";

/// The version of the format.
const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

const FORGE: &str = "https://github.com/";

/// Where the bundle of this release lies for everybody: at the address given or, without one, among
/// the releases of the repository that the component names. None where neither is known.
#[must_use]
pub fn bundle_url(given: Option<&str>, about: &About) -> Option<String> {
    given.map(str::to_owned).or_else(|| {
        let repository = about.source.as_deref()?.trim_end_matches(".git");
        let version = &about.version;
        repository
            .starts_with(FORGE)
            .then(|| format!("{repository}/releases/download/v{version}/{BUNDLE}"))
    })
}

/// The registry's entry for the bundle that lies at `url`.
///
/// # Errors
///
/// When `url` is no file of a release on GitHub. The registry takes bundles from GitHub and GitLab
/// alone, and gives an owner on GitHub the names that begin with `io.github.OWNER/`.
pub fn server(about: &About, bundle: &Artifact, url: &str) -> Result<Artifact> {
    let owner = owner(url).with_context(|| {
        format!("{url:?} is not of the form {FORGE}OWNER/REPOSITORY/releases/download/TAG/{BUNDLE}")
    })?;
    let variables: Vec<Value> = settings().iter().map(variable).collect();
    let mut entry = json!({
        "$schema": SCHEMA,
        "name": format!("io.github.{owner}/{}", PLUGIN.name()),
        "title": TITLE,
        "description": DESCRIPTION,
        "version": about.version,
        "packages": [{
            "registryType": "mcpb",
            "identifier": url,
            "version": about.version,
            "fileSha256": bundle.sha256(),
            "transport": { "type": "stdio" },
            "environmentVariables": variables,
        }],
    });
    if let Some(source) = about.source.as_ref().filter(|it| it.starts_with(FORGE)) {
        entry["repository"] = json!({ "url": source, "source": "github" });
    }
    Ok(Artifact::json(SERVER, &entry))
}

fn variable(setting: &Setting) -> Value {
    let mut entry = Map::from_iter([
        ("name".to_owned(), setting.variable.into()),
        ("description".to_owned(), setting.description.into()),
        ("isRequired".to_owned(), setting.default.is_none().into()),
        ("isSecret".to_owned(), setting.secret.into()),
    ]);
    if let Some(default) = setting.default {
        entry.insert("default".to_owned(), default.into());
    }
    if !setting.choices.is_empty() {
        entry.insert("choices".to_owned(), setting.choices.into());
    }
    entry.into()
}

/// The owner in the address of a release's file.
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

    #[test]
    fn only_a_file_of_a_release_has_an_owner() {
        let url = "https://github.com/acme/tools/releases/download/v1.2.3/gorgias-customers.mcpb";
        assert_eq!(owner(url), Some("acme"));
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
