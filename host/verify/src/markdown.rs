//! The report as a page for people, laid out so that it reads well in a terminal too.

use crate::report::{Report, State, Verdict};
use std::{collections::BTreeSet, fmt::Write as _};

/// Returns the page, with the exchanges or without.
pub fn markdown(report: &Report, with_exchanges: bool) -> String {
    let mut out = format!("# What was found out\n\n{}\n\n", head(report));
    let count = |state| report.tools.iter().filter(|it| it.state == state).count();
    let [works, differ, not] = [State::Works, State::Differs, State::NotTried].map(count);
    let _ = writeln!(
        out,
        "## Tools: {works} work, {differ} differ, {not} not tried\n"
    );
    let rows = report.tools.iter().map(|line| {
        let state = match line.state {
            State::Works => "works",
            State::Differs => "**differs**",
            State::NotTried => "not tried",
        };
        let note = line.note.clone().unwrap_or_default();
        [
            format!("`{}`", line.tool),
            state.to_owned(),
            note,
            seen_in(report, &line.by),
        ]
    });
    table(&mut out, ["tool", "", "", "seen in"], rows.collect());

    let count = |verdict| {
        report
            .facts
            .iter()
            .filter(|it| it.verdict == verdict)
            .count()
    };
    let [so, not_so, unseen] = [Verdict::Confirmed, Verdict::Refuted, Verdict::NotSeen].map(count);
    let title = "Open facts";
    let _ = writeln!(
        out,
        "\n## {title}: {so} confirmed, {not_so} refuted, {unseen} not seen\n"
    );
    let rows = report.facts.iter().map(|line| {
        let verdict = match line.verdict {
            Verdict::Confirmed => "confirmed",
            Verdict::Refuted => "**refuted**",
            Verdict::NotSeen => "not seen",
        };
        let expected = line.expected.replace('|', "\\|");
        [
            format!("`{}`", line.fact),
            verdict.to_owned(),
            expected,
            seen_in(report, &line.by),
        ]
    });
    table(
        &mut out,
        ["fact", "", "expected", "seen in"],
        rows.collect(),
    );

    let refuted = report
        .facts
        .iter()
        .filter(|it| it.verdict == Verdict::Refuted);
    let refuted = refuted.map(|line| format!("`{}`: {}", line.fact, line.note));
    list(
        &mut out,
        "What the plugin does about the refuted ones",
        refuted,
    );
    list(
        &mut out,
        "What is left in the account",
        report.left.iter().cloned(),
    );
    if with_exchanges {
        exchanges(&mut out, report);
    }
    out
}

fn head(report: &Report) -> String {
    let how = if report.wrote {
        "reading and writing"
    } else {
        "reading"
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

fn list(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(out, "\n## {title}\n");
        lines.for_each(|line| out.push_str(&format!("- {line}\n")));
    }
}

fn exchanges(out: &mut String, report: &Report) {
    let answered = || report.exchanges.iter().filter(|it| it.status.is_some());
    let of_api = || answered().filter(|it| !it.request.contains('('));
    let mut common: BTreeSet<&String> = of_api().flat_map(|it| &it.headers).collect();
    common.retain(|header| of_api().all(|it| it.headers.contains(header)));
    let code = |names: Vec<&String>| {
        let names: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
        names.join(", ")
    };
    out.push_str("\n## Exchanges\n\n");
    if !common.is_empty() {
        let names = code(common.iter().copied().collect());
        let _ = write!(out, "Headers of every answer of the API: {names}. ");
    }
    out.push_str("Values are left out everywhere.\n\n");
    for it in &report.exchanges {
        let status = it
            .status
            .map_or("no answer".to_owned(), |it| it.to_string());
        let by = match (&it.tool, &it.about) {
            (Some(tool), Some(about)) => format!("`{tool}` ({about})"),
            (Some(tool), None) => format!("`{tool}`"),
            (None, _) => "without a tool".to_owned(),
        };
        let more = it.headers.iter().filter(|header| !common.contains(header));
        let more = match code(more.collect()) {
            more if more.is_empty() => more,
            more => format!("; {more}"),
        };
        let _ = writeln!(
            out,
            "{}. {by}: `{}` → {status}{more}; `{}`",
            it.number, it.request, it.shape
        );
    }
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
fn table(out: &mut String, head: [&str; 4], rows: Vec<[String; 4]>) {
    let head = head.map(str::to_owned);
    let width = |column: usize| {
        let cells = rows
            .iter()
            .chain([&head])
            .map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths = [0, 1, 2, 3].map(width);
    let rules = widths.map(|width| "-".repeat(width.max(3)));
    for row in [&head, &rules].into_iter().chain(&rows) {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}
