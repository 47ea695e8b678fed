//! Where the bytes of the component go: by part of the file, by crate and module, by function.
//!
//! ```sh
//! cargo run -p host-test --example size          # the 30 largest functions
//! cargo run -p host-test --example size -- 200   # more of them
//! ```
//!
//! The parts are those of the file as it ships. Crates and functions are read from the component
//! as it was linked, before the packing step took the names out; the code is the same.
//!
//! Code that the compiler inlined counts where it landed. Generic code counts for the type or
//! function that it is written for: `<Vec<Channel> as Drop>` is `alloc`.

use anyhow::{Context, Result};
use host_test::SHIPPED;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Our own crate, which is shown by its modules.
const OWN: &str = "gorgias_customers";

fn main() -> Result<()> {
    let show = match std::env::args().nth(1) {
        Some(count) => count.parse().context("how many functions to show")?,
        None => 30,
    };
    // The build script links beside the file that it packs.
    let linked = Path::new(env!("GORGIAS_CUSTOMERS_WASM"))
        .with_file_name("components/wasm32-wasip2/component/gorgias_customers_plugin.wasm");
    let linked = std::fs::read(&linked).with_context(|| format!("reading {}", linked.display()))?;

    println!("The component has {} bytes.\n", SHIPPED.len());
    table(["part", "bytes", "share"], &parts(SHIPPED)?, SHIPPED.len());

    let functions = functions(&linked)?;
    let code: usize = functions.iter().map(|(_, size)| size).sum();
    println!(
        "\nOf these, {code} bytes are {} functions.\n",
        functions.len()
    );
    let mut groups = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (name, size) in functions {
        add(&mut groups, group(&name), size);
        add(&mut names, name, size);
    }
    table(["crate or module", "bytes", "share"], &groups, code);

    println!("\nThe largest functions; copies of generic ones together.\n");
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.bytes));
    names.truncate(show);
    table(
        ["function", "bytes", "share"],
        &names.into_iter().collect(),
        code,
    );
    Ok(())
}

/// Bytes, and how many things they are the sum of.
#[derive(Default)]
struct Sum {
    bytes: usize,
    count: usize,
}

fn add(sums: &mut BTreeMap<String, Sum>, name: impl Into<String>, bytes: usize) {
    let sum = sums.entry(name.into()).or_default();
    sum.bytes += bytes;
    sum.count += 1;
}

/// Prints a table in Markdown, the largest first.
fn table(head: [&str; 3], sums: &BTreeMap<String, Sum>, of: usize) {
    println!(
        "| {} | {} | {} | count |\n|---|---:|---:|---:|",
        head[0], head[1], head[2]
    );
    let mut rows: Vec<_> = sums.iter().collect();
    rows.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.bytes));
    for (name, Sum { bytes, count }) in rows {
        let share = *bytes as f64 * 100.0 / of as f64;
        println!("| `{name}` | {bytes} | {share:.1} % | {count} |");
    }
}

/// The file's sections by what they hold.
fn parts(component: &[u8]) -> Result<BTreeMap<String, Sum>> {
    let mut parts = BTreeMap::new();
    let mut depth = 0_usize;
    let mut counted = 0;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        let name = match &payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                continue;
            }
            Payload::End(_) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Payload::CodeSectionStart { .. } => "code".to_owned(),
            Payload::DataSection(_) => "data (texts and tables)".to_owned(),
            Payload::CustomSection(section) => format!("custom section {}", section.name()),
            _ if depth > 0 => "types, imports, exports of the modules".to_owned(),
            _ => "types, imports, exports of the component".to_owned(),
        };
        if let Some((_, range)) = payload.as_section() {
            counted += range.len();
            add(&mut parts, name, range.len());
        }
    }
    add(&mut parts, "headers", component.len() - counted);
    Ok(parts)
}

/// The functions of all modules with their names and sizes.
fn functions(component: &[u8]) -> Result<Vec<(String, usize)>> {
    let mut functions = Vec::new();
    let mut module = Module::default();
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    module.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => module.sizes.push(body.range().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        if let Name::Function(names) = name? {
                            for naming in names {
                                let naming = naming?;
                                module.names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                }
            }
            Payload::End(_) => functions.append(&mut std::mem::take(&mut module).named()),
            _ => {}
        }
    }
    Ok(functions)
}

#[derive(Default)]
struct Module {
    imported: u32,
    sizes: Vec<usize>,
    names: HashMap<u32, String>,
}

impl Module {
    fn named(self) -> Vec<(String, usize)> {
        let name = |index| match self.names.get(&index) {
            // Without the hash that tells copies apart.
            Some(name) => format!("{:#}", rustc_demangle::demangle(name)),
            None => "(glue of the component)".to_owned(),
        };
        (self.imported..)
            .zip(self.sizes)
            .map(|(index, size)| (name(index), size))
            .collect()
    }
}

/// The crate that a function belongs to, or, of our own crate, the module.
fn group(name: &str) -> String {
    if name.contains("drop_in_place") || name.contains("drop_glue") {
        return "core: dropping values".to_owned();
    }
    let path = name.trim_start_matches(['<', '&', '[', '(', '*', ' ']);
    let path = ["mut ", "const ", "dyn "]
        .iter()
        .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
    // `<str as alloc::…>`: where the type has no crate, the trait has.
    let first = |path: &str| {
        let end = path.find("::")?;
        let word = &path[..end];
        let is_word = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        is_word.then(|| word.to_owned())
    };
    let of_trait = || first(path.split_once(" as ")?.1);
    let Some(crate_name) = first(path).or_else(of_trait) else {
        return match name.starts_with('(') {
            true => name.to_owned(),
            false => "exports and C".to_owned(),
        };
    };
    if crate_name != OWN {
        return crate_name;
    }
    let module = name
        .split(OWN)
        .nth(1)
        .and_then(|rest| rest.split("::").nth(1));
    match module {
        Some("bindings") if name.contains("_cabi") => format!("{OWN}::bindings, exports"),
        Some("bindings") => format!("{OWN}::bindings, imports"),
        Some(module) => {
            let end = module.find(['<', '>', ' ']).unwrap_or(module.len());
            format!("{OWN}::{}", &module[..end])
        }
        None => crate_name,
    }
}
