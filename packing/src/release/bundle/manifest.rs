//! What describes the package: `manifest.json` for clients of MCP bundles, in version 0.3 of that
//! format, and `package.json` for npm.

use super::{Artifact, Tool};
use crate::{About, PLUGIN, release::Policy};
use serde_json::{Map, Value, json};

/// What people read above the settings.
pub const TITLE: &str = "Gorgias customers";
/// At most 100 characters, which is what the MCP registry takes.
pub const DESCRIPTION: &str =
    "Customers, custom fields, events, statistics and files of a Gorgias helpdesk account";

/// What is started, relative to the package's directory.
pub const ENTRY: &str = "server/main.js";

/// The oldest Node that the tests run the package in.
const NODE: &str = ">=20";

/// A setting that people are asked for.
pub struct Setting {
    /// The variable that it becomes.
    pub variable: &'static str,
    /// Its name in the manifest.
    name: &'static str,
    title: &'static str,
    pub description: &'static str,
    /// What holds when nobody changes it. Without one, it has to be given.
    pub default: Option<&'static str>,
    /// The only values, where there is a choice.
    pub choices: &'static [&'static str],
    /// Whether it is shown to nobody, and kept where the system keeps secrets.
    pub secret: bool,
}

/// What people are asked for, in this order.
pub fn settings() -> [Setting; 5] {
    let setting = Setting {
        variable: "",
        name: "",
        title: "",
        description: "",
        default: None,
        choices: &[],
        secret: false,
    };
    [
        Setting {
            variable: "GORGIAS_DOMAIN",
            name: "account",
            title: "Account",
            description: "acme, for acme.gorgias.com",
            ..setting
        },
        Setting {
            variable: "GORGIAS_EMAIL",
            name: "email",
            title: "Email",
            description: "Of the Gorgias user whose key it is; the tools may do what this user may do",
            ..setting
        },
        Setting {
            variable: "GORGIAS_API_KEY",
            name: "api_key",
            title: "API key",
            description: "In Gorgias: Settings, REST API",
            secret: true,
            ..setting
        },
        Setting {
            variable: "GORGIAS_ACCESS",
            name: "access",
            title: "Access",
            description: "read-only, no-delete (also changes), or full (also deletions and merges)",
            default: Some("read-only"),
            choices: &["read-only", "no-delete", "full"],
            ..setting
        },
        Setting {
            variable: "GORGIAS_FILE_HOST",
            name: "file_host",
            title: "File host",
            description: "Where downloads may come from; an error names another host, should there be one",
            default: Some(Policy::FILE_HOST),
            ..setting
        },
    ]
}

/// `manifest.json`.
pub fn bundle(about: &About, tools: &[Tool]) -> Artifact {
    let mut environment = Map::new();
    let mut asked = Map::new();
    for setting in settings() {
        let name = setting.name;
        environment.insert(
            setting.variable.to_owned(),
            format!("${{user_config.{name}}}").into(),
        );
        let mut entry = json!({
            "type": "string",
            "title": setting.title,
            "description": setting.description,
            "sensitive": setting.secret,
            "required": setting.default.is_none(),
        });
        if let Some(default) = setting.default {
            entry["default"] = default.into();
        }
        asked.insert(name.to_owned(), entry);
    }
    let tools: Vec<Value> = tools
        .iter()
        .map(|tool| json!({ "name": tool.name, "description": tool.description }))
        .collect();
    let mut manifest = json!({
        "manifest_version": "0.3",
        "name": PLUGIN.name(),
        "display_name": TITLE,
        "version": about.version,
        "description": DESCRIPTION,
        "author": { "name": about.authors },
        "license": about.licences,
        "icon": "icon.png",
        "server": {
            "type": "node",
            "entry_point": ENTRY,
            "mcp_config": {
                "command": "node",
                "args": [format!("${{__dirname}}/{ENTRY}")],
                "env": environment,
            },
        },
        "tools": tools,
        "user_config": asked,
        "compatibility": {
            "platforms": ["darwin", "linux", "win32"],
            "runtimes": { "node": NODE },
        },
    });
    if let Some(source) = &about.source {
        manifest["repository"] = json!({ "type": "git", "url": source });
    }
    if let Some(homepage) = &about.homepage {
        manifest["homepage"] = homepage.as_str().into();
    }
    Artifact::json("manifest.json", &manifest)
}

/// `package.json`. The files of the shim keep their own licence.
pub fn npm(about: &About) -> Artifact {
    let mut package = json!({
        "name": about.name,
        "version": about.version,
        "description": DESCRIPTION,
        "license": format!("({}) AND (Apache-2.0 WITH LLVM-exception)", about.licences),
        "type": "module",
        "bin": { about.name.as_str(): ENTRY },
        "engines": { "node": NODE },
    });
    if let Some(source) = &about.source {
        package["repository"] = json!({ "type": "git", "url": source });
    }
    Artifact::json("package.json", &package)
}
