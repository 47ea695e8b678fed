//! Writes what the components ask for, as a file that reviewers and programs compare between releases.

use crate::{artifact::Artifact, hosts::Hosts};
use anyhow::{Result, bail};
use component_build::{Exports, Packed};
use contract::{Contract, PREFIX, snake};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use wit_parser::{
    Resolve, WorldId, WorldItem,
    decoding::{DecodedWasm, decode},
};

/// The beginning of every setting's name.
const SETTING: &str = "GORGIAS_";

/// Lists for each component the interfaces that it imports, the hosts that it has to reach, the
/// variables that it names, and the tools with their effects.
///
/// No version and no checksum, so that it is another file only when a component asks for something
/// else.
pub fn permissions(packed: &[Packed], contract: &Contract, hosts: &Hosts) -> Result<Artifact> {
    let tools = contract.tools()?;
    let mut files = Map::new();
    for it in packed {
        let DecodedWasm::Component(resolve, world) = decode(&it.bytes)? else {
            bail!("{} is a WIT package", it.component.file);
        };
        // The functions themselves are exported, or called by MCP under their names in snake case.
        let name = |short: &str| match it.component.exports {
            Exports::Tools(_) => format!("{PREFIX}{short}"),
            Exports::Interfaces(_) => snake(&format!("{PREFIX}{short}")),
        };
        let tools: Map<String, Value> = tools
            .iter()
            .map(|tool| (name(tool.name), tool.effect.to_string().into()))
            .collect();
        let asked = json!({
            "imports": imports(&resolve, world),
            "hosts": [hosts.account, hosts.files],
            "variables": variables(&it.bytes),
            "tools": tools,
        });
        files.insert(it.component.file.to_owned(), asked);
    }
    Ok(Artifact::json("permissions.json", &files.into()))
}

/// Returns the interfaces with something in them to call. A component also imports names of types,
/// which grant nothing.
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

/// Returns the settings that the file names anywhere. A component sees all variables that its host
/// shows it and picks by name, so a name that is not in the file is not read.
pub fn variables(component: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(component);
    let named = text.split(SETTING).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_');
        let name = rest[..end.unwrap_or(rest.len())].trim_end_matches('_');
        (!name.is_empty()).then(|| format!("{SETTING}{name}"))
    });
    let found: BTreeSet<String> = named.collect();
    // Where another text in capitals follows at once, a name seems longer than it is.
    let runs_on = |name: &String| {
        let mut others = found.iter().filter_map(|it| name.strip_prefix(it.as_str()));
        others.any(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    found
        .iter()
        .filter(|name| !runs_on(name))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_wherever_they_stand() {
        let file = b"\x00GORGIAS_ACCESSGORGIAS_TOOLSis not set\xffGORGIAS_API_KEY__acme GORGIAS_\
            GORGIAS_ACCESS_TOKEN GORGIAS_ACCESSUNKNOWN";
        let found = variables(file);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(
            found,
            [
                "GORGIAS_ACCESS",
                "GORGIAS_ACCESS_TOKEN",
                "GORGIAS_API_KEY",
                "GORGIAS_TOOLS"
            ]
        );
    }
}
