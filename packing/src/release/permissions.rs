//! What the components ask for, as a file that reviewers and programs compare between releases.

use super::{Artifact, Policy, Shipped, Tool};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use wit_parser::{
    Resolve, WorldId, WorldItem,
    decoding::{DecodedWasm, decode},
};

/// The file's name.
pub const PERMISSIONS: &str = "permissions.json";

/// What all settings begin with.
const PREFIX: &str = "GORGIAS_";

/// For each component: the interfaces that it imports, the hosts that `policy` grants, the variables
/// that it names, and the tools with their effects.
///
/// No version and no checksum, so that it is another file only when a component asks for something
/// else.
///
/// # Errors
///
/// When the bytes are no component.
pub fn permissions(components: &[(Shipped<'_>, &[Tool])], policy: &Policy) -> Result<Artifact> {
    let mut files = Map::new();
    for (shipped, tools) in components {
        let DecodedWasm::Component(resolve, world) = decode(shipped.bytes)? else {
            bail!("{} is a WIT package", shipped.component.file);
        };
        let tools: Map<String, Value> = tools
            .iter()
            .map(|tool| (tool.name.clone(), tool.effect.as_str().into()))
            .collect();
        let asked = json!({
            "imports": imports(&resolve, world),
            "hosts": policy.hosts(),
            "variables": variables(shipped.bytes),
            "tools": tools,
        });
        files.insert(shipped.component.file.to_owned(), asked);
    }
    Ok(Artifact::json(PERMISSIONS, &files.into()))
}

/// Interfaces with something in them to call. A component also imports names of types, which grant
/// nothing.
fn imports(resolve: &Resolve, world: WorldId) -> Vec<String> {
    let calls = |item: &WorldItem| match item {
        WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
        WorldItem::Function(_) => true,
        WorldItem::Type { .. } => false,
    };
    let imported = resolve.worlds[world].imports.iter();
    let named = imported
        .filter(|(_, item)| calls(item))
        .map(|(key, _)| resolve.name_world_key(key));
    named.collect()
}

/// The settings that the file names anywhere. A component sees all variables that its host shows it
/// and picks by name, so a name that is not in the file is never read.
fn variables(component: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(component);
    let named = text.split(PREFIX).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_');
        let name = rest[..end.unwrap_or(rest.len())].trim_end_matches('_');
        (!name.is_empty()).then(|| format!("{PREFIX}{name}"))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_wherever_they_stand() {
        let file = b"\x00GORGIAS_ACCESSGORGIAS_TOOLSis not set\xffGORGIAS_API_KEY__acme GORGIAS_";
        let found = variables(file);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(
            found,
            ["GORGIAS_ACCESS", "GORGIAS_API_KEY", "GORGIAS_TOOLS"]
        );
    }
}
