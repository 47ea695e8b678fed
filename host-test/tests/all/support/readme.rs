//! Sections of the documentation that are made from the code.

use std::{env, fs, path::Path};

/// Compares what stands between `<!-- name -->` and `<!-- /name -->` in a page with
/// `expected`, or writes it there when `UPDATE` is set. `page` is a path below the checkout.
pub fn check_section(page: &str, name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text
        .split_once(&open)
        .unwrap_or_else(|| panic!("{page} has no line {open}"));
    let (found, after) = rest
        .split_once(&close)
        .unwrap_or_else(|| panic!("{page} has no line {close}"));
    if found == expected {
        return;
    }
    if env::var_os("UPDATE").is_some() {
        let updated = [before, &open, expected, &close, after].concat();
        fs::write(&path, updated).unwrap_or_else(|error| panic!("{page}: {error}"));
        return;
    }
    panic!(
        "the section `{name}` of {page} is not up to date; run the tests once with UPDATE=1. It should be:\n{expected}"
    );
}
