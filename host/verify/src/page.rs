//! The report as a page for people: Markdown, laid out so that it reads well in a terminal too.

use crate::{
    findings::{State, Verdict},
    report::Report,
};
use std::{collections::BTreeSet, fmt::Write as _};

/// The page, with the exchanges or without.
pub fn markdown(report: &Report, with_exchanges: bool) -> String {
    let mut out = format!("# What was found out\n\n{}\n\n", head(report));
    let count = |state| report.tools.iter().filter(|it| it.state == state).count();
    let _ = writeln!(
        out,
        "## Tools: {} work, {} differ, {} not tried\n",
        count(State::Works),
        count(State::Differs),
        count(State::NotTried)
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
    table(
        &mut out,
        ["tool", "", "", "seen in"],
        &rows.collect::<Vec<_>>(),
    );

    let count = |verdict| {
        report
            .facts
            .iter()
            .filter(|it| it.verdict == verdict)
            .count()
    };
    let _ = writeln!(
        out,
        "\n## Open facts: {} confirmed, {} refuted, {} not seen\n",
        count(Verdict::Confirmed),
        count(Verdict::Refuted),
        count(Verdict::NotSeen)
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
        &rows.collect::<Vec<_>>(),
    );

    let refuted: Vec<_> = report
        .facts
        .iter()
        .filter(|line| line.verdict == Verdict::Refuted)
        .collect();
    if !refuted.is_empty() {
        out.push_str("\n## What the plugin does about the refuted ones\n\n");
        for line in refuted {
            let _ = writeln!(out, "- `{}`: {}", line.fact, line.note);
        }
    }
    if !report.left.is_empty() {
        out.push_str("\n## What is left in the account\n\n");
        for left in &report.left {
            let _ = writeln!(out, "- {left}");
        }
    }
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

fn exchanges(out: &mut String, report: &Report) {
    let answered = || report.exchanges.iter().filter(|it| it.status.is_some());
    let of_api = || answered().filter(|it| !it.request.contains('('));
    let mut common: BTreeSet<&String> = of_api().flat_map(|it| &it.headers).collect();
    common.retain(|header| of_api().all(|it| it.headers.contains(header)));
    out.push_str("\n## Exchanges\n\n");
    let names: Vec<String> = common.iter().map(|it| format!("`{it}`")).collect();
    if !names.is_empty() {
        let names = names.join(", ");
        let _ = write!(out, "Headers of every answer of the API: {names}. ");
    }
    out.push_str("Values are left out everywhere.\n\n");
    for it in &report.exchanges {
        let status = it
            .status
            .map_or("no answer".to_owned(), |it| it.to_string());
        let by = match (&it.tool, it.about) {
            (Some(tool), Some(about)) => format!("`{tool}` ({about})"),
            (Some(tool), None) => format!("`{tool}`"),
            (None, _) => "without a tool".to_owned(),
        };
        let more = it.headers.iter().filter(|header| !common.contains(header));
        let more: Vec<String> = more.map(|it| format!("`{it}`")).collect();
        let more = match more.is_empty() {
            true => String::new(),
            false => format!("; {}", more.join(", ")),
        };
        let _ = writeln!(
            out,
            "{}. {by}: `{}` → {status}{more}; `{}`",
            it.number, it.request, it.shape
        );
    }
}

/// `1–3, 7: 200`
fn seen_in(report: &Report, by: &[usize]) -> String {
    let exchanges = report.exchanges.iter().filter(|it| by.contains(&it.number));
    let statuses: BTreeSet<u16> = exchanges.filter_map(|it| it.status).collect();
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    match statuses.is_empty() {
        true => numbers(by),
        false => format!("{}: {}", numbers(by), statuses.join(", ")),
    }
}

/// `1–3, 7`
fn numbers(by: &[usize]) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for &number in by {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let spans = spans.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    spans.collect::<Vec<_>>().join(", ")
}

/// With columns of one width.
fn table(out: &mut String, head: [&str; 4], rows: &[[String; 4]]) {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].len()]).max().unwrap_or_default()
    };
    let widths = [0, 1, 2, 3].map(width);
    let mut line = |cells: [&str; 4]| {
        let cells = cells.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    };
    line(head);
    let rules = widths.map(|width| "-".repeat(width.max(3)));
    line(rules.each_ref().map(String::as_str));
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_become_a_span() {
        assert_eq!(numbers(&[]), "");
        assert_eq!(numbers(&[1, 2, 3, 7]), "1–3, 7");
    }

    #[test]
    fn columns_have_one_width() {
        let mut out = String::new();
        let row = ["`a`", "works", "", "1"].map(str::to_owned);
        table(&mut out, ["tool", "", "", "seen in"], &[row]);
        let lines: Vec<usize> = out.lines().map(|line| line.chars().count()).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|length| *length >= lines[0]), "{out}");
    }
}
