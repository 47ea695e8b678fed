//! The shipped component against its contract in `wit/` and the plugin's own table of tools.

use gorgias_customers::tool::{Effect, Tool};
use host_test::SHIPPED;
use host_test::tools::{self, PREFIX};
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Resolve, TypeDefKind, WorldId, WorldItem};

/// What the file may have at most, in bytes.
const MAX_SIZE: usize = 200_000;
/// What all descriptions together may have at most, in bytes. Agents read them at every start.
const MAX_DESCRIPTIONS: usize = 15_000;

const PERMISSIONS: [&str; 7] = [
    "wasi:cli/environment@0.2.0",
    "wasi:clocks/monotonic-clock@0.2.0",
    "wasi:http/outgoing-handler@0.2.0",
    "wasi:http/types@0.2.0",
    "wasi:io/error@0.2.0",
    "wasi:io/poll@0.2.0",
    "wasi:io/streams@0.2.0",
];

fn contract() -> (Resolve, WorldId) {
    let mut resolve = Resolve::default();
    let wit = concat!(env!("CARGO_MANIFEST_DIR"), "/../wit");
    let (package, _) = resolve.push_dir(wit).expect("wit/ parses");
    let world = resolve
        .select_world(&[package], Some("gorgias-customers"))
        .expect("the world is there");
    (resolve, world)
}

fn shipped() -> (Resolve, WorldId) {
    match decode(SHIPPED).expect("the shipped file decodes") {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => panic!("the shipped file is no component"),
    }
}

#[test]
fn a_host_of_the_world_can_run_the_file() {
    let (resolve, world) = contract();
    wit_component::targets(&resolve, world, SHIPPED).expect("the file targets the world");
}

/// The plugin's table of effects is what `GORGIAS_ACCESS` goes by, the descriptions are what
/// people and agents go by.
#[test]
fn the_tools_are_those_of_the_table_with_the_effects_of_the_table() {
    let described: BTreeMap<String, String> = tools::read(SHIPPED)
        .expect("every tool is described")
        .into_iter()
        .map(|tool| (tool.name.clone(), tool.effect.to_string()))
        .collect();
    let table: BTreeMap<String, String> = Tool::ALL
        .iter()
        .map(|tool| {
            let effect = match tool.effect() {
                Effect::Read => "read",
                Effect::Write => "write",
                Effect::Destructive => "destructive",
            };
            (format!("{PREFIX}{}", tool.name()), effect.to_owned())
        })
        .collect();
    assert_eq!(table.len(), 25);
    assert_eq!(described, table);
}

/// So that no tool hides among interfaces, where hosts name it otherwise or not at all.
#[test]
fn every_export_is_a_function_at_the_root() {
    let (resolve, world) = shipped();
    let exports = &resolve.worlds[world].exports;
    let functions = exports
        .values()
        .filter(|item| matches!(item, WorldItem::Function(_)));
    assert_eq!(functions.count(), exports.len());
    assert_eq!(exports.len(), Tool::ALL.len());
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
    let permissions: BTreeSet<String> = PERMISSIONS.map(str::to_owned).into();
    assert_eq!(imports(shipped()), permissions);
    assert_eq!(imports(contract()), permissions);
}

/// Whether an import is more than names for types.
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
fn the_file_and_its_descriptions_are_small() {
    let descriptions: usize = tools::read(SHIPPED)
        .expect("every tool is described")
        .iter()
        .map(|tool| tool.effect.to_string().len() + "[] ".len() + tool.description.len())
        .sum();
    let size = SHIPPED.len();
    println!("{size} bytes, of which {descriptions} are descriptions");
    assert!(size <= MAX_SIZE, "{size} bytes");
    assert!(descriptions <= MAX_DESCRIPTIONS, "{descriptions} bytes");
}
