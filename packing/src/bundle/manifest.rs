//! Describes the package: `manifest.json` for clients of MCP bundles, and `package.json` for npm.
//!
//! `bundle/manifest.json` holds all that is the same in every release, and is the one list of what
//! people are asked for.

use crate::artifact::Artifact;
use anyhow::{Context, Result};
use component_build::About;
use contract::{Contract, snake};
use serde_json::{Value, json};

/// `bundle/manifest.json`.
pub struct Manifest(Value);

impl Manifest {
    /// Reads the file, which is part of this program.
    pub fn read() -> Result<Self> {
        let text = include_str!("../../../bundle/manifest.json");
        serde_json::from_str(text)
            .map(Self)
            .context("reading bundle/manifest.json")
    }

    /// Returns the text at `path`, such as `/description`.
    pub fn text(&self, path: &str) -> Result<&str> {
        let text = self.0.pointer(path).and_then(Value::as_str);
        text.with_context(|| format!("bundle/manifest.json has no {path}"))
    }

    /// Lists what people are asked for, as the MCP registry has it.
    pub fn environment_variables(&self) -> Value {
        let environment = self.0["server"]["mcp_config"]["env"].as_object();
        let asked = environment
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| {
                let setting = value.as_str()?.strip_prefix("${user_config.")?;
                let asked = &self.0["user_config"][setting.strip_suffix('}')?];
                let mut entry = json!({
                    "name": name,
                    "description": asked["description"],
                    // What has a default need not be given.
                    "isRequired": asked["default"].is_null(),
                    "isSecret": asked["sensitive"] == true,
                });
                if let Some(default) = asked.get("default") {
                    entry["default"] = default.clone();
                }
                Some(entry)
            });
        asked.collect()
    }

    /// Makes `manifest.json` of a release.
    pub fn bundle(&self, about: &About, contract: &Contract) -> Result<Artifact> {
        let mut manifest = self.0.clone();
        manifest["version"] = about.version.as_str().into();
        manifest["author"] = json!({ "name": about.authors });
        manifest["license"] = about.licences.as_str().into();
        // As the server lists them: without the prefix, which makes names longer than some clients take.
        let tools = contract.tools()?.into_iter().map(|tool| {
            let summary = tool.description.lines().next();
            json!({ "name": snake(tool.name), "description": summary })
        });
        manifest["tools"] = tools.collect();
        if let Some(homepage) = &about.homepage {
            manifest["homepage"] = homepage.as_str().into();
        }
        add_repository(&mut manifest, about);
        Ok(Artifact::json("manifest.json", &manifest))
    }

    /// Makes `package.json`. The files of the shim keep their own licence.
    pub fn npm(&self, about: &About) -> Result<Artifact> {
        let mut package = json!({
            "name": about.name,
            "version": about.version,
            "description": self.text("/description")?,
            "license": format!("({}) AND (Apache-2.0 WITH LLVM-exception)", about.licences),
            "type": "module",
            "bin": { about.name.as_str(): self.text("/server/entry_point")? },
            "engines": { "node": self.text("/compatibility/runtimes/node")? },
        });
        add_repository(&mut package, about);
        Ok(Artifact::json("package.json", &package))
    }
}

fn add_repository(manifest: &mut Value, about: &About) {
    if let Some(source) = &about.source {
        manifest["repository"] = json!({ "type": "git", "url": source });
    }
}
