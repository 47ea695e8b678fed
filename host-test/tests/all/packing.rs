//! The packing step by itself, on the shipped component.

use component_build::{About, PLUGIN, pack};
use host::SHIPPED;
use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};
use wasm_encoder::{Component, CustomSection, Module, ModuleSection};
use wasm_metadata::Producers;
use wasmparser::{Parser, Payload};

fn wit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit")
}

fn metadata() -> About {
    About {
        name: "gorgias-customers".to_owned(),
        version: "1.2.3".to_owned(),
        description: "A description".to_owned(),
        licences: "MIT OR Apache-2.0".to_owned(),
        authors: "Somebody".to_owned(),
        source: Some("https://code.test/plugin".to_owned()),
        homepage: Some("https://plugin.test/".to_owned()),
        revision: Some("0123456789abcdef".to_owned()),
        rustc: "1.95.0".to_owned(),
    }
}

/// Makes a copy of `wit/` with its world changed.
fn changed_wit(name: &str, change: impl FnOnce(String) -> String) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(directory.join("deps")).unwrap();
    for entry in fs::read_dir(wit().join("deps")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(
            &path,
            directory.join("deps").join(path.file_name().unwrap()),
        )
        .unwrap();
    }
    let world = fs::read_to_string(wit().join("gorgias.wit")).unwrap();
    fs::write(directory.join("gorgias.wit"), change(world)).unwrap();
    directory
}

fn refusal(linked: &[u8], wit: &Path, metadata: &About) -> String {
    format!("{:#}", pack(&PLUGIN, linked, wit, metadata).unwrap_err())
}

#[test]
fn packing_again_replaces_what_was_packed_before() {
    let once = pack(&PLUGIN, SHIPPED, &wit(), &metadata()).unwrap();
    let twice = pack(&PLUGIN, &once, &wit(), &metadata()).unwrap();
    assert_eq!(once, twice);

    let given = metadata();
    let sections = custom_sections(&once);
    for (section, text) in [
        ("version", given.version),
        ("description", given.description),
        ("licenses", given.licences),
        ("authors", given.authors),
        ("source", given.source.unwrap()),
        ("homepage", given.homepage.unwrap()),
        ("revision", given.revision.unwrap()),
    ] {
        let of_this_name: Vec<_> = sections.iter().filter(|it| it.0 == section).collect();
        assert_eq!(of_this_name, [&(section.to_owned(), text)]);
    }
    let tools = Producers::from_wasm(&once).unwrap().unwrap();
    assert_eq!(
        tools.get("processed-by").unwrap().get("rustc").unwrap(),
        "1.95.0"
    );
}

/// Returns the custom sections of a component and of what is in it, by their names.
fn custom_sections(component: &[u8]) -> Vec<(String, String)> {
    let payloads = Parser::new(0).parse_all(component).map(Result::unwrap);
    let sections = payloads.filter_map(|payload| match payload {
        Payload::CustomSection(it) => Some((
            it.name().to_owned(),
            String::from_utf8_lossy(it.data()).into_owned(),
        )),
        _ => None,
    });
    sections.collect()
}

#[test]
fn what_is_no_component_is_refused() {
    for bytes in [&b"text"[..], &[], &Module::HEADER] {
        let message = refusal(bytes, &wit(), &metadata());
        assert!(message.contains("not a component"), "{message}");
    }
}

#[test]
fn a_component_without_the_tools_is_refused() {
    let message = refusal(&Component::new().finish(), &wit(), &metadata());
    assert!(message.contains("lacks"), "{message}");
    assert!(message.contains("gorgias-customers-search"), "{message}");
}

#[test]
fn a_tool_without_description_is_refused() {
    let wit = changed_wit("undescribed", |world| {
        let lines = world
            .lines()
            .filter(|line| !line.trim_start().starts_with("///"));
        lines.collect::<Vec<_>>().join("\n")
    });
    let message = refusal(SHIPPED, &wit, &metadata());
    assert!(message.contains("has no doc comment"), "{message}");
}

#[test]
fn a_tool_that_the_component_lacks_is_refused() {
    let wit = changed_wit("one-more", |world| {
        let end = world.rfind('}').unwrap();
        format!(
            "{}\n  /// @read One more.\n  export one-more: func();\n}}\n",
            &world[..end]
        )
    });
    let message = refusal(SHIPPED, &wit, &metadata());
    assert!(message.contains("[\"one-more\"]"), "{message}");
}

#[test]
fn notes_of_the_tool_chain_are_stripped_at_any_depth() {
    // A component like the shipped one, with a debug section in it and in a nested module.
    let debug = || CustomSection {
        name: Cow::Borrowed(".debug_str"),
        data: Cow::Borrowed(b"/home/builder"),
    };
    let mut module = Module::new();
    module.section(&debug());
    let mut linked = SHIPPED.to_vec();
    let mut extra = Component::new();
    extra.section(&ModuleSection(&module));
    extra.section(&debug());
    linked.extend_from_slice(&extra.finish()[Component::HEADER.len()..]);

    let packed = pack(&PLUGIN, &linked, &wit(), &metadata()).unwrap();
    assert!(!packed.windows(6).any(|bytes| bytes == b".debug"));
    assert!(!packed.windows(5).any(|bytes| bytes == b"/home"));
}
