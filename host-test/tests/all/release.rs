//! The files of a release: they agree with the shipped components, and are the same every time.

use crate::cli::{run, stderr};
use cyclonedx_bom::{
    models::bom::{Bom, SpecVersion},
    validation::Validate,
};
use host::{SHIPPED, SHIPPED_MCP};
use oci_spec::image::{Descriptor, ImageIndex, ImageManifest, OciLayout};
use packing::{
    About, MCP, PLUGIN,
    release::{self, Artifact, BUNDLE, CHECKSUMS, PERMISSIONS, Policy, Shipped},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

const COMPONENT: &str = PLUGIN.file;
const POLICY: &str = "gorgias_customers.policy.yaml";
const SBOM: &str = "gorgias_customers.cdx.json";
const MCP_SBOM: &str = "gorgias_customers_mcp.cdx.json";
const PACKED: [Shipped<'_>; 2] = [
    Shipped {
        component: PLUGIN,
        bytes: SHIPPED,
    },
    Shipped {
        component: MCP,
        bytes: SHIPPED_MCP,
    },
];

fn artifacts() -> BTreeMap<PathBuf, Vec<u8>> {
    let policy = Policy::new(Some("acme"), Policy::FILE_HOST).unwrap();
    by_path(release::artifacts(&PACKED, &policy).unwrap())
}

fn layout(packed: &Shipped) -> BTreeMap<PathBuf, Vec<u8>> {
    by_path(release::layout(packed).unwrap())
}

fn by_path(artifacts: Vec<Artifact>) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = artifacts.into_iter().map(|it| (it.path, it.bytes));
    files.collect()
}

fn text<'a>(files: &'a BTreeMap<PathBuf, Vec<u8>>, path: &str) -> &'a str {
    std::str::from_utf8(&files[Path::new(path)]).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_component_says_what_its_manifest_says() {
    let about = About::read(SHIPPED).unwrap();
    assert_eq!(about.name, "gorgias-customers");
    // Both packages have the workspace's.
    assert_eq!(about.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(about.licences, "MIT OR Apache-2.0");
    assert_eq!(about.licences, env!("CARGO_PKG_LICENSE"));
    assert!(about.description.contains("25 tools"), "{about:?}");
    let manifest = fs::read_to_string("../components/typed/Cargo.toml").unwrap();
    let description = format!("description = {:?}\n", about.description);
    assert!(manifest.contains(&description), "{description}");
    let toolchain = fs::read_to_string("../rust-toolchain.toml").unwrap();
    assert!(toolchain.contains(&format!("channel = {:?}", about.rustc)));
}

#[test]
fn the_files_are_the_same_every_time() {
    assert_eq!(artifacts(), artifacts());
    // Annotations are kept in hash tables, whose order is another one each time.
    for _ in 0..5 {
        assert_eq!(layout(&PACKED[0]), layout(&PACKED[0]));
    }
}

#[test]
fn no_file_tells_where_or_when_it_was_made() {
    let mut files = artifacts();
    files.extend(PACKED.iter().flat_map(layout));
    files.retain(|path, _| path.extension().is_none_or(|it| it != "wasm"));
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (path, bytes) in files {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for word in [
            checkout.to_str().unwrap(),
            "timestamp",
            "serialNumber",
            "urn:uuid",
        ] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn the_checksums_are_those_of_the_files() {
    let policy = Policy::new(Some("acme"), Policy::FILE_HOST).unwrap();
    let artifacts = release::artifacts(&PACKED, &policy).unwrap();
    let sums = String::from_utf8(release::checksums(&artifacts).bytes).unwrap();
    let files = by_path(artifacts);
    let expected = [COMPONENT, POLICY, SBOM, MCP.file, MCP_SBOM]
        .map(|path| format!("{}  {path}", sha256(&files[Path::new(path)])));
    assert_eq!(sums.lines().collect::<Vec<_>>(), expected);
    assert_eq!(files.len(), expected.len());
    assert_eq!(files[Path::new(COMPONENT)], SHIPPED);
    assert_eq!(files[Path::new(MCP.file)], SHIPPED_MCP);
}

#[test]
fn the_policy_grants_two_hosts_by_their_whole_names() {
    let files = artifacts();
    let hosts = |yaml: &str| -> Vec<String> {
        let lines = yaml.lines().map(str::trim);
        let hosts = lines.filter_map(|line| line.strip_prefix("- host: "));
        hosts.map(str::to_owned).collect()
    };
    assert_eq!(
        hosts(text(&files, POLICY)),
        ["acme.gorgias.com", "uploads.gorgias.io"]
    );
    let other = Policy::new(None, "files.acme.test").unwrap();
    let yaml = other.yaml(&About::read(SHIPPED).unwrap(), COMPONENT);
    assert_eq!(hosts(&yaml), ["ACCOUNT.gorgias.com", "files.acme.test"]);
}

#[test]
fn the_bills_of_materials_list_what_is_linked() {
    let files = artifacts();
    let mut linked = Vec::new();
    for (file, name, component) in [
        (SBOM, "gorgias-customers", SHIPPED),
        (MCP_SBOM, "gorgias-customers-mcp", SHIPPED_MCP),
    ] {
        let bom = Bom::parse_from_json(text(&files, file).as_bytes()).unwrap();
        let valid = bom.validate_version(SpecVersion::V1_5);
        assert!(valid.passed(), "{valid:?}");

        let described = bom.metadata.unwrap().component.unwrap();
        assert_eq!(described.name.to_string(), name);
        assert_eq!(described.hashes.unwrap().0[0].content.0, sha256(component));

        let listed = bom.components.unwrap().0;
        for component in &listed {
            assert!(component.licenses.is_some(), "{}", component.name);
            assert!(component.purl.is_some(), "{}", component.name);
        }
        let mut names: Vec<String> = listed.iter().map(|it| it.name.to_string()).collect();
        names.sort();
        linked.push(names);
    }
    // What the manifests of this repository name, and what that needs at run time.
    assert_eq!(
        linked[0].join(" "),
        "allocator-api2 base64 bitflags itoa lock_api memchr percent-encoding rust scopeguard \
         serde serde_core serde_json talc wit-bindgen zmij"
    );
    // The server is made of the same, and compares tokens besides.
    let (plugin, mut server) = (linked.remove(0), linked.remove(0));
    server.retain(|name| !plugin.contains(name));
    assert_eq!(server, ["subtle"]);
}

/// The blob that a descriptor points to, with its media type, size and digest checked.
fn blob<'a>(
    files: &'a BTreeMap<PathBuf, Vec<u8>>,
    descriptor: &Descriptor,
    media_type: &str,
) -> &'a [u8] {
    assert_eq!(descriptor.media_type().as_ref(), media_type);
    let digest = descriptor.as_digest_sha256().unwrap();
    let bytes = &files[&Path::new("blobs/sha256").join(digest)];
    assert_eq!(sha256(bytes), digest);
    assert_eq!(bytes.len() as u64, descriptor.size());
    bytes
}

#[test]
fn the_image_is_the_component_with_what_it_imports_and_exports() {
    let files = layout(&PACKED[0]);
    let marker = OciLayout::from_reader(&*files[Path::new("oci-layout")]).unwrap();
    assert_eq!(marker.image_layout_version(), "1.0.0");
    let index = ImageIndex::from_reader(&*files[Path::new("index.json")]).unwrap();
    let [image] = index.manifests().as_slice() else {
        panic!("one image: {index:?}");
    };
    let about = About::read(SHIPPED).unwrap();
    let tag = &image.annotations().as_ref().unwrap()["org.opencontainers.image.ref.name"];
    assert_eq!(*tag, about.version);

    let manifest = blob(&files, image, "application/vnd.oci.image.manifest.v1+json");
    let manifest = ImageManifest::from_reader(manifest).unwrap();
    let annotations = manifest.annotations().as_ref().unwrap();
    assert_eq!(
        annotations["org.opencontainers.image.licenses"],
        about.licences
    );
    assert_eq!(
        annotations["org.opencontainers.image.description"],
        about.description
    );
    let [layer] = manifest.layers().as_slice() else {
        panic!("one layer: {manifest:?}");
    };
    assert_eq!(blob(&files, layer, "application/wasm"), SHIPPED);

    let config = blob(
        &files,
        manifest.config(),
        "application/vnd.wasm.config.v0+json",
    );
    let config: Value = serde_json::from_slice(config).unwrap();
    assert_eq!(config["architecture"], "wasm");
    assert_eq!(config["os"], "wasip2");
    assert_eq!(config["layerDigests"][0], layer.digest().to_string());
    let names = |kind: &str| config["component"][kind].as_array().unwrap().clone();
    assert_eq!(names("exports").len(), 25);
    assert!(names("exports").contains(&"gorgias-customers-search".into()));
    // The seven permissions, and the interface that names the tools' types.
    assert_eq!(names("imports").len(), 8);
    assert!(names("imports").contains(&"wasi:http/outgoing-handler@0.2.0".into()));
    // Nothing but the marker, the index and the three blobs.
    assert_eq!(files.len(), 5);
}

/// An empty directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn packing_writes_all_files_and_replaces_an_earlier_image() {
    let out = directory("release");
    let stale = out.join("oci/gorgias_customers/blobs/sha256/stale");
    for _ in 0..2 {
        let output = run(&[
            "pack",
            "--out",
            out.to_str().unwrap(),
            "--tenant",
            "acme",
            "--oci",
        ]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(!stale.exists());
        fs::write(&stale, "of an earlier version").unwrap();
    }
    for (path, bytes) in artifacts() {
        assert_eq!(
            fs::read(out.join(&path)).unwrap(),
            bytes,
            "{}",
            path.display()
        );
    }
    let sums = fs::read_to_string(out.join(CHECKSUMS)).unwrap();
    let listed: Vec<&str> = sums.lines().map(|line| &line[66..]).collect();
    assert_eq!(
        listed,
        [COMPONENT, POLICY, SBOM, MCP.file, MCP_SBOM, PERMISSIONS]
    );
    for packed in &PACKED {
        let image = out.join("oci").join(packed.component.stem());
        for (path, bytes) in layout(packed) {
            assert_eq!(fs::read(image.join(path)).unwrap(), bytes);
        }
    }
}

/// What the components ask for, as it was last agreed to. `UPDATE=1 cargo test -p host-test
/// release` writes it anew.
const AGREED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../permissions.json");

#[test]
fn a_release_asks_for_what_was_agreed_to() {
    let out = directory("release-permissions");
    let output = run(&["pack", "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let asked = fs::read_to_string(out.join(PERMISSIONS)).unwrap();
    if env::var_os("UPDATE").is_some() {
        return fs::write(AGREED, asked).unwrap();
    }
    let agreed = fs::read_to_string(AGREED).unwrap();
    let (mut old, mut new) = (entries(&agreed), entries(&asked));
    old.retain(|entry| !new.contains(entry));
    new.retain(|entry| !entries(&agreed).contains(entry));
    assert!(
        agreed == asked,
        "asked for, and not in permissions.json: {new:#?}\nno longer asked for: {old:#?}"
    );
}

/// Everything that is asked for, a line each, with the file that asks.
fn entries(permissions: &str) -> Vec<String> {
    let files: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(permissions).unwrap();
    let mut entries = Vec::new();
    for (file, kinds) in files {
        for (kind, asked) in kinds {
            match asked {
                Value::Array(names) => {
                    entries.extend(names.iter().map(|name| format!("{file} {kind} {name}")));
                }
                Value::Object(tools) => {
                    let tools = tools.iter();
                    entries.extend(tools.map(|(name, effect)| format!("{file} {name} {effect}")));
                }
                other => panic!("{kind}: {other}"),
            }
        }
    }
    entries
}

#[test]
fn the_entry_for_the_registry_fits_its_schema_and_names_the_bundle() {
    let about = About::read(SHIPPED_MCP).unwrap();
    let bundle = Artifact {
        path: BUNDLE.into(),
        bytes: b"a bundle".to_vec(),
        executable: false,
    };
    let base = "https://github.com/acme/tools";
    let source = |source: &str| About {
        source: Some(source.to_owned()),
        ..about.clone()
    };
    // By the option, or by the repository that the manifest names; or it is not known.
    let url = format!("{base}/releases/download/v{}/{BUNDLE}", about.version);
    let default = |about: &About| release::bundle_url(None, about);
    assert_eq!(default(&source(base)).as_ref(), Some(&url));
    assert_eq!(
        default(&source(&format!("{base}.git"))).as_ref(),
        Some(&url)
    );
    assert_eq!(default(&source("https://code.test/tools")), None);
    assert_eq!(release::bundle_url(Some(&url), &about).as_ref(), Some(&url));

    let schema = serde_json::from_str(include_str!("release/server.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for about in [&about, &source(base)] {
        let file = release::server(about, &bundle, &url).unwrap();
        let entry: Value = serde_json::from_slice(&file.bytes).unwrap();
        let problems: Vec<String> = schema
            .iter_errors(&entry)
            .map(|it| it.to_string())
            .collect();
        assert_eq!(problems, [""; 0]);
        assert_eq!(entry["name"], "io.github.acme/gorgias-customers");
        let package = &entry["packages"][0];
        assert_eq!(package["identifier"], url);
        assert_eq!(package["fileSha256"], sha256(&bundle.bytes));
        let secret: Vec<&Value> = package["environmentVariables"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["isSecret"] == true)
            .map(|it| &it["name"])
            .collect();
        assert_eq!(secret, ["GORGIAS_API_KEY"]);
    }
    // The schema does say no.
    assert!(!schema.is_valid(&json!({ "name": "no-slash", "description": "", "version": "1" })));

    let elsewhere = release::server(&about, &bundle, "https://files.acme.test/a.mcpb");
    let message = elsewhere.unwrap_err().to_string();
    assert!(message.contains("is not of the form"), "{message}");
}

#[test]
fn packing_does_not_clear_a_directory_that_holds_something_else() {
    let out = directory("release-elsewhere");
    let precious = out.join("gorgias_customers/precious.txt");
    fs::create_dir_all(precious.parent().unwrap()).unwrap();
    fs::write(&precious, "keep me").unwrap();
    let path = out.to_str().unwrap();
    let output = run(&["pack", "--out", path, "--oci", path]);
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("something else"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read(&precious).unwrap(), b"keep me");
}

#[test]
fn nothing_is_written_for_a_wrong_account_or_tag() {
    let out = directory("release-refused");
    let path = out.to_str().unwrap();
    let refused = [
        (["--tenant", "*.gorgias.com"], "is no account"),
        (["--file-host", "*"], "is no host name"),
        (["--release", "v999.0.0"], "the tag has to be v"),
        (["--sign", "no-such-key"], "reading no-such-key"),
    ];
    // An export of the sources without git cannot be released at all.
    let has_git = Path::new("../.git").exists();
    for (arguments, reason) in refused {
        if arguments[0] == "--release" && !has_git {
            continue;
        }
        let output = run(&[&["pack", "--out", path], &arguments[..]].concat());
        assert!(!output.status.success(), "{arguments:?}");
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
}
