//! Sections of the README that are made from the code.

use std::{env, fs, path::Path};

/// Compares what stands between `<!-- name -->` and `<!-- /name -->` in the README with `expected`,
/// or writes it there when `UPDATE_README` is set.
pub fn check_section(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).expect("README.md can be read");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme
        .split_once(&open)
        .unwrap_or_else(|| panic!("README.md has no line {open}"));
    let (found, after) = rest
        .split_once(&close)
        .unwrap_or_else(|| panic!("README.md has no line {close}"));
    if found == expected {
        return;
    }
    if env::var_os("UPDATE_README").is_some() {
        let updated = [before, &open, expected, &close, after].concat();
        fs::write(&path, updated).expect("README.md can be written");
        return;
    }
    panic!(
        "the section `{name}` of README.md is not up to date; run the tests once with UPDATE_README=1. It should be:\n{expected}"
    );
}
