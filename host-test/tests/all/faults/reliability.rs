//! The table in docs/reliability.md of what the plugin makes of faults, from the same source as the matrix.
//!
//! `UPDATE=1 cargo test -p host-test reliability` writes it.

use super::{
    class::Class::{self, *},
    fault::{Expect, Fault, Outcome},
    table::{Group, groups},
};
use crate::support::readme;
use std::fmt::Write as _;

/// A column takes classes that mostly agree.
const COLUMNS: [(&str, &[Class]); 5] = [
    ("get", &[Get]),
    ("update", &[Update]),
    ("delete", &[Delete]),
    ("create, merge, upload", &[Create, Merge, Upload]),
    ("download", &[Download, FileHost]),
];

/// The section between the markers.
fn markdown(groups: &[Group]) -> String {
    let faults = || groups.iter().flat_map(|group| &group.faults);
    let cells = |fault: &Fault| {
        Class::ALL
            .iter()
            .filter(|class| fault.expect(**class).is_some())
            .count()
    };
    let of_sockets = || faults().filter(|fault| fault.takes_sockets());
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
    for group in groups {
        let _ = write!(out, "\n| {} |", group.name);
        for (heading, _) in COLUMNS {
            let _ = write!(out, " {heading} |");
        }
        out.push_str("\n|---|---|---|---|---|---|\n");
        for (names, cells) in rows(&group.faults) {
            let _ = writeln!(out, "| {} | {} |", names.join("; "), cells.join(" | "));
        }
    }
    out
}

/// The faults by what becomes of them: those with the same outcomes share a row.
fn rows(faults: &[Fault]) -> Vec<(Vec<&str>, [String; COLUMNS.len()])> {
    let mut rows: Vec<(Vec<&str>, [String; COLUMNS.len()])> = Vec::new();
    for fault in faults {
        let cells = COLUMNS.map(|(_, classes)| cell(fault, classes));
        match rows.iter_mut().find(|(_, known)| *known == cells) {
            Some((names, _)) => names.push(fault.name),
            None => rows.push((vec![fault.name], cells)),
        }
    }
    rows
}

/// Describes what these classes make of a fault, once where they agree.
fn cell(fault: &Fault, classes: &[Class]) -> String {
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for class in classes {
        let Some(expect) = fault.expect(*class) else {
            continue;
        };
        let words = words(*class, expect);
        match said.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(short(*class)),
            None => said.push((words, vec![short(*class)])),
        }
    }
    match said.as_slice() {
        [] => "–".into(),
        [(words, _)] => words.clone(),
        several => several
            .iter()
            .map(|(words, names)| format!("{}: {words}", names.join(", ")))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn words(class: Class, expect: &Expect) -> String {
    let mut sent = true;
    let mut words = match &expect.outcome {
        Outcome::Done => "done".to_owned(),
        Outcome::Gives(_) => "done, as it came".to_owned(),
        Outcome::Fails {
            kind,
            sent: request_sent,
            fate_known,
        } => {
            sent = *request_sent;
            let mark = if class.changes() && !fate_known {
                "†"
            } else {
                ""
            };
            format!("`{kind}`{mark}")
        }
    };
    if !sent {
        words.push_str(", not sent");
    }
    if expect.requests > 1 {
        let _ = write!(words, " {}×", expect.requests);
    }
    words
}

fn short(class: Class) -> &'static str {
    match class {
        Get => "get",
        Update => "update",
        Delete => "delete",
        Create => "create",
        Merge => "merge",
        Upload => "upload",
        Download => "Gorgias",
        FileHost => "file host",
    }
}

#[test]
fn the_readme_shows_the_matrix() {
    readme::check_section("docs/reliability.md", "reliability", &markdown(&groups()));
}
