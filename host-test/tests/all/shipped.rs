//! The shipped file against its contract in `wit/`, and as a host or a registry sees it.

use crate::support::{PERMISSIONS, readme};
use contract::{Contract, Tag, render};
use gorgias_customers::tool::{Effect, Tool};
use host::SHIPPED;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
};
use wasmparser::{Parser, Payload};
use wit_parser::{
    PackageMetadata, Resolve, TypeDefKind, WorldId, WorldItem,
    decoding::{DecodedWasm, decode},
};

pub fn shipped() -> (Resolve, WorldId) {
    match decode(SHIPPED).expect("the shipped file decodes") {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => panic!("the shipped file is no component"),
    }
}

/// Returns the tools as the component describes them.
fn described((resolve, world): &(Resolve, WorldId)) -> Vec<contract::Tool<'_>> {
    let exports = resolve.worlds[*world].exports.values();
    exports
        .map(|item| match item {
            WorldItem::Function(function) => contract::Tool::new(function),
            _ => panic!("an export that is no function"),
        })
        .map(|tool| tool.expect("every tool is described"))
        .collect()
}

fn contract() -> (Resolve, WorldId) {
    let wit = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../wit"));
    let Contract { resolve, world } = Contract::read(wit).expect("wit/ parses");
    (resolve, world)
}

#[test]
fn a_host_of_the_world_can_run_the_file() {
    let (resolve, world) = contract();
    wit_component::targets(&resolve, world, SHIPPED).expect("the file targets the world");
}

/// Functions at the root, so that no tool hides among interfaces, where hosts name it otherwise or
/// not at all.
#[test]
fn exports_and_their_descriptions_are_those_of_wit() {
    let descriptions = |(resolve, world): (Resolve, WorldId),
                        words: fn(Tag) -> String|
     -> BTreeMap<String, String> {
        let exports = resolve.worlds[world].exports.iter();
        exports
            .map(|(key, item)| {
                let WorldItem::Function(function) = item else {
                    panic!("{key:?} is no function");
                };
                let docs = function.docs.contents.as_deref().unwrap_or_default();
                let docs = render(docs, words).expect("no other tags");
                (function.name.clone(), docs)
            })
            .collect()
    };
    let no_tags = |tag| panic!("{tag:?} is for programs");
    assert_eq!(
        descriptions(shipped(), no_tags),
        descriptions(contract(), Tag::words)
    );
}

/// The plugin's table of effects is what `GORGIAS_ACCESS` goes by, the descriptions are what
/// people and agents go by.
#[test]
fn the_tools_are_those_of_the_table_with_the_effects_of_the_table() {
    let shipped = shipped();
    let described: BTreeMap<String, String> = described(&shipped)
        .iter()
        .map(|tool| (tool.name.to_owned(), tool.effect.to_string()))
        .collect();
    let effect = |tool: &Tool| match tool.effect() {
        Effect::Read => "read",
        Effect::Write => "write",
        Effect::Destructive => "destructive",
    };
    let table: BTreeMap<String, String> = Tool::ALL
        .iter()
        .map(|tool| (tool.name().to_owned(), effect(tool).to_owned()))
        .collect();
    assert_eq!(table.len(), 25);
    assert_eq!(described, table);
}

#[test]
fn what_can_be_called_is_seven_interfaces_of_wasi() {
    let imports = |(resolve, world): (Resolve, WorldId)| -> BTreeSet<String> {
        let imports = resolve.worlds[world].imports.iter();
        imports
            .filter(|(_, item)| does_something(&resolve, item))
            .map(|(key, _)| resolve.name_world_key(key))
            .collect()
    };
    let permissions = PERMISSIONS.map(str::to_owned).into();
    assert_eq!(imports(shipped()), permissions);
    assert_eq!(imports(contract()), permissions);
}

/// Tells whether an import is more than names for types.
fn does_something(resolve: &Resolve, item: &WorldItem) -> bool {
    match item {
        WorldItem::Interface { id, .. } => {
            let interface = &resolve.interfaces[*id];
            let mut types = interface.types.values();
            !interface.functions.is_empty()
                || types.any(|id| matches!(resolve.types[*id].kind, TypeDefKind::Resource))
        }
        WorldItem::Function(_) => true,
        WorldItem::Type { .. } => false,
    }
}

#[test]
fn the_documentation_lists_the_tools_as_the_component_describes_them() {
    let shipped = shipped();
    let tools = described(&shipped);
    let rows: String = tools
        .iter()
        .map(|tool| {
            let summary = tool.description.lines().next().unwrap_or_default();
            format!("| `{}` | {} | {summary} |\n", tool.name, tool.effect)
        })
        .collect();
    let table = format!("| tool | effect | what it does |\n|---|---|---|\n{rows}");
    readme::check_section("docs/tools.md", "tools", &table);

    let names = |effect: contract::Effect| {
        let tools = tools.iter().filter(|tool| tool.effect == effect);
        let names: Vec<String> = tools.map(|tool| format!("`{}`", tool.name)).collect();
        format!("| {effect} | {} |\n", names.join(", "))
    };
    use contract::Effect::{Destructive, Read, Write};
    let by_effect = [Read, Write, Destructive].map(names);
    let short = format!("| effect | tools |\n|---|---|\n{}", by_effect.concat());
    readme::check_section("README.md", "tools", &short);
}

/// A model reads all of them before it does anything. A parameter that its description does not name has
/// only its type to speak for it.
#[test]
fn descriptions_are_short_and_name_every_parameter() {
    let shipped = shipped();
    let mut bytes = 0;
    for tool in described(&shipped) {
        bytes += tool.description.len();
        let separates = |c: char| !c.is_alphanumeric() && c != '-';
        let words: Vec<&str> = tool.description.split(separates).collect();
        for parameter in &tool.function.params {
            let name = &*parameter.name;
            assert!(words.contains(&name), "{}: {name}", tool.name);
        }
    }
    assert!(bytes <= 15_000, "{bytes} bytes");
}

/// Lists the names of custom sections, with how deep they lie.
fn custom_sections() -> Vec<(usize, String)> {
    let mut depth = 0;
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(SHIPPED) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) if depth > 0 => depth -= 1,
            Payload::CustomSection(section) => found.push((depth, section.name().to_owned())),
            _ => {}
        }
    }
    found
}

#[test]
fn there_is_no_section_that_hosts_do_not_read() {
    let sections = custom_sections();
    let allowed = [
        "authors",
        "component-name",
        "description",
        "homepage",
        "licenses",
        PackageMetadata::SECTION_NAME,
        "producers",
        "revision",
        "source",
        "version",
    ];
    for (depth, name) in &sections {
        assert_eq!(*depth, 0, "{name} in a nested module");
        assert!(allowed.contains(&name.as_str()), "{name}");
    }
    for name in [
        "component-name",
        "version",
        "description",
        "licenses",
        "authors",
        "package-docs",
    ] {
        let times = sections.iter().filter(|(_, found)| found == name).count();
        assert_eq!(times, 1, "{name}");
    }
}

#[test]
fn the_description_section_names_the_world_root() {
    let (resolve, world) = shipped();
    assert_eq!(resolve.worlds[world].name, "root");
    let section = Parser::new(0)
        .parse_all(SHIPPED)
        .find_map(|payload| match payload.unwrap() {
            Payload::CustomSection(section) if section.name() == "package-docs" => {
                Some(section.data())
            }
            _ => None,
        })
        .unwrap();
    let json: Value = serde_json::from_slice(&section[1..]).unwrap();
    let worlds = json["worlds"].as_object().unwrap();
    assert_eq!(worlds.keys().collect::<Vec<_>>(), ["root"]);
    // This is where agent hosts look.
    let functions = worlds["root"]["func_exports"].as_object().unwrap();
    assert_eq!(functions.len(), Tool::ALL.len());
    for (name, function) in functions {
        let docs = function["docs"].as_str().unwrap();
        assert!(docs.starts_with('['), "{name}: {docs}");
    }
}

#[test]
fn no_directory_of_the_building_machine_is_inside() {
    let mut places = vec![
        PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        env::current_exe().unwrap(),
    ];
    places.extend(env::home_dir());
    places.extend(env::var_os("CARGO_HOME").map(PathBuf::from));
    for place in places {
        // The longest prefix that is telling: a home directory, or two levels of any other.
        let prefix: PathBuf = place.components().take(3).collect();
        let prefix = prefix.to_str().unwrap().as_bytes();
        let inside = SHIPPED.windows(prefix.len()).any(|bytes| bytes == prefix);
        assert!(!inside, "{}", place.display());
    }
    let text = String::from_utf8_lossy(SHIPPED);
    assert!(!text.contains("registry/src"), "where sources came from");
}
