//! The commit that components are built from.

use crate::INPUTS;
use std::{path::Path, process::Command};

/// Returns the last commit that changed what the components of the checkout at `root` are made from. None
/// where that cannot be told: without git, in a shallow clone, in a subdirectory of another
/// repository, and with uncommitted changes.
///
/// Not the commit that is checked out: that one changes with every README, and the files' bytes
/// would depend on when they were built.
#[must_use]
pub fn revision(root: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(arguments)
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != root.canonicalize().ok()? {
        return None;
    }
    if git(&["rev-parse", "--is-shallow-repository"])? != "false" {
        return None;
    }
    let changes = git(&[&["status", "--porcelain", "--"], &INPUTS[..]].concat())?;
    let last = git(&[&["log", "-1", "--format=%H", "--"], &INPUTS[..]].concat())?;
    (changes.is_empty() && !last.is_empty()).then_some(last)
}
