//! The report as a page for people, laid out so that it reads well in a terminal too.

use crate::report::{Report, State, Verdict};
use std::{collections::BTreeSet, fmt::Write as _};

/// Returns the page, with the exchanges or without.
pub fn markdown(report: &Report, with_exchanges: bool) -> String {
    let mut out = format!("# What was found out\n\n{}\n", head(report));

    let count = |state| report.tools.iter().filter(|it| it.state == state).count();
    let [works, differ, not] = [State::Works, State::Differs, State::NotTried].map(count);
    let title = format!("Tools: {works} work, {differ} differ, {not} not tried");
    let rows = report.tools.iter().map(|line| {
        let state = match line.state {
            State::Works => "works",
            State::Differs => "**differs**",
            State::NotTried => "not tried",
        };
        let note = line.note.clone().unwrap_or_default();
        let seen = seen_in(report, &line.by);
        [code(line.tool), state.to_owned(), note, seen]
    });
    section(&mut out, &title, table(["tool", "", "", "seen in"], rows));

    let verdicts = report.facts.iter().map(|it| it.verdict);
    let count = |verdict| verdicts.clone().filter(|it| *it == verdict).count();
    let [so, not, unseen] = [Verdict::Confirmed, Verdict::Refuted, Verdict::NotSeen].map(count);
    let title = format!("Open facts: {so} confirmed, {not} refuted, {unseen} not seen");
    let rows = report.facts.iter().map(|line| {
        let verdict = match line.verdict {
            Verdict::Confirmed => "confirmed",
            Verdict::Refuted => "**refuted**",
            Verdict::NotSeen => "not seen",
        };
        let expected = line.expected.replace('|', "\\|");
        let seen = seen_in(report, &line.by);
        [code(&line.fact), verdict.to_owned(), expected, seen]
    });
    section(
        &mut out,
        &title,
        table(["fact", "", "expected", "seen in"], rows),
    );

    let facts = report.facts.iter();
    let refuted = facts.filter(|it| it.verdict == Verdict::Refuted);
    let refuted = refuted.map(|line| format!("- `{}`: {}\n", line.fact, line.note));
    let title = "What the plugin does about the refuted ones";
    section(&mut out, title, refuted.collect());
    let left = report.left.iter().map(|it| format!("- {it}\n"));
    section(&mut out, "What is left in the account", left.collect());
    if with_exchanges {
        section(&mut out, "Exchanges", exchanges(report));
    }
    out
}

fn head(report: &Report) -> String {
    let how = match report.wrote {
        true => "reading and writing",
        false => "reading",
    };
    let budget = match report.budget {
        Some(budget) => format!("the account's budget is {budget}"),
        None => "its answers name no budget".to_owned(),
    };
    format!(
        "{} asked {}, {how}: {} requests; {budget}. The run: {}.",
        report.program, report.account, report.requests, report.ended
    )
}

/// Adds a section, if there is anything in it.
fn section(out: &mut String, title: &str, text: String) {
    if !text.is_empty() {
        let _ = write!(out, "\n## {title}\n\n{text}");
    }
}

fn exchanges(report: &Report) -> String {
    let of_api = || {
        let all = report.exchanges.iter();
        all.filter(|it| it.status.is_some() && !it.request.contains('('))
    };
    let mut common: BTreeSet<&String> = of_api().flat_map(|it| &it.headers).collect();
    common.retain(|header| of_api().all(|it| it.headers.contains(header)));
    let names = |headers: &mut dyn Iterator<Item = &String>| {
        headers.map(|it| code(it)).collect::<Vec<_>>().join(", ")
    };
    let mut out = String::new();
    if !common.is_empty() {
        let names = names(&mut common.iter().copied());
        let _ = write!(out, "Headers of every answer of the API: {names}. ");
    }
    out.push_str("Values are left out everywhere.\n\n");
    for it in &report.exchanges {
        let status = it
            .status
            .map_or("no answer".to_owned(), |it| it.to_string());
        let by = match (&it.tool, &it.about) {
            (Some(tool), Some(about)) => format!("`{tool}` ({about})"),
            (Some(tool), None) => code(tool),
            (None, _) => "without a tool".to_owned(),
        };
        let more = it.headers.iter().filter(|header| !common.contains(header));
        let more = match names(&mut { more }) {
            more if more.is_empty() => more,
            more => format!("; {more}"),
        };
        let _ = writeln!(
            out,
            "{}. {by}: `{}` → {status}{more}; `{}`",
            it.number, it.request, it.shape
        );
    }
    out
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Writes `1–3, 7: 200`.
fn seen_in(report: &Report, by: &[usize]) -> String {
    let exchanges = report.exchanges.iter().filter(|it| by.contains(&it.number));
    let statuses: BTreeSet<u16> = exchanges.filter_map(|it| it.status).collect();
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    match statuses.is_empty() {
        true => numbers(by),
        false => format!("{}: {}", numbers(by), statuses.join(", ")),
    }
}

/// Writes `1–3, 7`.
fn numbers(by: &[usize]) -> String {
    let spans = by.chunk_by(|one, next| one + 1 == *next);
    let spans = spans.filter_map(|span| match span {
        [] => None,
        [one] => Some(one.to_string()),
        [first, .., last] => Some(format!("{first}–{last}")),
    });
    spans.collect::<Vec<_>>().join(", ")
}

/// Writes columns of one width.
fn table(head: [&str; 4], rows: impl Iterator<Item = [String; 4]>) -> String {
    let mut rows: Vec<_> = [head.map(str::to_owned)].into_iter().chain(rows).collect();
    let widths = [0, 1, 2, 3].map(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    });
    rows.insert(1, widths.map(|width| "-".repeat(width.max(3))));
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(widths);
        let cells = cells.map(|(cell, width)| format!("{cell:width$}"));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    });
    lines.collect()
}
