//! The table in docs/reliability.md of what the plugin makes of faults, from the same source as the matrix.
//!
//! `UPDATE=1 cargo test -p host-test reliability` writes it.

use super::{
    class::Class,
    fault::{Expect, Fault, GROUPS},
};
use crate::support::readme;
use std::fmt::Write as _;

/// A column takes classes that mostly agree.
const COLUMNS: [(&str, &str); 5] = [
    ("get", "get"),
    ("update", "update"),
    ("delete", "delete"),
    ("create, merge, upload", "create merge upload"),
    ("download", "download file-host"),
];

/// Writes the section between the markers.
fn markdown() -> String {
    let faults = || GROUPS.iter().flat_map(|group| &group.faults);
    let of_sockets = || faults().filter(|fault| fault.takes_sockets());
    let cells = |fault: &Fault| fault.classes().count();
    let mut out = format!(
        "{} faults, {} cells. {} of the faults take a socket to show: their {} cells are calls of the \
         packed component over real ones. The others are whole answers, which the same client is given in \
         memory. “3×” counts the requests that reach the failing server, where they are more than one. \
         † The message says that the change may have been made, and to look before repeating it. \
         Every call ends at `GORGIAS_TIMEOUT_SECONDS` or sooner.\n",
        faults().count(),
        faults().map(cells).sum::<usize>(),
        of_sockets().count(),
        of_sockets().map(cells).sum::<usize>(),
    );
    for group in GROUPS.iter() {
        let headings = COLUMNS.map(|(heading, _)| heading).join(" | ");
        let _ = write!(
            out,
            "\n| {} | {headings} |\n|---|---|---|---|---|---|\n",
            group.name
        );
        for (cells, names) in rows(&group.faults) {
            let _ = writeln!(out, "| {} | {} |", names.join("; "), cells.join(" | "));
        }
    }
    out
}

/// Adds a value to those of this key. Keys stay in the order of their first values.
fn add<K: PartialEq, V>(grouped: &mut Vec<(K, Vec<V>)>, key: K, value: V) {
    match grouped.iter_mut().find(|(known, _)| *known == key) {
        Some((_, values)) => values.push(value),
        None => grouped.push((key, vec![value])),
    }
}

/// Groups the faults by what becomes of them: those with the same outcomes share a row.
fn rows(faults: &[Fault]) -> Vec<([String; COLUMNS.len()], Vec<&str>)> {
    let mut rows = Vec::new();
    for fault in faults {
        let cells = COLUMNS.map(|(_, classes)| cell(fault, &Class::named(classes)));
        add(&mut rows, cells, fault.name.as_str());
    }
    rows
}

/// Describes what these classes make of a fault, once where they agree.
fn cell(fault: &Fault, classes: &[Class]) -> String {
    let mut said = Vec::new();
    for class in classes {
        if let Some(expect) = fault.expect(*class) {
            // A download goes to two hosts.
            let name = match class {
                Class::Download => "Gorgias".to_owned(),
                class => class.name().replace('-', " "),
            };
            add(&mut said, words(*class, expect), name);
        }
    }
    match said.as_slice() {
        [] => "–".into(),
        [(words, _)] => words.clone(),
        several => {
            let several = several.iter();
            let named = several.map(|(words, names)| format!("{}: {words}", names.join(", ")));
            named.collect::<Vec<_>>().join("; ")
        }
    }
}

fn words(class: Class, expect: &Expect) -> String {
    let mut words = match (expect.kind(), &expect.gives) {
        (Some(kind), _) if class.changes() && expect.may_be_done() => format!("`{kind}`†"),
        (Some(kind), _) => format!("`{kind}`"),
        (None, Some(_)) => "done, as it came".to_owned(),
        (None, None) => "done".to_owned(),
    };
    if !expect.is_sent() {
        words.push_str(", not sent");
    }
    if expect.requests() > 1 {
        let _ = write!(words, " {}×", expect.requests());
    }
    words
}

#[test]
fn the_documentation_shows_the_matrix() {
    readme::check_section("docs/reliability.md", "reliability", &markdown());
}
