//! Advises on parameters that are often tried and are not there.

/// A row a line: words that are tried, the parameters that a tool has to have for the advice to fit,
/// and the advice. The first row that fits counts.
const ROWS: &str = include_str!("advice.txt");

/// Returns what to give in place of a parameter, for a tool or object that has these.
pub fn advice(name: &str, known: &[&str]) -> Option<&'static str> {
    let name = name.replace('-', "_").to_ascii_lowercase();
    let fits = |[words, needs, _]: &[&str; 3]| {
        words.split(' ').any(|word| word == name)
            && needs.split(' ').all(|need| known.contains(&need))
    };
    rows().find(fits).map(|[_, _, advice]| advice)
}

fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    ROWS.lines().map(|row| {
        let mut parts = row.split(" | ");
        [(); 3].map(|()| parts.next().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dialect::PREFIX, tools::TOOLS};
    use std::vec::Vec;

    /// Parameters of objects inside of arguments.
    const RANGE: [&str; 4] = ["gt", "gte", "lt", "lte"];

    #[test]
    fn each_row_fits_a_tool_and_names_what_is_there() {
        for [words, needs, advice] in rows() {
            let tools = TOOLS.iter().map(|tool| tool.parameters);
            let all = tools.chain([RANGE.as_slice()]);
            let fitting: Vec<_> = all
                .filter(|known| needs.split(' ').all(|need| known.contains(&need)))
                .collect();
            assert!(!fitting.is_empty(), "{needs:?} {advice}");
            for quoted in advice.split('`').skip(1).step_by(2) {
                assert!(
                    fitting.iter().any(|known| known.contains(&quoted)),
                    "{quoted}: {advice}"
                );
            }
            for word in advice.split([' ', ',', ':', ';', '.']) {
                let is_tool = TOOLS
                    .iter()
                    .any(|tool| tool.name.trim_start_matches(PREFIX) == word);
                let starts = ["update_", "list_", "get_", "create_", "delete_", "merge_"];
                let looks = starts.iter().any(|start| word.starts_with(start));
                assert_eq!(looks, is_tool && word.contains('_'), "{word}: {advice}");
            }
            for word in words.split(' ') {
                let reached = fitting.iter().any(|known| {
                    !known.contains(&word) && super::advice(word, known) == Some(advice)
                });
                assert!(reached, "{word}: {advice}");
            }
        }
    }
}
