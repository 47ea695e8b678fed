//! The known name that a misspelt one is nearest to.
//!
//! Written here since the crates for edit distances need the standard library.

use crate::{
    policy::PREFIX,
    tools::{TOOLS, Tool},
};
use alloc::{format, string::String, vec::Vec};
use gorgias_customers::tool::Effect;

/// Longer than any name there is; the rest is not worth the time.
const MAX_LENGTH: usize = 64;

/// The nearest of the names, if it is near enough to be meant.
pub fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    names
        .iter()
        .map(|known| (distance(name, known), *known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).clamp(1, 8))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Says what to call in place of a tool that is not there. `is_shown` tells which tools are listed.
pub fn tool_advice(name: &str, is_shown: impl Fn(&Tool) -> bool) -> String {
    let name = name.replace('-', "_").to_ascii_lowercase();
    let name = name.strip_prefix(PREFIX).unwrap_or(&name);
    // Nobody should delete because of a slip.
    let tools = TOOLS
        .iter()
        .filter(|tool| is_shown(tool) && tool.effect() != Effect::Destructive);
    let verb = |name: &str| String::from(name.split('_').next().unwrap_or_default());
    let near = tools
        .filter(|tool| {
            let verbs = [verb(name), verb(tool.short_name())];
            name.len() <= MAX_LENGTH && distance(&verbs[0], &verbs[1]) <= 2
        })
        .map(|tool| (distance(name, tool.short_name()), tool.short_name()))
        .filter(|(distance, known)| *distance <= known.len() / 4)
        .min_by_key(|(distance, _)| *distance);
    let missing = ["ticket", "message", "macro", "rule", "note"];
    match (near, missing.iter().find(|word| name.contains(**word))) {
        (_, Some(word)) => format!(
            "there are no tools for {word}s here, only for customers, their fields, events, statistics and files"
        ),
        (Some((_, meant)), None) => format!("did you mean {meant}?"),
        (None, None) => "tools/list names them all".into(),
    }
}

/// How many letters have to be added, removed or changed (Levenshtein).
pub fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (place, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let changed = diagonal + usize::from(!x.eq_ignore_ascii_case(&y));
            diagonal = *place;
            left = changed.min(diagonal + 1).min(left + 1);
            *place = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("emial", "email", 2),
            ("Limit", "limit", 0),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["email", "external_id", "limit"];
        assert_eq!(nearest("externalId", &names), Some("external_id"));
        assert_eq!(nearest("idd", &["id"]), Some("id"));
        assert_eq!(nearest("limits", &names), Some("limit"));
        assert_eq!(nearest("colour", &names), None);
        assert_eq!(nearest(&"e".repeat(1 << 20), &names), None);
    }

    #[test]
    fn a_tool_that_is_not_there_leads_to_none_that_destroys() {
        let all = |_: &Tool| true;
        for (name, words) in [
            ("get_customers", "did you mean get_customer?"),
            (
                "gorgias-customers-list-costumers",
                "did you mean list_customers?",
            ),
            ("set_field_value", "tools/list names them all"),
            ("delete_custom_field", "tools/list names them all"),
            ("remove_customer", "tools/list names them all"),
            ("weather_in_paris_tomorrow", "tools/list names them all"),
            (
                "delete_ticket",
                "there are no tools for tickets here, only for customers, their fields, events, statistics and files",
            ),
        ] {
            assert_eq!(tool_advice(name, all), words, "{name}");
        }
        let words = tool_advice("get_customers", |tool| tool.short_name() != "get_customer");
        assert_ne!(words, "did you mean get_customer?");
    }
}
