//! The shipped file, as a host or a registry sees it.

use host_test::SHIPPED;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use wasmparser::{Parser, Payload};
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{PackageMetadata, Resolve, WorldId, WorldItem, WorldKey};

fn shipped() -> (Resolve, WorldId) {
    match decode(SHIPPED).unwrap() {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => panic!("the shipped file is a WIT package"),
    }
}

fn contract() -> (Resolve, WorldId) {
    let wit = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(wit).unwrap();
    let world = resolve
        .select_world(&[package], Some("gorgias-customers"))
        .unwrap();
    (resolve, world)
}

fn descriptions((resolve, world): &(Resolve, WorldId)) -> BTreeMap<String, String> {
    resolve.worlds[*world]
        .exports
        .iter()
        .map(|(key, item)| {
            let WorldItem::Function(function) = item else {
                panic!("{key:?} is no function");
            };
            let docs = function.docs.contents.clone().unwrap_or_default();
            (function.name.clone(), docs)
        })
        .collect()
}

/// Names of custom sections, with how deep they lie.
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
fn exports_and_their_descriptions_are_those_of_wit() {
    let described = descriptions(&shipped());
    assert_eq!(described.len(), 25);
    assert_eq!(described, descriptions(&contract()));
}

#[test]
fn the_permissions_are_seven_interfaces() {
    let (resolve, world) = shipped();
    let imports: BTreeSet<String> = resolve.worlds[world]
        .imports
        .keys()
        .filter(|key| matches!(key, WorldKey::Interface(_)))
        .map(|key| {
            let name = resolve.name_world_key(key);
            name.split('@').next().unwrap_or_default().to_owned()
        })
        .collect();
    let expected = [
        // Types without functions: names for what the tools take, no permission.
        "gorgias:customers/types",
        "wasi:cli/environment",
        "wasi:clocks/monotonic-clock",
        "wasi:http/outgoing-handler",
        "wasi:http/types",
        "wasi:io/error",
        "wasi:io/poll",
        "wasi:io/streams",
    ];
    assert_eq!(imports, expected.map(str::to_owned).into());
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
    let json: serde_json::Value = serde_json::from_slice(&section[1..]).unwrap();
    let worlds = json["worlds"].as_object().unwrap();
    assert_eq!(worlds.keys().collect::<Vec<_>>(), ["root"]);
    // This is where agent hosts look.
    let functions = worlds["root"]["func_exports"].as_object().unwrap();
    assert_eq!(functions.len(), 25);
    for (name, function) in functions {
        let docs = function["docs"].as_str().unwrap();
        assert!(docs.starts_with('['), "{name}: {docs}");
    }
}

#[test]
fn no_directory_of_the_building_machine_is_inside() {
    let mut places = vec![
        PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        std::env::current_exe().unwrap(),
    ];
    places.extend(std::env::home_dir());
    places.extend(std::env::var_os("CARGO_HOME").map(PathBuf::from));
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
